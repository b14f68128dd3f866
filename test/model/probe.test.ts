import { covers, withProbe } from '../../lib/model/allowed-hosts';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const PUBLIC = CLIENT_B.replace('port: 3128\n', 'port: 3128\n      publicAddress: 51.15.0.9\n');
const URL = 'https://ifconfig.me/ip';

/** Problems of the environment with these settings, and of client-b. */
function problemsOf(probe: object, { tenant = PUBLIC, cluster = {}, ...more }: Record<string, unknown> = {}) {
  const environments = {
    'production.ts': environmentText('production', { probe, cluster, ...more } as never),
  };
  const { loaded, problems, errors } = loadFiles({ tenants: { 'client-b.yaml': String(tenant) }, environments });
  return {
    loaded,
    errors,
    ids: problems.map(({ id }) => id).filter((id) => id.startsWith('probe-') || id.includes('invalid')),
  };
}

test('without it nothing changes, and with it every tenant may reach its host', () => {
  const hosts = ({ loaded }: ReturnType<typeof problemsOf>) =>
    loaded?.model.environments[0]?.tenants[0]?.egress.allow?.map(({ host, ports, reason }) => ({
      host,
      ports,
      reason,
    }));
  expect(hosts(problemsOf({ url: 'https://address.test.example.org/' }))?.at(-1)).toEqual({
    host: 'address.test.example.org',
    ports: [80, 443],
    reason: 'the probe',
  });
  // It is on the list already: itself, or by a name above it.
  expect(hosts(problemsOf({ url: URL }))).toHaveLength(3);
  expect(hosts(problemsOf({ url: 'https://ip.example.com/' }))).toHaveLength(3);
});

test('an entry covers a host with its port, and a leading dot all below it', () => {
  const allow = [{ host: '.example.com', ports: [443] }];
  expect(covers(allow, 'example.com', 443)).toBe(true);
  expect(covers(allow, 'a.b.example.com', 443)).toBe(true);
  expect(covers(allow, 'notexample.com', 443)).toBe(false);
  expect(covers(allow, 'example.com', 80)).toBe(false);
  expect(withProbe(undefined, URL)).toBeUndefined();
  expect(withProbe(allow, undefined)).toBe(allow);
});

test.each([
  ['http', { url: 'http://ifconfig.me/ip' }],
  ['a path and a query', { url: 'https://api.ipify.org/?format=text' }],
  ['the shortest pause', { url: URL, interval: '5s' }],
  ['the longest pause', { url: URL, interval: '30s' }],
  ['an address', { url: URL, address: '34.160.111.145' }],
  ['an image of a registry', { url: URL, image: 'registry.example.com:5000/curl@sha256:'.concat('0'.repeat(64)) }],
])('%s is taken', (_, probe) => {
  expect(problemsOf(probe)).toMatchObject({ errors: [], ids: [] });
});

test.each([
  ['another scheme', { url: 'ftp://ifconfig.me/ip' }, 'probe-url'],
  ['no scheme', { url: 'ifconfig.me/ip' }, 'probe-url'],
  ['a port', { url: 'https://ifconfig.me:8443/ip' }, 'probe-url'],
  ['a user', { url: 'https://me:secret@ifconfig.me/ip' }, 'probe-url'],
  ['an address in place of a host', { url: 'https://34.160.111.145/ip' }, 'probe-url'],
  ['a host inside the cluster', { url: 'http://web.shop.svc.cluster.local/' }, 'probe-url'],
  ['a host with one name', { url: 'http://localhost/' }, 'probe-url'],
  ['upper case', { url: 'https://Ifconfig.me/ip' }, 'probe-url'],
  ['what a shell reads', { url: "https://ifconfig.me/'$(id)'" }, 'probe-url'],
  ['a leading dot', { url: 'https://.example.com/' }, 'probe-url'],
  ['a pause that is too short', { url: URL, interval: '4s' }, 'probe-interval'],
  ['a pause that is too long', { url: URL, interval: '31s' }, 'probe-interval'],
  ['half a second', { url: URL, interval: '5.5s' }, 'probe-interval'],
  ['a pause without a unit', { url: URL, interval: '10' }, 'duration-invalid'],
  ['a private address', { url: URL, address: '172.16.28.9' }, 'probe-address'],
  ['an address of the metadata', { url: URL, address: '169.254.42.42' }, 'probe-address'],
  ['a host as address', { url: URL, address: 'ifconfig.me' }, 'address-invalid'],
])('%s is refused', (_, probe, id) => {
  const { ids, errors } = problemsOf(probe);
  expect(ids).toEqual([id]);
  expect(errors[0]).toMatch(/^overlays\/production\.ts:\d+:\d+ probe\./);
});

test('a resolver that knows no public names needs an address', () => {
  const cluster = { resolver: { address: '10.32.0.53' } };
  expect(problemsOf({ url: URL }, { cluster }).ids).toEqual(['probe-address-missing']);
  expect(problemsOf({ url: URL, address: '34.160.111.145' }, { cluster }).ids).toEqual([]);
});

test.each([[['ifconfig.me']], [['.me']]])('a host that is denied to everyone, by %j, is refused', (denyHosts) => {
  const tenant = PUBLIC.replace('    - ifconfig.me\n', '');
  expect(problemsOf({ url: URL }, { denyHosts, tenant }).ids).toContain('probe-host-denied');
});

test('a proxy without a public address has nothing to compare with', () => {
  const { ids, errors } = problemsOf({ url: URL }, { tenant: CLIENT_B });
  expect(ids).toEqual(['probe-public-address-missing']);
  expect(errors).toEqual([
    'tenants/client-b.yaml:11:7 egress.proxies[0]: squid-b has no publicAddress, which the probe of production compares with',
  ]);
});
