import { build } from '../../lib/kustomize';
import type { Model } from '../../lib/model';
import { verify } from '../../lib/rules';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { synthesize } from '../../lib/synthesize';
import { environmentText, loadFiles } from '../support/settings';

const CLIENT_A = `name: client-a
egress: { proxies: [{ name: squid, address: 172.16.28.8 }] }
ingress: { from: [{ nodes: true, ports: [8080] }, { namespace: ingress-nginx, ports: [8081] }] }
`;
const nodeLocalDns = '169.254.20.10';
const { loaded, warnings } = loadFiles({
  tenants: { 'client-a.yaml': CLIENT_A },
  environments: {
    'calico.ts': environmentText('calico', { cluster: { cni: 'calico', nodeLocalDns } }),
    'cilium.ts': environmentText('cilium', { cluster: { cni: 'cilium', nodeLocalDns } }),
    'native.ts': environmentText('native', { cluster: { cni: 'cilium_native' } }),
    'open.ts': environmentText('open', { cluster: { nodeLocalDns } }),
  },
});
const { model } = loaded as { model: Model };
const files = synthesize(model);
const texts = new Map(files.map(({ path, content }) => [path, content]));
// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
const objects = (environment: string): any[] => build(texts, `dist/overlays/${environment}`);
const spec = (environment: string, kind: string, name: string) =>
  objects(environment).find((each) => each.kind === kind && each.metadata.name === name)?.spec;

const INGRESS_NGINX = {
  from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }],
  ports: [{ port: 8081, protocol: 'TCP' }],
};
const dnsPods = (app: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
  podSelector: { matchLabels: { 'k8s-app': app } },
});
const at53 = (protocol: string) => ({ port: '53', protocol });
const FROM_NODES = { fromEntities: ['host', 'remote-node'], toPorts: [{ ports: [{ port: '8080', protocol: 'TCP' }] }] };

test.each(['calico', 'open'])('nodes are the private network to a NetworkPolicy of %s', (environment) => {
  expect(spec(environment, 'NetworkPolicy', 'allow-ingress').ingress).toEqual([
    { from: [{ ipBlock: { cidr: '172.16.28.0/22' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
    INGRESS_NGINX,
  ]);
  expect(objects(environment).some(({ kind }) => kind === 'CiliumNetworkPolicy')).toBe(false);
});

test.each([
  ['cilium', { egress: [{ toEntities: ['host'], toPorts: [{ ports: [at53('UDP'), at53('TCP')] }] }] }],
  ['native', {}],
])('nodes are entities to a policy of Cilium’s own kind: %s', (environment, egress) => {
  expect(spec(environment, 'NetworkPolicy', 'allow-ingress').ingress).toEqual([INGRESS_NGINX]);
  expect(spec(environment, 'CiliumNetworkPolicy', 'allow-nodes')).toEqual({
    endpointSelector: {},
    ...egress,
    ingress: [FROM_NODES],
  });
});

test.each(['calico', 'cilium', 'open'])(
  'pods of %s ask the DNS cache of their node, and the Service behind it',
  (name) => {
    expect(spec(name, 'NetworkPolicy', 'allow-dns').egress).toEqual([
      {
        to: [
          dnsPods('kube-dns'),
          dnsPods('node-local-dns'),
          { ipBlock: { cidr: '169.254.20.10/32' } },
          { ipBlock: { cidr: '10.32.0.10/32' } },
        ],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ]);
  },
);

test('Calico’s global policy lets them', () => {
  const { egress } = spec('calico', 'GlobalNetworkPolicy', 'default.egress-tenant-client-a');
  const nets = ['169.254.20.10/32', '10.32.0.10/32'];
  expect(egress).toContainEqual({
    action: 'Deny',
    destination: { notNets: ['100.64.0.0/15', '172.16.28.8/32', ...nets] },
  });
  expect(egress.slice(-2)).toEqual(
    ['UDP', 'TCP'].map((protocol) => ({ action: 'Deny', protocol, destination: { nets, notPorts: [53] } })),
  );
});

test('without the settings there is nothing of it', () => {
  expect(spec('native', 'NetworkPolicy', 'allow-dns').egress[0].to).toEqual([dnsPods('kube-dns')]);
});

test('the API server takes it, and rules have nothing against it', () => {
  for (const name of ['calico', 'cilium', 'native', 'open'])
    expect(validateObjects(objects(name)).map(formatSchemaProblem)).toEqual([]);
  const errors = verify(files, model).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
});

test('`check` says who else may connect', () => {
  const lines = warnings.filter((line) => line.includes('.nodes:'));
  expect(lines.map((line) => line.replace('tenants/client-a.yaml:3:21 ingress.from[0].nodes: warning: ', ''))).toEqual([
    'lets every machine in 172.16.28.0/22, proxies and pods in the host’s network included, connect in calico and open [ingress-nodes]',
    'lets every node of the cluster, with all pods in the host’s network, connect in cilium and native [ingress-nodes]',
    'lets in other machines of the private network, but no node, in open if the cluster runs Cilium; set cluster.cni there [ingress-nodes-cilium]',
  ]);
});

test.each(['{ ports: [8080] }', '{ nodes: true, namespace: other, ports: [8080] }'])('%s is refused', (entry) => {
  const tenants = { 'client-a.yaml': CLIENT_A.replace('{ nodes: true, ports: [8080] }', entry) };
  expect(loadFiles({ tenants }).errors).toEqual([
    expect.stringContaining('ingress.from[0]: must have exactly one of namespace and nodes'),
  ]);
});

test('the nodes are listed once', () => {
  const tenants = { 'client-a.yaml': CLIENT_A.replace('namespace: ingress-nginx', 'nodes: true') };
  expect(loadFiles({ tenants }).errors).toEqual([expect.stringContaining('is the same source as entry 1')]);
});
