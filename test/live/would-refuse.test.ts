import { check } from '../../lib/live/checks/would-refuse';
import type { LiveObject } from '../../lib/live/live-object';
import type { World } from '../../lib/live/types';

const NAMESPACE = 'client-a';
const object = (apiVersion: string, kind: string, name: string, spec: object, more: object = {}): LiveObject =>
  ({ apiVersion, kind, metadata: { name, namespace: NAMESPACE, ...more }, spec }) as LiveObject;

const POD = {
  containers: [{ name: 'main', image: 'nginx:1', volumeMounts: [{ name: 'kube-api-access-x' }, { name: 'data' }] }],
};
const OBJECTS: Readonly<Record<string, readonly LiveObject[]>> = {
  'deployments.apps': [
    object('apps/v1', 'Deployment', 'web', { template: { metadata: { labels: { app: 'web' } }, spec: POD } }),
  ],
  'cronjobs.batch': [
    object('batch/v1', 'CronJob', 'nightly', {
      jobTemplate: { spec: { template: { spec: { ...POD, restartPolicy: 'Never' } } } },
    }),
  ],
  pods: [
    object('v1', 'Pod', 'web-1', POD, { ownerReferences: [{ kind: 'ReplicaSet' }] }),
    object('v1', 'Pod', 'by-hand', {
      ...POD,
      nodeName: 'node-1',
      volumes: [{ name: 'kube-api-access-x' }, { name: 'data' }],
    }),
  ],
  services: [
    object('v1', 'Service', 'web', {
      type: 'NodePort',
      clusterIP: '10.32.0.7',
      clusterIPs: ['10.32.0.7'],
      ports: [{ port: 80, nodePort: 30080 }],
    }),
  ],
};

/** A world with one tenant, and an API server that answers each dry run. */
function world(guardrails: string | undefined, answer: (asked: LiveObject) => { code: number; stderr: string }) {
  const asked: LiveObject[] = [];
  const cluster = {
    list: async (resource: string) => OBJECTS[resource] ?? [],
    dryRun: async (one: LiveObject) => {
      asked.push(one);
      return { stdout: '', ...answer(one) };
    },
  };
  const tenants = [{ name: 'client-a', namespace: NAMESPACE, guardrails }];
  return { asked, world: { tenants, cluster } as unknown as World };
}

const PINNED =
  "Validation failed for ValidatingAdmissionPolicy 'egress-tenant-pods' with binding 'egress-tenant-pods-report': no";

test('a tenant whose guardrails are enforced is not asked about', async () => {
  const { world: enforced, asked } = world(undefined, () => ({ code: 0, stderr: '' }));
  expect(await check.run(enforced)).toEqual([]);
  expect(asked).toEqual([]);
});

test('each warning is one line, about the object that someone has written', async () => {
  const { world: reporting } = world('report', ({ kind }) => ({
    code: 0,
    stderr: kind === 'Pod' ? `Warning: ${PINNED}\nWarning: would violate PodSecurity "restricted:v1.35": …\n` : '',
  }));
  const results = await check.run(reporting);
  expect(results.map(({ object, message, found }) => `${found?.id} ${found?.severity} ${object}: ${message}`)).toEqual(
    ['Pod client-a/by-hand', 'Deployment client-a/web', 'CronJob client-a/nightly'].flatMap((name) => [
      `live-would-refuse warning ${name}: ${PINNED}`,
      `live-would-refuse warning ${name}: would violate PodSecurity "restricted:v1.35": …`,
    ]),
  );
});

test('what the API server refuses even so is in the list', async () => {
  const { world: reporting } = world('report', ({ kind }) =>
    kind === 'Service'
      ? { code: 1, stderr: 'Error from server (Forbidden): exceeded quota\n' }
      : { code: 0, stderr: '' },
  );
  expect((await check.run(reporting)).map(({ object, message }) => `${object}: ${message}`)).toEqual([
    'Service client-a/web: Error from server (Forbidden): exceeded quota',
  ]);
});

test('it asks with what someone would write, and not with what the cluster has added', async () => {
  const { world: reporting, asked } = world('report', () => ({ code: 0, stderr: '' }));
  expect(await check.run(reporting)).toEqual([
    {
      tenant: 'client-a',
      object: 'Namespace client-a',
      message: 'nothing of 4 running objects would be refused',
    },
  ]);
  const [byHand, service, web] = asked as unknown as {
    kind: string;
    metadata: object;
    spec: Record<string, unknown>;
  }[];
  expect(byHand?.spec).not.toHaveProperty('nodeName');
  expect(byHand?.spec.volumes).toEqual([{ name: 'data' }]);
  expect(byHand?.spec.containers).toEqual([{ name: 'main', image: 'nginx:1', volumeMounts: [{ name: 'data' }] }]);
  expect(service?.spec).toEqual({ type: 'NodePort', ports: [{ port: 80 }] });
  expect(web?.metadata).toEqual({ name: 'egress-live-dry-run', namespace: NAMESPACE, labels: { app: 'web' } });
});
