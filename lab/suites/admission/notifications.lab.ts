import { parse } from 'yaml';
import { type EnvironmentModel, synthesize } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import { Cluster, NAMESPACE, TENANT, USERS } from './_cluster';

const GROUP = '/apis/notification.toolkit.fluxcd.io/v1beta3';

const notified = ({ environment, tenants }: EnvironmentModel): EnvironmentModel => ({
  environment: {
    ...environment,
    flux: {
      ...environment.flux,
      reconcile: 'per-tenant',
      notify: [
        { kind: 'slack', secret: 'on-call', channel: 'platform' },
        { kind: 'webhook', secret: 'record', severity: 'info' },
        { kind: 'github', secret: 'github', repository: 'https://github.com/example/platform' },
        { kind: 'gitlab', secret: 'gitlab', repository: 'https://gitlab.com/example/platform' },
      ],
    },
  },
  tenants: tenants.map((tenant) =>
    tenant.name === TENANT ? { ...tenant, notify: [{ kind: 'slack', secret: 'shop-slack' }] } : tenant,
  ),
});

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start({ environment: notified });
});

afterAll(() => cluster?.stop());

function rendered(): KubernetesObject[] {
  const files = synthesize({ environments: [cluster.model], base: cluster.model.tenants });
  return files
    .filter(({ path }) => /^clusters\/[^/]+\/(alert|provider|kustomization)-/.test(path))
    .map(({ content }) => parse(content));
}

test('the API server takes each Provider, Alert and Kustomization as it is rendered, strictly and without a warning', async () => {
  const objects = rendered();
  expect(objects.filter(({ kind }) => kind === 'Provider')).toHaveLength(5);
  expect(objects.filter(({ kind }) => kind === 'Alert')).toHaveLength(5);
  await cluster.mustApply(objects);
});

test.each(['person', 'flux', 'admin', 'owner'] as const)(
  'the tenant’s %s cannot make notification-controller send requests: no Provider and no Alert',
  async (who) => {
    for (const [kind, plural, spec] of [
      ['Provider', 'providers', { type: 'generic', address: 'http://10.32.0.1/' }],
      ['Alert', 'alerts', { providerRef: { name: 'own' }, eventSources: [{ kind: 'Kustomization', name: '*' }] }],
    ] as const) {
      const body = { apiVersion: 'notification.toolkit.fluxcd.io/v1beta3', kind, metadata: { name: 'own' }, spec };
      const answer = await cluster.as(USERS[who]).request('POST', `${GROUP}/namespaces/${NAMESPACE}/${plural}`, body);
      expect({ kind, status: answer.status }).toEqual({ kind, status: 403 });
      // The owner has every right in the namespace, so this is admission alone.
      if (who === 'owner')
        expect(answer.body.message).toContain("ValidatingAdmissionPolicy 'egress-tenant-guardrails'");
      const elsewhere = await cluster.as(USERS[who]).request('POST', `${GROUP}/namespaces/flux-system/${plural}`, body);
      expect({ kind, status: elsewhere.status }).toEqual({ kind, status: 403 });
    }
  },
);

test('the tenant cannot read or write the Secret that says where its messages go', async () => {
  const path = '/api/v1/namespaces/flux-system/secrets';
  const secret = { metadata: { name: 'shop-slack' }, stringData: { address: 'http://10.32.0.1/' } };
  for (const user of Object.values(USERS)) {
    expect((await cluster.as(user).request('POST', path, secret)).status).toBe(403);
    expect((await cluster.as(user).request('GET', `${path}/shop-slack`)).status).toBe(403);
  }
});
