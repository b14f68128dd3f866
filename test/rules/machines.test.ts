import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { machines, SIZES } from '../support/machines';

const OF_MACHINES = /^(vm|terraform)-/;
const { environment, tenants } = machines('everything');
const model = { environments: [machines('everything')], base: tenants } as never;
const rendered = new Map(synthesize(model).map(({ path, content }) => [path, content]));
const VM = `dist/infra/${environment.name}/client-b/squid-a`;

/** What the rules for machines find after text was replaced in files, wherever it stands. */
function findings(...edits: readonly (readonly [from: string | RegExp, to: string, files?: string])[]): string[] {
  const files = [...rendered].map(([path, content]) => {
    const changed = edits
      .filter(([, , only]) => path.startsWith(only ? `dist/infra/development/${only}` : VM))
      .reduce((text, [from, to]) => text.replace(from, to), content);
    return { path, content: changed, source: 'tenants/client-b.yaml', owner: { tenant: 'client-b' } };
  });
  if (edits.length > 0) expect(files.some(({ path, content }) => content !== rendered.get(path))).toBe(true);
  return verify(files, model)
    .filter(({ id }) => OF_MACHINES.test(id))
    .map(({ id, file, message }) => `${id} ${file.split('/').slice(3).join('/')}: ${message}`);
}

test.each(SIZES)('nothing is found on machines with %s', (size) => {
  const one = { environments: [machines(size)], base: machines(size).tenants } as never;
  expect(verify(synthesize(one), one).filter(({ id }) => OF_MACHINES.test(id))).toEqual([]);
});

const ssh = 'ip saddr @ssh tcp dport 22 accept';

const signer = '* namespaces="git" ssh-ed25519 ';

test.each<[string, string, string | RegExp, string]>([
  ['vm-login-open', 'a signer that the settings do not name', signer, `${signer}AAAA\n      ${signer}`],
  ['vm-login-open', 'signatures that were not made for Git', signer, '* ssh-ed25519 '],
  [
    'vm-egress-open',
    'a Git server that Squid reaches, too',
    'tcp dport 8443 meta skuid 0 accept',
    'tcp dport 8443 accept',
  ],
])('%s notices %s', (id, _, from, to) => {
  expect(findings([from, to])).toContainEqual(expect.stringMatching(new RegExp(`^${id} `)));
});

test.each<[string, string | RegExp, string]>([
  ['ssh from anywhere', ssh, 'tcp dport 22 accept'],
  ['ssh from another address', 'elements = { 198.51.100.7,', 'elements = { 198.51.100.8,'],
  ['ssh from a wider range', '198.51.100.32/28', '198.51.100.32/27'],
  ['metrics from anywhere', 'ip saddr @monitoring ip daddr', 'ip daddr'],
  ['metrics from the tenant', '@monitoring ip daddr', '@tenant ip daddr'],
  ['the agent’s metrics from the tenant', /@monitoring (ip daddr \S+ tcp dport 9303)/, '@tenant $1'],
  ['the agent from anywhere', 'ip saddr @tenant ip daddr 172.16.28.9 tcp dport 9302', 'tcp dport 9302'],
  ['the tenant on every address', 'ip daddr 172.16.28.9 tcp dport 3129', 'tcp dport 3129'],
  ['the tenant on another port', 'tcp dport 3129 accept', 'tcp dport 1-65535 accept'],
  ['a set that is not there', '@ssh tcp dport', '@none tcp dport'],
  ['a jump', ssh, 'jump elsewhere'],
  ['everything', ssh, 'accept'],
  ['a rule with a counter', ssh, `counter ${ssh}`],
  ['packets to be forwarded', /(chain forward \{\n.*\n)/, '$1    accept\n'],
  ['forwarding by policy', 'hook forward priority filter; policy drop', 'hook forward priority filter; policy accept'],
  ['more of ICMP', 'echo-request, destination', 'echo-request, redirect, destination'],
  [
    'a chain of another hook',
    'chain forward {',
    'chain nat {\n    type nat hook prerouting priority 0; policy accept;\n  }\n\n  chain forward {',
  ],
  ['an include', 'table ip egress_proxy\n', 'include "/etc/other"\ntable ip egress_proxy\n'],
  ['no connection tracking first', 'ct state invalid drop\n', '\n'],
  ['input of IPv6', /table ip6 egress_proxy \{\n {2}chain input \{[^}]*\}/, 'table ip6 egress_proxy {'],
])('vm-firewall-open notices %s', (_, from, to) => {
  expect(findings([from, to])).toContainEqual(expect.stringMatching(/^vm-firewall-open .*nftables\.conf: /));
});

test.each<[string, string | RegExp, string]>([
  ['no guard', 'ip daddr @nowhere reject with icmp type admin-prohibited', ''],
  ['a guard that accepts', '@nowhere reject with icmp type admin-prohibited', '@nowhere accept'],
  ['a guard of other ranges', 'ip daddr @nowhere reject', 'ip daddr @ssh reject'],
  ['a guard for one port', 'ip daddr @nowhere reject', 'ip daddr @nowhere tcp dport 22 reject'],
  ['a guard without one range', '169.254.0.0/16, ', ''],
  ['a guard of half a range', '10.0.0.0/8', '10.0.0.0/9'],
  ['a guard that comes too late', /(.*@nowhere reject.*\n)(.*\n.*\n)/, '$2$1'],
  ['another port', '{ 80, 443, 8443 }', '{ 80, 443, 8443, 25 }'],
  ['all ports', 'tcp dport { 80, 443, 8443 } accept', 'meta l4proto tcp accept'],
  ['a shipper that Squid may use', 'tcp dport 6515 meta skuid != 13 accept', 'tcp dport 6515 accept'],
  ['targets that Squid may reach', 'tcp dport { 853 } meta skuid != 13 accept', 'tcp dport { 853 } accept'],
  ['other ports of the agent', 'tcp dport { 853 } meta', 'tcp dport { 853, 25 } meta'],
  ['another resolver', '{ 169.254.169.254, 172.16.28.1 }', '{ 169.254.169.254, 172.16.28.2 }'],
  ['Squid on loopback', 'oif lo meta skuid 13 reject with icmp type', 'oif lo meta skuid 14 reject with icmp type'],
  ['Squid on loopback by IPv6', 'oif lo meta skuid 13 reject with icmpv6', 'oif lo meta skuid 14 reject with icmpv6'],
  ['IPv6', 'reject with icmpv6 type admin-prohibited\n  }\n}', 'accept\n  }\n}'],
  ['output by policy', 'hook output priority filter; policy drop', 'hook output priority filter; policy accept'],
])('vm-egress-open notices %s', (_, from, to) => {
  expect(findings([from, to])).toContainEqual(expect.stringMatching(/^vm-egress-open .*nftables\.conf: /));
});

test.each<[string, string | RegExp, string]>([
  ['another capability', 'CAP_KILL', 'CAP_KILL CAP_NET_ADMIN'],
  ['a second line of capabilities', /( +)(CapabilityBoundingSet=)/, '$1$2CAP_SYS_ADMIN\n$1$2'],
  ['all capabilities but one', 'CapabilityBoundingSet=', 'CapabilityBoundingSet=~'],
  ['no limit of capabilities', /CapabilityBoundingSet=.*/, ''],
  ['ambient capabilities', /( +)NoNewPrivileges=yes/, '$1NoNewPrivileges=yes\n$1AmbientCapabilities=CAP_SYS_ADMIN'],
  ['a restriction that is taken back', /( +)PrivateDevices=yes/, '$1PrivateDevices=yes\n$1PrivateDevices=no'],
  ['a writable system', 'ProtectSystem=full', 'ProtectSystem=no'],
  ['the exporter as root', 'User=squid-exporter', 'User=root'],
  ['an exporter of a lasting user', 'DynamicUser=yes', 'DynamicUser=no'],
  ['an agent as Squid', 'User=egress-agent', 'User=proxy'],
  ['an agent with a capability', /(TasksMax=32\n +CapabilityBoundingSet=)/, '$1CAP_NET_RAW'],
  ['an agent with all capabilities', /(TasksMax=32\n) +CapabilityBoundingSet=\n/, '$1'],
  ['an agent that may write', 'ProtectSystem=strict', 'ProtectSystem=full'],
  ['a unit of its own', '/etc/sysctl.d/60-egress-proxy.conf', '/etc/systemd/system/other.service'],
])('vm-unit-privileged notices %s', (_, from, to) => {
  expect(findings([from, to])).toContainEqual(expect.stringMatching(/^vm-unit-privileged .*cloud-init\.yaml: /));
});

test.each<[string, string | RegExp, string]>([
  ['Squid without its firewall', /( +)(Requires=nftables.service\n)(.*\n.*StartLimit)?/, '$1$3'],
  ['Squid before its firewall', 'After=nftables.service', ''],
  ['Squid that is not asked for its listener', /( +)ExecStartPost=.*/, ''],
  ['a script for another listener', "'src 172.16.28.9:3129'", "'src 172.16.28.9:3128'"],
  [
    'a script that is not written',
    '/usr/local/lib/egress-proxy/listens.sh\n    content',
    '/tmp/listens.sh\n    content',
  ],
  ['an agent without the firewall', /(bytes went through\n +)Requires=nftables.service/, '$1'],
  ['an agent that is not enabled', '- egress-agent.service', '- other.service'],
  ['a timer that is not enabled', '- squid-listener.timer', '- other.timer'],
  ['a timer that is not written', '/etc/systemd/system/squid-listener.timer', '/etc/systemd/system/squid-other.timer'],
])('vm-squid-unwatched notices %s', (_, from, to) => {
  const found = findings([from, to, 'client-b/squid-a/cloud-init.yaml']);
  expect(found).toContainEqual(expect.stringMatching(/^vm-squid-unwatched .*cloud-init\.yaml: /));
});

test.each<[string, string | RegExp, string, string]>([
  ['another squid.conf in user-data', 'http_access deny to_private', '', 'client-b/squid-a/cloud-init.yaml'],
  ['another list in user-data', 'ifconfig.me', 'ifconfig.co', 'client-b/squid-a/allow.txt'],
  [
    'user-data without the firewall',
    'path: /etc/nftables.conf',
    'path: /etc/nftables.old',
    'client-b/squid-a/cloud-init.yaml',
  ],
  ['a list that no file holds', '/etc/squid/allow.txt', '/etc/squid/allow-x.txt', 'client-b/squid-a/squid.conf'],
  [
    'a script without the certificates',
    'for file in tls.key tls.crt ca.crt ca.crl; do put',
    'for file in tls.crt ca.crt ca.crl; do put',
    'client-b/squid-a/apply.sh',
  ],
  ['a script without the lists', 'for file in "$1"/allow*.txt', 'for file in none', 'client-b/squid-a/apply.sh'],
  ['a script without squid.conf', 'put "$1/squid.conf"', ': "$1/squid.conf"', 'client-b/squid-a/apply.sh'],
  [
    'a script for another listener',
    'listener=172.16.28.9:3129',
    'listener=172.16.28.9:3128',
    'client-b/squid-a/apply.sh',
  ],
  ['a script with another unit', 'NoNewPrivileges=yes', 'NoNewPrivileges=no', 'client-b/squid-a/apply.sh'],
  ['a script without a unit', 'file "$1/etc/default', 'echo "$1/etc/default', 'client-b/squid-a/apply.sh'],
  [
    'a checksum that is not that of the file',
    /([0-9a-f]{63})[0-9a-f]( {2}\/etc\/squid)/,
    '$1x$2',
    'client-b/squid-a/cloud-init.yaml',
  ],
  ['a file without a checksum', /.*sysctl\.d.*\n(?! +content)/, '', 'client-b/squid-a/cloud-init.yaml'],
  ['a script without its lock', 'flock -n 9 ||', 'true ||', 'client-b/squid-a/apply.sh'],
])('vm-files-incomplete notices %s', (_, from, to, file) => {
  expect(findings([from, to, file])).toContainEqual(expect.stringMatching(/^vm-files-incomplete /));
});

test.each<[string, string | RegExp, string]>([
  ['a private key', 'tcp_outgoing', ''],
  ['login by password', 'ssh_pwauth: false', ''],
  ['the host keys of the image', 'ssh_deletekeys: true', ''],
  ['a password of a user', 'ssh_pwauth: false', 'ssh_pwauth: false\nusers: [{ name: a, hashed_passwd: x }]'],
  ['passwords for all', 'ssh_pwauth: false', 'ssh_pwauth: false\nchpasswd: { list: [a] }'],
])('vm-login-open notices %s', (what, from, to) => {
  const key = '      -----BEGIN EC PRIVATE KEY-----\n      visible_hostname';
  const edit = what === 'a private key' ? ([/ +visible_hostname/, key] as const) : ([from, to] as const);
  expect(findings([...edit, 'client-b/squid-a/cloud-init.yaml'])).toContainEqual(
    expect.stringMatching(/^vm-login-open .*cloud-init\.yaml: /),
  );
});

test.each<[string, string, string | RegExp, string]>([
  [
    'terraform-address-unprotected',
    'an address that is retired',
    /("client-gone_squid-c": \{[\s\S]*?"prevent_destroy": )true/,
    '$1false',
  ],
  ['terraform-address-unprotected', 'an address that is missing', /"client-gone_squid-c": \{[\s\S]*?\}\s*\},\s*/, ''],
  ['terraform-address-unprotected', 'text that is no JSON', '{', ''],
  [
    'terraform-reservation-late',
    'a pool that waits for nothing',
    /("client-b": \{\s*"cluster_id"[\s\S]*?"depends_on": )\[[^\]]*\]/,
    '$1[]',
  ],
  [
    'terraform-reservation-late',
    'pools that wait for some of the reservations',
    /("reserved": \{\s*"depends_on": \[\s*)"[^"]*",/,
    '$1',
  ],
  [
    'terraform-reservation-late',
    'a pool without a tenant that waits for nothing',
    /("system_nodes": \{[\s\S]*?"depends_on": )\[[^\]]*\]/,
    '$1[]',
  ],
  [
    'terraform-reservation-late',
    'an address that is not reserved',
    '"address": "172.16.28.10"',
    '"address": "172.16.28.11"',
  ],
  ['terraform-firewall-open', 'ssh from anywhere', '"ip_range": "198.51.100.32/28"', '"ip_range": "0.0.0.0/0"'],
  ['terraform-firewall-open', 'another port', '"port": 22', '"port": 3129'],
  [
    'terraform-firewall-open',
    'UDP',
    /"inbound_rule": \[\s*\{\s*"action": "accept",\s*"protocol": "TCP"/,
    '"inbound_rule": [{ "action": "accept", "protocol": "UDP"',
  ],
  [
    'terraform-firewall-open',
    'all that leaves',
    '"outbound_default_policy": "drop"',
    '"outbound_default_policy": "accept"',
  ],
])('%s notices %s', (rule, _, from, to) => {
  expect(findings([from, to, 'main.tf.json'])).toContainEqual(expect.stringMatching(new RegExp(`^${rule} `)));
});

test('a finding names the file, and what is wrong in it', () => {
  expect(findings(['ct state invalid drop', 'ct state invalid accept'])).toEqual([
    'vm-files-incomplete client-b/squid-a/cloud-init.yaml: /etc/egress/files.sha256 in user-data is not the list of the files that it writes',
    'vm-firewall-open client-b/squid-a/nftables.conf: "ct state invalid accept" lets in more than was declared',
    'vm-firewall-open client-b/squid-a/nftables.conf: chain input (ip) accepts packets before "ct state invalid drop"',
  ]);
});
