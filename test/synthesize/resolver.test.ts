import { join } from 'node:path';
import { build, type KubeObject } from '../../lib/kustomize';
import { loadModel, type Model } from '../../lib/model';
import { stamp } from '../../lib/output';
import { verify } from '../../lib/rules';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomizeFolder, laidOnce } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText, loadFiles } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

/** Production has a resolver for tenants, development has none. */
const project = new Project({
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { cluster: { resolver: { address: '10.32.0.53' } } }),
});
const files = synthesize(
  loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model,
);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));
const objects = (folder: string) => build(texts, `dist/overlays/${folder}`);

// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
function pods(folder: string): any[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const spec = (object: any) => (object.spec?.jobTemplate ?? object).spec?.template?.spec;
  return objects(folder).flatMap((object: KubeObject) => spec(object) ?? []);
}

test('where it is not chosen, nothing of it is rendered', () => {
  const elsewhere = files.filter(({ path }) => !path.startsWith('dist/overlays/production/'));
  expect(elsewhere.length).toBeGreaterThan(50);
  for (const { content } of elsewhere) expect(content).not.toMatch(/egress-dns|dnsPolicy|dnsConfig|10\.32\.0\.53/);
});

test('where it is, it is part of the platform, and all of it known to the API server', () => {
  const own = objects('production/platform').filter(
    ({ metadata }) => metadata.namespace === 'egress-dns' || metadata.name === 'egress-dns',
  );
  expect(own.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
    'ClusterRole egress-dns',
    'ClusterRoleBinding egress-dns',
    'ConfigMap egress-dns',
    'Deployment egress-dns',
    'Namespace egress-dns',
    'NetworkPolicy allow-api-server',
    'NetworkPolicy allow-tenants',
    'NetworkPolicy default-deny',
    'PodDisruptionBudget egress-dns',
    'Service egress-dns',
    'ServiceAccount egress-dns',
  ]);
  expect(validateObjects(objects('production')).map(formatSchemaProblem)).toEqual([]);
});

test.each(['client-a', 'client-b', 'client-c'])('every pod of %s asks it, and may ask nobody else', (tenant) => {
  const templates = pods(`production/${tenant}`);
  expect(templates.length).toBeGreaterThan(0);
  for (const { dnsPolicy, dnsConfig } of templates) {
    expect([dnsPolicy, dnsConfig.nameservers]).toEqual(['None', ['10.32.0.53']]);
  }
  const text = JSON.stringify(objects(`production/${tenant}`));
  expect(text).not.toContain('kube-dns');
  expect(JSON.stringify(objects('production/platform'))).not.toContain('kube-dns');
});

describe('on Cilium', () => {
  const resolver = { address: '10.32.0.53' };
  const named = { ...resolver, apiServer: '51.15.1.1' };
  const create = { version: '1.35', nodeType: 'DEV1-M' };
  const { loaded } = loadFiles({
    tenants: {
      'shop.yaml':
        'name: shop\nnodePool: { nodeType: DEV1-M }\negress: { proxies: [{ name: s, address: 172.16.28.9 }] }\n',
    },
    environments: {
      'cilium.ts': environmentText('cilium', { cluster: { cni: 'cilium', resolver } }),
      'made.ts': environmentText('made', { cluster: { resolver }, infrastructure: { cluster: 'kapsule', create } }),
      'named.ts': environmentText('named', { cluster: { cni: 'cilium_native', resolver: named } }),
    },
  });
  const { model } = loaded as { model: Model };
  const rendered = synthesize(model);
  const policies = (environment: string) =>
    build(new Map(rendered.map(({ path, content }) => [path, content])), `dist/overlays/${environment}`)
      .filter(({ kind, metadata }) => kind.endsWith('NetworkPolicy') && metadata.namespace === 'egress-dns')
      // biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
      .map((object: any) => [`${object.kind} ${object.metadata.name}`, object.spec] as const);
  const entity = {
    endpointSelector: {},
    egress: [{ toEntities: ['kube-apiserver'], toPorts: [{ ports: [{ port: '6443', protocol: 'TCP' }] }] }],
  };

  // Terraform creates clusters with Cilium if the settings do not name another plugin.
  test.each(['cilium', 'made'])('its policy names the API server, and no range: %s', (environment) => {
    const all = policies(environment);
    expect(all.map(([name]) => name).sort()).toEqual([
      'CiliumNetworkPolicy allow-api-server',
      'NetworkPolicy allow-tenants',
      'NetworkPolicy default-deny',
    ]);
    expect(Object.fromEntries(all)['CiliumNetworkPolicy allow-api-server']).toEqual(entity);
  });

  test('an address that the settings name is opened as well', () => {
    const all = Object.fromEntries(policies('named'));
    expect(all['CiliumNetworkPolicy allow-api-server']).toEqual(entity);
    expect(all['NetworkPolicy allow-api-server']).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '51.15.1.1/32' } }], ports: [{ port: 6443, protocol: 'TCP' }] }],
    });
  });

  test('rules have nothing against it', () => {
    const errors = verify(rendered, model).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test.each(['platform', 'client-a', 'client-b', 'client-c'])(
    'production/%s builds to what our builder says',
    (part) => {
      const folder = `dist/overlays/production/${part}`;
      expect(kubectlKustomizeFolder(join(root(), folder))).toEqual(build(texts, folder));
    },
  );
});
