import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { verify } from '../../lib/rules';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const project = new Project({
  'tenants/client-a.yaml':
    'name: client-a\nnamespace: client-a-demo\negress: { proxies: [{ name: squid, address: 172.16.28.8 }] }\n',
  'tenants/client-b.yaml': `name: client-b
egress:
  proxies: [{ name: one, address: 172.16.28.9 }, { name: two, address: 172.16.28.10 }]
  private:
    - { cidr: 172.16.30.0/28, ports: [5432] }
    - { cidr: 172.16.30.4/32, ports: [6379] }
`,
  'overlays/calico.ts': environmentText('calico', { cluster: { cni: 'calico' } }),
  'overlays/cilium.ts': environmentText('cilium', { cluster: { cni: 'cilium' } }),
  'overlays/unsaid.ts': environmentText('unsaid'),
});
const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
const files = synthesize(model);
const texts = new Map(files.map(({ path, content }) => [path, content]));
// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
const policies = (folder: string): any[] =>
  build(texts, `dist/overlays/${folder}`).filter(({ kind }) => kind === 'GlobalNetworkPolicy');

test('where the network plugin is not Calico, nothing of it is rendered', () => {
  const elsewhere = files.filter(({ path }) => !/^(dist\/overlays|clusters)\/calico\//.test(path));
  expect(elsewhere.length).toBeGreaterThan(20);
  for (const { content } of elsewhere) expect(content).not.toContain('GlobalNetworkPolicy');
});

test('where it is, each tenant’s guardrails have one, which the API server takes', () => {
  expect(policies('calico/client-a/guardrails').map(({ metadata }) => metadata)).toEqual([
    { name: 'default.egress-tenant-client-a', labels: { tenant: 'client-a' } },
  ]);
  expect(policies('calico/client-a/workloads')).toEqual([]);
  expect(policies('calico').map(({ metadata }) => metadata.name)).toEqual([
    'default.egress-tenant-client-a',
    'default.egress-tenant-client-b',
  ]);
  expect(validateObjects(build(texts, 'dist/overlays/calico')).map(formatSchemaProblem)).toEqual([]);
});

test('it only denies: by ranges, before network policies, in the namespace that the API server has named', () => {
  expect(policies('calico/client-a/guardrails')[0].spec).toEqual({
    order: 0,
    namespaceSelector: "kubernetes.io/metadata.name == 'client-a-demo'",
    types: ['Egress'],
    egress: [
      { action: 'Deny', ipVersion: 6 },
      { action: 'Deny', destination: { notNets: ['100.64.0.0/15', '172.16.28.8/32'] } },
      { action: 'Deny', notProtocol: 'TCP', destination: { nets: ['172.16.28.8/32'] } },
      { action: 'Deny', protocol: 'TCP', destination: { nets: ['172.16.28.8/32'], notPorts: [3128] } },
    ],
  });
});

test('with a gateway pods reach no proxy, and of ranges inside each other the ports of both count', () => {
  const { egress } = policies('calico/client-b/guardrails')[0].spec;
  expect(egress.slice(1)).toEqual([
    { action: 'Deny', destination: { notNets: ['100.64.0.0/15', '172.16.30.0/28', '172.16.30.4/32'] } },
    { action: 'Deny', notProtocol: 'TCP', destination: { nets: ['172.16.30.0/28', '172.16.30.4/32'] } },
    {
      action: 'Deny',
      protocol: 'TCP',
      destination: { nets: ['172.16.30.0/28'], notNets: ['172.16.30.4/32'], notPorts: [5432] },
    },
    { action: 'Deny', protocol: 'TCP', destination: { nets: ['172.16.30.4/32'], notPorts: [5432, 6379] } },
  ]);
});

test('rules have nothing against it', () => {
  const errors = verify(files, model).filter(
    ({ severity, id }) => severity === 'error' && id !== 'reference-unresolved',
  );
  expect(errors.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
});
