import type { Tenant } from '../../lib';
import { squidConf, vmFolder } from '../../lib/proxy';
import { plan, WEB } from './_fixture';

const LIST = [
  { host: 'a.test', ports: WEB },
  { host: '.b.test', ports: WEB },
  { host: 'a.test', ports: [8443] },
];
const ANY = [{ host: 'old.test', ports: WEB, sni: 'any' as const }];

function lines(name: string, egress: Partial<Tenant['egress']>): string[] {
  return squidConf(plan(egress).vm)
    .split('\n')
    .filter((line) => line.startsWith(`${name} `))
    .map((line) => line.slice(name.length + 1));
}

test.each([
  ['without a list', {}],
  ['with an empty one', { allow: [] }],
  ['with entries that take any name', { allow: ANY }],
])('a proxy %s has no second hop', (_, egress) => {
  const text = Object.values(vmFolder(plan(egress).vm)).join('\n');
  expect(text).not.toMatch(/3129|ssl_bump|ssl-bump|cache_peer|names\.pem|X-Egress|request_start_timeout/);
});

test('each entry is a pair of host and name, on its own ports, and nothing else goes on', () => {
  expect(lines('ssl_bump', { allow: [...LIST, ...ANY] })).toEqual([
    'peek unread',
    'terminate to_private because_private',
    'terminate read nameless because_sni',
    'splice host_b4c6dda433da name_b4c6dda433da allowed_ports named',
    'splice host_52dcf5eeb77a name_52dcf5eeb77a allowed_ports named',
    'splice host_52dcf5eeb77a name_52dcf5eeb77a allowed_ports_8443 named',
    'terminate all because_sni',
  ]);
  expect(lines('acl', { allow: LIST }).filter((line) => /^(host|name)_/.test(line))).toEqual([
    ...['host_b4c6dda433da dstdomain -n .b.test', 'name_b4c6dda433da ssl::server_name .b.test'],
    ...['host_52dcf5eeb77a dstdomain -n a.test', 'name_52dcf5eeb77a ssl::server_name a.test'],
  ]);
});

test('in report mode nothing is terminated but what is private', () => {
  const text = { allow: LIST, mode: 'report' as const };
  expect(lines('ssl_bump', text)).toEqual([
    'peek unread',
    'terminate to_private because_private',
    'splice read nameless report_sni named',
    'splice host_b4c6dda433da name_b4c6dda433da allowed_ports named',
    'splice host_52dcf5eeb77a name_52dcf5eeb77a allowed_ports named',
    'splice host_52dcf5eeb77a name_52dcf5eeb77a allowed_ports_8443 named',
    'splice all report_sni named',
  ]);
  expect(squidConf(plan(text).vm)).toMatch(/^# What is not TLS goes on.*\n.*\nrequest_start_timeout 5 seconds$/m);
  expect(lines('on_unsupported_protocol', text)).toEqual(['tunnel names_hop report_sni named']);
});

test('a host without an address is answered by the first hop, and so is a host that takes any name', () => {
  expect(lines('http_access', { allow: [...LIST, ...ANY] }).filter((line) => line.includes('allowed_hosts'))).toEqual([
    'allow allowed_hosts_any allowed_ports_any by_list_any',
    'deny CONNECT allowed_hosts allowed_ports !resolves',
    'allow allowed_hosts allowed_ports by_list',
    'deny CONNECT allowed_hosts_8443 allowed_ports_8443 !resolves',
    'allow allowed_hosts_8443 allowed_ports_8443 by_list_8443',
  ]);
});

test.each(['enforce', 'report'] as const)('in mode %s a name that the environment denies is terminated', (mode) => {
  const { vm } = plan({ allow: LIST, mode });
  const text = squidConf({ ...vm, environment: { ...vm.environment, denyHosts: ['.evil.test', 'bad.b.test'] } });
  const all = text.split('\n');
  expect(all.filter((line) => line.startsWith('acl denied_names '))).toEqual([
    ...['acl denied_names ssl::server_name .evil.test', 'acl denied_names ssl::server_name bad.b.test'],
  ]);
  expect(all.filter((line) => line.startsWith('ssl_bump ')).slice(1, 3)).toEqual([
    ...['ssl_bump terminate to_private because_private', 'ssl_bump terminate denied_names because_environment'],
  ]);
});

test('a host that takes any name does so below a domain whose names are compared, too', () => {
  const text = { allow: [...LIST, { host: 'old.b.test', ports: WEB, sni: 'any' as const }] };
  const allows = lines('http_access', text).filter((line) => line.startsWith('allow allowed_hosts'));
  expect(allows[0]).toBe('allow allowed_hosts_any allowed_ports_any by_list_any');
});

test('tunnels to hosts that take any name keep to the first hop', () => {
  const text = { allow: [...LIST, ...ANY] };
  expect(lines('acl', text)).toContain('checked_list note allowed_by list list_8443');
  expect(lines('never_direct', text)).toEqual(['allow checked']);
  expect(lines('cache_peer_access', text)).toEqual(['names allow checked', 'names deny all']);
});

test('the second hop never has a version of TLS by which to show its certificate', () => {
  const [hop = ''] = lines('http_port', { allow: LIST }).filter((line) => line.includes('ssl-bump'));
  expect(hop).toMatch(/^127\.0\.0\.1:3129 .*tls-min-version=1\.3 options=NO_TLSv1_3$/);
});

test('its key is made on the machine, by the first boot and by apply.sh, and in no file', () => {
  const folder = vmFolder(plan({ allow: LIST }).vm);
  expect(folder['cloud-init.yaml']).toMatch(/umask 077; openssl req .* -out \/etc\/squid\/names\.pem/);
  expect(folder['apply.sh']).toMatch(/umask 077; openssl req .* -out "\$stage\/names\.pem"/);
  expect(Object.values(folder).join('\n')).not.toContain('PRIVATE KEY');
});

test('a node may open as many tunnels as loopback', () => {
  expect(lines('client_ip_max_connections', { allow: LIST })).toEqual(['16384']);
  expect(lines('client_ip_max_connections', { allow: ANY })).toEqual(['4096']);
});
