import { Project } from '../support/project';
import { environmentText } from '../support/settings';

/** What tenants of these tests say: parts of client-a.yaml, each by its key, in this order. */
const USUAL = {
  name: 'name: client-a',
  namespace: 'namespace: client-a-demo',
  nodePool: 'nodePool: { sources: [172.16.28.20] }',
  proxies: '[{ name: squid-a, address: 172.16.28.8, publicAddress: 51.15.1.1 }]',
  egress: '',
  more: 'workloads: [{ name: web, image: "busybox:1.36" }]',
};

function tenant(parts: Partial<typeof USUAL>): string {
  const { name, namespace, nodePool, proxies, egress, more } = { ...USUAL, ...parts };
  return [name, namespace, nodePool, `egress:\n  proxies: ${proxies}`, egress && `  ${egress}`, more]
    .filter((part) => part !== '')
    .join('\n')
    .concat('\n');
}

/** A tenant of which others have to keep away: nodes, a proxy, and a range that it reaches directly. */
function neighbour(name = 'client-b'): string {
  return `name: ${name}
nodePool: { sources: [172.16.28.21, 172.16.29.0/28] }
egress:
  proxies: [{ name: squid-b, address: 172.16.28.9, publicAddress: 51.15.1.2 }]
  private: [{ cidr: 172.16.40.0/28, ports: [5432] }]
`;
}

const ENVIRONMENT = environmentText('development', {
  cluster: {
    gateway: '172.16.28.1',
    resolver: { address: '10.32.0.53', apiServer: '172.16.28.4' },
  },
  infrastructure: { cluster: 'kapsule', ssh: ['172.16.28.100', '172.16.31.0/28'] },
  monitoring: { sources: ['172.16.30.64/26'] },
});

const POOL = 'nodePool: { nodeType: DEV1-M, sources: [172.16.28.20] }';

/** Title, what client-a says, `line:column path`, and what is in the message. */
type Case = readonly [title: string, parts: Partial<typeof USUAL>, place: string, message: string];

const proxy = (rest: string) => ({ proxies: `[{ name: squid-a, ${rest} }]` });
const reached = (cidr: string) => ({ egress: `private: [{ cidr: ${cidr}, ports: [5432] }]` });
const nodes = (sources: string) => ({ nodePool: `nodePool: { nodeType: DEV1-M, sources: [${sources}] }` });
const pool = (name: string) => ({ nodePool: `nodePool: { name: ${name}, nodeType: DEV1-M, sources: [172.16.28.20] }` });
const space = (namespace: string) => ({ namespace: `namespace: ${namespace}` });
const repository = (url: string) => ({ more: `repository: { url: "${url}", path: ., ref: { branch: main } }` });
const allowed = (entry: string) => ({ egress: `allow: [ifconfig.me, ${entry}]` });

const ADDRESS = '5:30 egress.proxies[0].address';
const PORT = '5:52 egress.proxies[0].port';
const CIDR = '6:15 egress.private[0].cidr';
const SOURCES = '3:41 nodePool.sources[0]';
const ALLOW = (column: number) => `6:${column} egress.allow[1].ports[0]`;
/** Where the file of the other tenant, which is the later one, is blamed. */
const LATER = 'tenants/client-b.yaml:';
const URL = '6:15 repository.url';
const NAMESPACE = '2:1 namespace';
const POOL_NAME = '3:13 nodePool.name';

const CASES: readonly Case[] = [
  // 30: a node pool that is not the tenant's.
  ['the pool of the system', pool('system'), POOL_NAME, 'a node pool of the cluster’s own'],
  ['the default pool', pool('default'), POOL_NAME, 'a node pool of the cluster’s own'],
  ['a pool of another tenant', pool('client-b-pool'), POOL_NAME, 'belongs to the tenant client-b'],
  ['a pool of anyone', pool('gpu'), POOL_NAME, 'does not begin with the tenant’s name'],
  ['a pool that only looks like the tenant’s', pool('client-apool'), POOL_NAME, 'does not begin with'],
  ['a pool that looks like a date', pool('2001-01-01'), POOL_NAME, 'a date to kustomize'],
  // 31: a proxy that is another machine.
  ['a proxy at a node of another tenant', proxy('address: 172.16.28.21'), '', 'squid-a, a proxy of client-a'],
  ['a proxy within the nodes of another tenant', proxy('address: 172.16.29.3'), '', 'squid-a, a proxy of client-a'],
  ['a proxy at the gateway', proxy('address: 172.16.28.1'), ADDRESS, 'is the gateway of the private network'],
  ['a proxy at the API server', proxy('address: 172.16.28.4'), ADDRESS, 'is the API server'],
  ['a proxy at a source of SSH', proxy('address: 172.16.28.100'), ADDRESS, 'a source of SSH'],
  ['a proxy within the sources of SSH', proxy('address: 172.16.31.9'), ADDRESS, 'a source of SSH'],
  ['a proxy within the sources of monitoring', proxy('address: 172.16.30.70'), ADDRESS, 'a source of monitoring'],
  ['a proxy at a node of its own', proxy('address: 172.16.28.20'), ADDRESS, 'a node of its own'],
  [
    'a second proxy at a node of its own',
    { proxies: `${USUAL.proxies.slice(0, -1)}, { name: s, address: 172.16.28.20 }]` },
    '5:91 egress.proxies[1].address',
    'a node of its own',
  ],
  [
    'a proxy at what another tenant reaches',
    { ...proxy('address: 172.16.28.12'), ...reached('172.16.28.12/30') },
    CIDR,
    'its proxy squid-a',
  ],
  ...[1, 22, 80, 443, 1023, 2379, 2380, 4240, 6443, 9100, 9301, 10250, 10256, 30000, 32767].map(
    (port): Case => [
      `a proxy on port ${port}`,
      proxy(`address: 172.16.28.8, port: ${port}`),
      PORT,
      `${port} is a port of`,
    ],
  ),
  // 32: what is reached directly.
  ['the nodes of another tenant', reached('172.16.28.21/32'), '', 'what client-a reaches directly'],
  ['around the nodes of another tenant', reached('172.16.28.16/28'), CIDR, 'a node of its own'],
  ['the gateway', reached('172.16.28.1/32'), CIDR, 'the gateway of the private network'],
  ['around the gateway', reached('172.16.28.0/30'), CIDR, 'the gateway of the private network'],
  ['the API server', reached('172.16.28.4/32'), CIDR, 'the API server'],
  ['a source of SSH', reached('172.16.28.100/32'), CIDR, 'a source of SSH'],
  ['a source of monitoring', reached('172.16.30.64/32'), CIDR, 'a source of monitoring'],
  ['around the sources of monitoring', reached('172.16.30.0/24'), CIDR, 'a source of monitoring'],
  ['its own proxy', reached('172.16.28.8/32'), CIDR, 'its proxy squid-a'],
  ['its own nodes', reached('172.16.28.20/32'), CIDR, 'a node of its own'],
  ['some pods', reached('100.65.7.0/28'), CIDR, 'the range of the pods'],
  ['around the pods', reached('100.64.0.0/10'), CIDR, 'the range of the pods'],
  ['the resolver', reached('10.32.0.53/32'), CIDR, 'the range of the services'],
  ['the DNS of the cluster', reached('10.32.0.10/32'), CIDR, 'the range of the services'],
  // Nodes that are others'.
  ['the gateway as a node', nodes('172.16.28.1'), SOURCES, 'the gateway of the private network'],
  ['the API server as a node', nodes('172.16.28.4/31'), SOURCES, 'the API server'],
  ['its own proxy among the nodes', nodes('172.16.28.0/23'), ADDRESS, 'the nodes of its own'],
  // 33: a namespace that is not the tenant's.
  ['the namespace of a controller', space('monitoring'), NAMESPACE, 'does not begin with the tenant’s name'],
  ['the namespace traefik', space('traefik'), NAMESPACE, 'does not begin with the tenant’s name'],
  ['the namespace of another tenant', space('client-b'), NAMESPACE, 'client-b'],
  ['a namespace below another tenant’s name', space('client-b-demo'), NAMESPACE, 'belongs to the tenant client-b'],
  ['the namespace of a gateway', space('client-b-egress'), NAMESPACE, 'names that end in -egress'],
  ['the namespace of its own gateway', space('client-a-egress'), NAMESPACE, 'names that end in -egress'],
  ['the namespace of the system', space('system'), NAMESPACE, 'a namespace of the cluster’s own'],
  ['a namespace of an operator', space('gatekeeper-system'), NAMESPACE, 'a namespace of the cluster’s own'],
  ['the namespace kube-node-lease', space('kube-node-lease'), NAMESPACE, 'a namespace of the cluster’s own'],
  // 34: names that kustomize takes for dates.
  ['a namespace like a date', space('"2001-01-01"'), NAMESPACE, 'a date to kustomize'],
  ['a namespace like a short date', space('2001-1-1'), NAMESPACE, 'a date to kustomize'],
  ['a namespace like a date at the end of a year', space('1999-12-31'), NAMESPACE, 'a date to kustomize'],
  [
    'a workload like a date',
    { more: 'workloads: [{ name: 2001-01-01, kind: Job, image: "busybox:1.36" }]' },
    '6:15 workloads[0].name',
    'a date to kustomize',
  ],
  // 36: the proxy's own machine by an allow list.
  ['SSH by name', allowed('{ host: .partner.example, ports: [22, 443] }'), ALLOW(58), '22 is SSH'],
  ['SSH alone', allowed('{ host: self.partner.example, ports: [22] }'), ALLOW(62), '22 is SSH'],
  ['the port of the proxy', allowed('{ host: self.partner.example, ports: [3128] }'), ALLOW(62), 'the proxy itself'],
  [
    'the other port of the proxy',
    { ...proxy('address: 172.16.28.8, port: 8080'), ...allowed('{ host: a.example, ports: [8080] }') },
    ALLOW(51),
    'the proxy itself',
  ],
  ['the exporter', allowed('{ host: self.partner.example, ports: [9301] }'), ALLOW(62), 'the exporter'],
  // 37: a repository inside.
  ...[
    'https://169.254.42.42/x/y',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/x',
    'https://127.0.0.1/x',
    'https://127.1/x',
    'https://2852039166/x',
    'https://0xa9fea9fe/x',
    'https://0xa9.0xfe.0xa9.0xfe/x',
    'https://0251.0376.0251.0376/x',
    'https://169.254.42.42./x',
    'https://[fd00:42::42]/x',
    'https://[::ffff:169.254.42.42]/x',
    'https://[::1]:443/x',
    'https://localhost/x',
    'https://LOCALHOST/x',
    'https://foo.localhost./x',
    'https://kubernetes/api',
    'https://kubernetes.default/api',
    'https://kubernetes.default.svc/api',
    'https://Kubernetes.Default.SVC./api',
    'https://kubernetes.default.svc.cluster.local:443/api',
    'https://source-controller.flux-system/x',
    'https://client-b.client-b/x',
    'https://git.corp.internal/x',
    'https://printer.local/x',
    'https://metadata.google.internal/x',
    'https://metadata/x',
    'https://169-254-42-42.nip.io/x',
    'ssh://git@172.16.28.4/x',
    'ssh://git@172.16.28.4:22/x',
    'ssh://git@0xac101c04/x',
    'ssh://git@git.git.svc/x',
    'ssh://github.com@169.254.169.254/x',
    'ssh://git@github.com@10.0.0.1/x',
    'https://github.com\\\\@169.254.169.254/x',
    'https://github.com%2f@169.254.169.254/x',
    'https://github.com#@169.254.169.254/x',
    'https://github.com:99999/x',
  ].map((url): Case => [`the repository ${url}`, repository(url), URL, '']),
  ...['https://github.com@169.254.169.254/x', 'https://github.com:443@10.0.0.1/x'].map(
    (url): Case => [`the repository ${url}`, repository(url), URL, 'holds credentials'],
  ),
  // What reviewers cannot see.
  ...['202e', '200b', '2066', 'feff', '00ad', '3164', 'fe0f', '2800', '00a0', '034f'].flatMap((code): Case[] => [
    [`U+${code} in a title`, { namespace: `title: "client\\u${code} A"` }, '2:1 title', `U+${code.toUpperCase()}`],
    [
      `U+${code} in a group`,
      { more: `access: { groups: ["dev\\u${code}elopers"] }` },
      '6:20 access.groups[0]',
      `U+${code.toUpperCase()}`,
    ],
  ]),
  [
    'a tag character in a group',
    { more: 'access: { groups: ["dev\\U000E0041"] }' },
    '6:20 access.groups[0]',
    'U+E0041',
  ],
  [
    'a place to mount at',
    {
      more: 'workloads: [{ name: web, image: "busybox:1.36", volumes: [{ name: v, mountPath: "/a\\u202e", emptyDir: {} }] }]',
    },
    '6:70 workloads[0].volumes[0].mountPath',
    'U+202E',
  ],
  [
    'a group that kustomize cannot read',
    { more: 'access: { groups: ["dev\\ufffe"] }' },
    '6:20 access.groups[0]',
    'would not arrive',
  ],
];

const FILES = {
  'overlays/development.ts': ENVIRONMENT,
  'tenants/client-b.yaml': neighbour().replace('sources', 'nodeType: DEV1-M, sources'),
};

/** Every command that reads settings ends in the same way; synth is the one that would write. */
async function refused(text: string, more: Readonly<Record<string, string>> = {}) {
  const project = new Project({ ...FILES, 'tenants/client-a.yaml': text, ...more });
  const result = await project.run('synth');
  expect(project.files('dist')).toEqual([]);
  expect(project.files('clusters')).toEqual([]);
  expect(result).toMatchObject({ code: 1, out: '' });
  expect(result.err).not.toMatch(/^\s+at /m);
  const errors = result.err.split('\n').filter((line) => !line.includes('warning: '));
  for (const line of errors) expect(line).toMatch(/^(tenants\/client-[a-z]+\.yaml|overlays\/[a-z]+\.ts):\d+:\d+/);
  return errors;
}

test.each(CASES)('%s', async (_, parts, place, message) => {
  const errors = await refused(tenant({ nodePool: POOL, ...parts }));
  const at = place === '' ? LATER : `tenants/client-a.yaml:${place}: `;
  expect(errors.map((line) => line.startsWith(at) && line.includes(message))).toContain(true);
});
