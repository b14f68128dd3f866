import { explain, reachOf, type World, worldOf } from '../../lib/explain';
import { requireTarget } from '../../lib/settings/target';
import { synthesize } from '../../lib/synthesize';
import { environmentText, loadFiles } from '../support/settings';

const TENANT = `name: client-a
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, publicAddress: 51.15.9.8 }]
  allow: [ifconfig.me, { host: api.partner.example, ports: [8443] }]
workloads:
  - { name: web, image: example.com/web:1 }
`;

const { loaded } = loadFiles({
  tenants: { 'client-a.yaml': TENANT },
  environments: { 'development.ts': environmentText('development', { cluster: { cni: 'calico' } }) },
});
const model = loaded?.model.environments[0];
const [tenant] = model?.tenants ?? [];
if (!loaded || !model || !tenant) throw new Error('the settings do not load');
const files = synthesize(loaded.model);

/** The same with another text in the files of the proxy, as if someone had edited them. */
function edited(name: 'squid.conf' | 'nftables.conf', change: (text: string) => string): World {
  const path = `dist/infra/development/client-a/squid-a/${name}`;
  const all = files.map((file) => (file.path === path ? { ...file, content: change(file.content) } : file));
  if (all.every(({ content }, index) => content === files[index]?.content)) throw new Error('nothing was changed');
  return worldOf(all, [], model as NonNullable<typeof model>, { locate: () => undefined, allowed: () => undefined });
}

/** Tunnels that reach lists for a host, as ranges of ports. */
function tunnels(world: World, host: string): readonly string[] {
  const rows = reachOf(world, tenant as NonNullable<typeof tenant>).rows;
  return rows
    .filter(({ by, what, direction }) => by === 'proxy' && what === host && direction === 'to')
    .flatMap(({ ports, verdict }) =>
      ports.filter(({ protocol }) => protocol === 'CONNECT').map(({ first, last }) => `${first}-${last} ${verdict}`),
    );
}

const answer = (world: World, target: string) =>
  explain(world, { tenant: tenant as NonNullable<typeof tenant>, target: requireTarget(target) });

const PORTS = 'tcp dport { 80, 443, 8443 } accept';

describe('ports of the firewall are limits', () => {
  const withPorts = (ports: string) =>
    edited('nftables.conf', (text) => text.replace(PORTS, `tcp dport ${ports} accept`));

  test('a port that Squid allows and the firewall does not is not reached', () => {
    const world = withPorts('{ 80, 443 }');
    expect(tunnels(world, 'api.partner.example')).toEqual([]);
    expect(tunnels(world, 'ifconfig.me')).toEqual(['443-443 allowed']);
    const { verdict, ways } = answer(world, 'api.partner.example:8443');
    expect([verdict, ways.find(({ by }) => by === 'proxy')?.hops.at(-1)]).toEqual([
      'denied',
      expect.objectContaining({
        hop: 'VM firewall',
        text: expect.stringContaining('output to a public address at TCP 8443: reject'),
        change: 'add the port 8443 to an entry of egress.allow',
      }),
    ]);
  });

  const squidWith = (ports: string) => (text: string) =>
    text.replace('acl allowed_ports_8443 port 8443', `acl allowed_ports_8443 port ${ports}`);

  test.each([
    ['{ 80, 443, 8100-8199 }', ['8100-8199 allowed']],
    ['{ 80, 443, 8199 }', ['8199-8199 allowed']],
    ['8150', ['8150-8150 allowed']],
    ['{ 80, 443, 7000-9000 }', ['8000-8999 allowed']],
    ['{ 80, 443, 65535 }', []],
  ])('a range of Squid is cut where %s ends', (ports, expected) => {
    const opened = squidWith('8000-8999');
    const change = (text: string) => text.replace(PORTS, `tcp dport ${ports} accept`);
    const changed = files.map((file) => {
      if (file.path.endsWith('/squid.conf')) return { ...file, content: opened(file.content) };
      return file.path.endsWith('/nftables.conf') ? { ...file, content: change(file.content) } : file;
    });
    const world = worldOf(changed, [], model, { locate: () => undefined, allowed: () => undefined });
    expect(tunnels(world, 'api.partner.example').filter((line) => !line.startsWith('443'))).toEqual(expected);
  });
});

describe('conditions of Squid that are not about hosts', () => {
  const withLine = (acl: string, rule: string) =>
    edited('squid.conf', (text) => text.replace(/^http_access /m, `acl odd ${acl}\nhttp_access ${rule}\nhttp_access `));

  test.each([
    ['time 22:00-23:59', 'allow odd'],
    ['browser ^curl', 'deny odd'],
    ['req_header X-Team ^a', 'allow odd'],
    ['referer_regex ^http://a', 'deny odd'],
    ['random 0.5', 'deny odd'],
  ])('%s: %s leaves it open', (acl, rule) => {
    const world = withLine(acl, rule);
    expect(tunnels(world, 'ifconfig.me').filter((line) => !line.endsWith(' undecided'))).toEqual([]);
    expect(tunnels(world, 'ifconfig.me')).not.toEqual([]);
    const target = rule.startsWith('allow') ? 'https://elsewhere.example/' : 'https://ifconfig.me/';
    const { verdict, ways } = answer(world, target);
    expect(verdict).toBe('undecided');
    const squid = ways.flatMap(({ hops }) => hops).find(({ hop }) => hop === 'Squid');
    expect(squid?.text).toContain(`whether this matches is not known: http_access ${rule}`);
  });

  test.each([
    ['url_regex ^http://ifconfig', 'deny odd', 'http://ifconfig.me/', 'denied'],
    ['urlpath_regex ^/admin', 'deny odd', 'http://ifconfig.me/admin', 'denied'],
    ['urlpath_regex ^/admin', 'deny odd', 'http://ifconfig.me/', 'allowed'],
    ['dstdom_regex ^elsewhere', 'allow odd', 'http://elsewhere.example/', 'allowed'],
    ['method POST', 'deny odd', 'POST http://ifconfig.me/', 'denied'],
  ])('%s: %s is decided for one request, and not for a set of hosts', (acl, rule, target, verdict) => {
    const world = withLine(acl, rule);
    expect(answer(world, target).verdict).toBe(verdict);
    expect(tunnels(world, 'ifconfig.me')).toEqual([expect.stringMatching(/ undecided$/)]);
  });

  test('a condition that no line of http_access uses changes nothing', () => {
    const world = edited('squid.conf', (text) => `acl odd time 22:00-23:59\n${text}`);
    expect(tunnels(world, 'ifconfig.me')).toEqual(['443-443 allowed']);
  });
});
