import { environmentText, loadFiles } from '../support/settings';

interface Said {
  readonly proxy?: string;
  readonly sources?: string;
  readonly reaches?: string;
  readonly more?: string;
}

function tenant(name: string, { proxy, sources, reaches, more = '' }: Said): string {
  const number = name.charCodeAt(name.length - 1);
  return `name: ${name}
nodePool: { sources: [${sources ?? `172.16.29.${number}`}] }
egress:
  proxies: [{ name: squid, address: ${proxy ?? `172.16.28.${number}`} }]
  private: [{ cidr: ${reaches ?? `10.9.${number}.0/28`}, ports: [5432] }]
${more}`;
}

function load(first: Said, second: Said, settings: Parameters<typeof environmentText>[1] = {}) {
  return loadFiles({
    tenants: { 'client-a.yaml': tenant('client-a', first), 'client-b.yaml': tenant('client-b', second) },
    environments: { 'development.ts': environmentText('development', settings) },
  });
}

const NODES = /^tenants\/client-b\.yaml:2:23 nodePool\.sources\[0\]: .*\(tenants\/client-a\.yaml\), in development; /;
const PROXY =
  /^tenants\/client-b\.yaml:4:28 egress\.proxies\[0\]\.address: .*\(tenants\/client-a\.yaml\), in development; /;
const REACHES =
  /^tenants\/client-b\.yaml:5:15 egress\.private\[0\]\.cidr: .*\(tenants\/client-a\.yaml\), in development; /;

// Each way round: what one tenant says, what the other says, and the line at the later file.
test.each([
  ['nodes at nodes', { sources: '172.16.28.21' }, { sources: '172.16.28.21' }, NODES],
  ['nodes within nodes', { sources: '172.16.28.16/28' }, { sources: '172.16.28.21' }, NODES],
  ['nodes around nodes', { sources: '172.16.28.21' }, { sources: '172.16.28.16/28' }, NODES],
  ['a proxy at a node', { sources: '172.16.28.21' }, { proxy: '172.16.28.21' }, PROXY],
  ['a proxy within nodes', { sources: '172.16.28.16/28' }, { proxy: '172.16.28.21' }, PROXY],
  ['nodes at a proxy', { proxy: '172.16.28.21' }, { sources: '172.16.28.21' }, NODES],
  ['nodes around a proxy', { proxy: '172.16.28.21' }, { sources: '172.16.28.16/28' }, NODES],
  ['a range around a proxy', { proxy: '172.16.28.21' }, { reaches: '172.16.28.16/28' }, REACHES],
  ['a proxy within a range', { reaches: '172.16.28.16/28' }, { proxy: '172.16.28.21' }, PROXY],
  ['a range at a node', { sources: '172.16.28.21' }, { reaches: '172.16.28.21/32' }, REACHES],
  ['a range within nodes', { sources: '172.16.28.16/28' }, { reaches: '172.16.28.20/31' }, REACHES],
  ['a range around everything', { sources: '172.16.28.21' }, { reaches: '172.16.0.0/12' }, REACHES],
  ['nodes within a range', { reaches: '172.16.28.16/28' }, { sources: '172.16.28.21' }, NODES],
  ['nodes around a range', { reaches: '172.16.28.20/31' }, { sources: '172.16.28.16/28' }, NODES],
] as const)('%s', (_, first, second, line) => {
  const { errors } = load(first, second);
  expect(errors.some((error) => line.test(error))).toBe(true);
  expect(errors.every((error) => error.startsWith('tenants/client-b.yaml:'))).toBe(true);
});

test('what an environment changes is blamed where it is changed', () => {
  const more = 'environments:\n  development:\n    nodePool: { sources: [172.16.28.98] }\n';
  const { errors } = load({ sources: '172.16.28.96/28', proxy: '172.16.28.7' }, { more, proxy: '172.16.28.6' });
  expect(errors).toEqual([
    'tenants/client-b.yaml:8:27 environments.development.nodePool.sources[0]: 172.16.28.98 is inside 172.16.28.96/28, the nodes of client-a (tenants/client-a.yaml), in development; name the addresses of this tenant’s nodes alone',
  ]);
});

test('tenants that keep apart, and sources that hold the whole network, are no error', () => {
  expect(load({}, {}).errors).toEqual([]);
  const cluster = { resolver: { address: '10.32.0.53', apiServer: '172.16.28.0/22' } };
  const infrastructure = { cluster: 'kapsule', ssh: ['0.0.0.0/0'] };
  const monitoring = { sources: ['172.16.28.0/22'] };
  const pool = 'environments: { development: { nodePool: { nodeType: DEV1-M } } }\n';
  const { errors } = load(
    { more: pool, sources: '172.16.28.0/22' },
    { more: pool },
    { cluster, infrastructure, monitoring },
  );
  expect(errors).toEqual([]);
});

// Warnings: what client-b says, and what is printed of it.
test.each([
  [
    'the whole private network as nodes',
    { sources: '172.16.28.0/22' },
    '2:23 nodePool.sources[0]: warning: 172.16.28.0/22 is the whole private network',
  ],
  [
    'a range inside the private network',
    { reaches: '172.16.30.0/28' },
    '5:15 egress.private[0].cidr: warning: 172.16.30.0/28 overlaps 172.16.28.0/22, the private network',
  ],
  [
    'a range that holds the private network',
    { reaches: '172.16.0.0/13' },
    '5:15 egress.private[0].cidr: warning: 172.16.0.0/13 overlaps',
  ],
  [
    'a wide range',
    { reaches: '192.168.0.0/23' },
    '5:15 egress.private[0].cidr: warning: 192.168.0.0/23 has 512 addresses (expected a /24 or smaller)',
  ],
  [
    'a range of another tenant',
    { reaches: '10.9.97.8/29' },
    '5:15 egress.private[0].cidr: warning: 10.9.97.8/29 is inside 10.9.97.0/28, what client-a reaches directly (tenants/client-a.yaml), in development; make sure',
  ],
])('a warning: %s', (_, said, line) => {
  const { warnings } = load({}, said);
  expect(warnings.filter((warning) => warning.startsWith(`tenants/client-b.yaml:${line}`))).toHaveLength(1);
});

test.each(['0.0.0.0/0', '0.0.0.0/1', '126.0.0.0/7'])('SSH from %s is a warning', (range) => {
  const infrastructure = { cluster: 'kapsule', ssh: ['51.15.0.0/16', range] };
  const monitoring = { sources: ['10.0.0.0/8', range] };
  const pool = 'environments: { development: { nodePool: { nodeType: DEV1-M } } }\n';
  const { warnings } = load({ more: pool }, { more: pool }, { infrastructure, monitoring });
  expect(
    warnings
      .filter((line) => / (infrastructure|monitoring)\./.test(line))
      .map((line) => line.split(' ').slice(1, 4).join(' ')),
  ).toEqual([`infrastructure.ssh[1]: warning: ${range}`, `monitoring.sources[1]: warning: ${range}`]);
});
