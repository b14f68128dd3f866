import { nftables } from '../../lib/proxy';
import { monitoring } from '../../lib/settings/monitoring';
import { plan, WEB } from './_fixture';

interface Declared {
  readonly ssh?: string[];
  readonly sources?: string[];
  readonly logs?: { host: string; port: number };
}

function rules({ ssh = [], sources, logs }: Declared = {}) {
  const { environment, tenant, proxy } = plan({ allow: [{ host: 'a.test', ports: [...WEB, 8443] }] });
  const common = {
    cluster: 'c',
    image: 'i',
    instanceType: 't',
    ssh,
    poolLabels: 'native' as const,
  };
  return nftables({
    environment: {
      ...environment,
      infrastructure: common,
      ...(sources ? { monitoring: monitoring.parse({ sources }) } : {}),
      ...(logs ? { logs: { to: 'syslog', keepDays: 14, omit: [], image: 'haproxy', ...logs } } : {}),
    },
    tenant,
    proxy,
  });
}

test('the proxy is open to the sources of the tenant, and nothing else is', () => {
  const [input = ''] = /chain input \{[^}]*established[\s\S]*?\n {2}\}/.exec(rules()) ?? [];
  expect(input).toContain('policy drop');
  expect(input).toContain('ip saddr @tenant ip daddr 172.16.28.8 tcp dport 3128 accept');
  expect(input.match(/tcp dport/g)).toHaveLength(1);
  expect(rules()).toContain('elements = { 172.16.28.0/22 }');
});

/** The rules of a chain, in order, without comments. */
function chain(text: string, name: string): string[] {
  const [, body = ''] =
    new RegExp(`chain ${name} \\{\\n([\\s\\S]*?)\\n  \\}`).exec(text.split('\ntable ip6')[0] ?? '') ?? [];
  const lines = body.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

const EVERYTHING = { ssh: ['198.51.100.7'], sources: ['172.16.28.0/24'], logs: { host: 'l.test', port: 6514 } };

test('what comes in: answers, the tenant, and what is declared; packets that belong to no connection are dropped', () => {
  expect(chain(rules(EVERYTHING), 'input')).toEqual([
    'type filter hook input priority filter; policy drop;',
    'ct state established,related accept',
    'ct state invalid drop',
    'iif lo accept',
    'icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept',
    'udp sport 67 udp dport 68 accept',
    'ip saddr @tenant ip daddr 172.16.28.8 tcp dport 3128 accept',
    'ip saddr @ssh tcp dport 22 accept',
    'ip saddr @monitoring ip daddr 172.16.28.8 tcp dport 9301 accept',
    'ip saddr @monitoring ip daddr 172.16.28.8 tcp dport 9303 accept',
  ]);
});

test('what goes out: before the private ranges are refused, nothing of Squid but its questions for names and its second hop', () => {
  const output = chain(rules(EVERYTHING), 'output');
  expect(output).toEqual([
    'type filter hook output priority filter; policy drop;',
    'ct state established,related accept',
    'oif lo meta skuid 13 ip daddr 127.0.0.0/8 meta l4proto { tcp, udp } th dport 53 accept',
    'oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport 3129 accept',
    'oif lo meta skuid 13 reject with icmp type admin-prohibited',
    'oif lo tcp dport 3129 reject with icmp type admin-prohibited',
    'oif lo accept',
    'ip daddr { 169.254.169.254 } meta l4proto { tcp, udp } th dport 53 accept',
    'udp dport { 67, 123 } accept',
    'ip daddr 169.254.42.42 tcp dport 80 meta skuid 0 accept',
    'tcp dport 6514 meta skuid != 13 accept',
    'ip daddr @nowhere reject with icmp type admin-prohibited',
    'meta l4proto { tcp, udp } th dport 53 accept',
    'tcp dport { 80, 443, 8443 } accept',
    'icmp type echo-request accept',
    'reject with icmp type admin-prohibited',
  ]);
  expect(chain(rules(EVERYTHING), 'forward')).toEqual(['type filter hook forward priority filter; policy drop;']);
});

test('the ranges that are refused are all that are private, link-local, loopback or reserved', () => {
  const [, elements = ''] = /set nowhere \{[^}]*elements = \{ ([^}]*) \}/.exec(rules()) ?? [];
  expect(elements.split(', ')).toEqual([
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.0.0.0/24',
    '192.88.99.0/24',
    '192.168.0.0/16',
    '198.18.0.0/15',
    '224.0.0.0/4',
    '240.0.0.0/4',
  ]);
});

test('families are apart, since not every kernel filters them together', () => {
  expect(
    rules()
      .match(/^table \w+ \w+/gm)
      ?.filter((line, index, all) => all.indexOf(line) === index),
  ).toEqual(['table ip egress_proxy', 'table ip6 egress_proxy']);
});

test('outside it reaches the ports that its rules know', () => {
  expect(rules()).toContain('tcp dport { 80, 443, 8443 } accept');
});

test('over loopback Squid asks for names and reaches its second hop, which no one else reaches, and all else is free', () => {
  const [output = ''] = /chain output \{[\s\S]*?\n {2}\}/.exec(rules()) ?? [];
  const lo = output.split('\n').filter((line) => line.includes('oif lo'));
  expect(lo.map((line) => line.trim())).toEqual([
    'oif lo meta skuid 13 ip daddr 127.0.0.0/8 meta l4proto { tcp, udp } th dport 53 accept',
    'oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport 3129 accept',
    'oif lo meta skuid 13 reject with icmp type admin-prohibited',
    'oif lo tcp dport 3129 reject with icmp type admin-prohibited',
    'oif lo accept',
  ]);
  const six = rules().split('table ip6')[3] ?? '';
  expect(six.indexOf('oif lo meta skuid 13 reject')).toBeGreaterThan(0);
  expect(six.indexOf('oif lo meta skuid 13 reject')).toBeLessThan(six.indexOf('oif lo accept'));
});

test('in private ranges names are asked of the resolvers of the private network alone', () => {
  const order = (text: string) => rules().indexOf(text);
  expect(rules()).toContain('ip daddr { 169.254.169.254 } meta l4proto { tcp, udp } th dport 53 accept');
  expect(order('ip daddr @nowhere reject')).toBeLessThan(order('    meta l4proto { tcp, udp } th dport 53 accept'));
  const { environment, tenant, proxy } = plan();
  const cluster = { ...environment.cluster, gateway: '172.16.28.1' };
  expect(nftables({ environment: { ...environment, cluster }, tenant, proxy })).toContain(
    '{ 169.254.169.254, 172.16.28.1 }',
  );
});

test('ssh, metrics and log shipping are there when they are declared', () => {
  expect(rules()).not.toMatch(/ssh|monitoring|shipper/);
  expect(nftables(plan().vm)).not.toMatch(/ssh/);
  const all = rules({ ssh: ['198.51.100.7'], sources: ['172.16.28.0/24'], logs: { host: 'l.test', port: 6514 } });
  expect(all).toContain('ip saddr @ssh tcp dport 22 accept');
  expect(all).toContain('ip saddr @monitoring ip daddr 172.16.28.8 tcp dport 9301 accept');
  expect(all).toContain('tcp dport 6514 meta skuid != 13 accept');
});

test('root alone, and before the private ranges are refused, reaches the Git server of a VM that fetches its files', () => {
  const { vm, environment } = plan();
  const of = (url: string) => {
    const pull = { url, signers: ['ssh-ed25519 AAAA'], interval: '5m', wait: '15m' };
    const infrastructure = {
      cluster: 'c',
      image: 'i',
      instanceType: 't',
      ssh: [],
      poolLabels: 'native',
      pull,
    } as const;
    return nftables({ ...vm, environment: { ...environment, infrastructure } });
  };
  const rule = 'tcp dport 8443 meta skuid 0 accept';
  const text = of('https://git.example.com:8443/x.git');
  expect(text.indexOf(rule)).toBeGreaterThan(0);
  expect(text.indexOf(rule)).toBeLessThan(text.indexOf('ip daddr @nowhere reject'));
  expect(of('https://git.example.com/x.git')).toContain('tcp dport 443 meta skuid 0 accept');
  expect(nftables(vm)).not.toContain(rule);
});
