import { inMachine } from '../_example';
import { METADATA, NAMES_PORT, NFTABLES_CONF, NOT_PUBLIC, PRIVATE_RESOLVER } from '../_names';
import type { Context } from '../_rendered';
import type { RuleDefinition } from '../rule';
import { areWithin, inMachines, type Machine } from './_machines';
import { type Chain, type Firewall, frameFaults, isRefusal, readFirewall } from './_nftables';

/** The user that Debian and Ubuntu give to Squid. */
const SQUID = 13;
const WEB = [80, 443];

export const rule: RuleDefinition = {
  title: 'The firewall of a proxy’s VM lets Squid connect to private addresses or undeclared ports',
  why: 'A tenant chooses the names that Squid looks up, so a request may be aimed at the private network, the instance metadata or the VM itself. Squid’s own rules refuse that; the firewall refuses it once more, so that one mistake in squid.conf opens nothing (SSRF).',
  fix: 'Refuse all private ranges before any rule that accepts connections of Squid, and accept declared ports only.',
  good: [
    inMachine('client-c/squid-c/nftables.conf')`
           oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport 3129 accept
           oif lo meta skuid 13 reject with icmp type admin-prohibited
    `,
    inMachine('client-b/squid-b/nftables.conf')`
           ip daddr @nowhere reject with icmp type admin-prohibited
           meta l4proto { tcp, udp } th dport 53 accept
    `,
  ],
  bad: [
    inMachine('client-c/squid-c/nftables.conf')`
      -    oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport 3129 accept
      +    oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport { 22, 3129 } accept
    `,
    inMachine('client-b/squid-b/nftables.conf')`
      -    oif lo meta skuid 13 reject with icmp type admin-prohibited
      +    oif lo meta skuid 13 ip daddr 127.0.0.1 tcp dport 3129 accept
      +    oif lo meta skuid 13 reject with icmp type admin-prohibited
    `,
    inMachine('client-b/squid-b/nftables.conf')`-    ip daddr @nowhere reject with icmp type admin-prohibited`,
    inMachine('client-b/squid-b/nftables.conf')`
      -    ip daddr 169.254.42.42 tcp dport 80 meta skuid 0 accept
      +    ip daddr 169.254.42.42 tcp dport 80 accept
    `,
    inMachine('client-b/squid-b/nftables.conf')`
      -    tcp dport { 80, 443 } accept
      +    tcp dport { 80, 443, 5432 } accept
    `,
    inMachine('client-b/squid-b/nftables.conf')`-    oif lo meta skuid 13 reject with icmp type admin-prohibited`,
    inMachine('client-a/squid-a/nftables.conf')`
      -    elements = { 0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10,
      +    elements = { 0.0.0.0/8, 10.0.0.0/8,
    `,
  ],
  check: (context) =>
    inMachines(context, NFTABLES_CONF, (machine) => {
      const text = machine.file(NFTABLES_CONF);
      if (text === undefined) return [];
      const firewall = readFirewall(text);
      const outputs = firewall.chains.filter(({ hook }) => hook === 'filter output');
      return [
        ...frameFaults(firewall, 'output').filter((fault) => /output/.test(fault)),
        ...outputs.flatMap((chain) => outputFaults(chain, firewall, machine, context)),
      ];
    }),
};

function outputFaults(
  { name, family, rules }: Chain,
  firewall: Firewall,
  machine: Machine,
  context: Context,
): string[] {
  const guard = rules.findIndex((rule) => isGuard(rule, firewall));
  const loopback = rules.findIndex((rule) => rule.startsWith(`oif lo meta skuid ${SQUID} reject`));
  const opens = (rule: string) => !isRefusal(rule) && rule !== 'ct state established,related accept';
  return rules.flatMap((rule, at) => {
    if (!opens(rule)) return [];
    if (rule === 'oif lo accept') {
      return loopback >= 0 && loopback < at ? [] : [`chain ${name} (${family}) lets Squid connect to this machine`];
    }
    if (isHarmless(rule, context, machine)) return [];
    if (family !== 'ip') return [`"${rule}" lets traffic out by IPv6, where nothing is expected`];
    if (guard < 0 || at < guard) return [`"${rule}" comes before all private ranges are refused`];
    return isDeclared(rule, machine) || isOfAgent(rule, context) ? [] : [`"${rule}" lets out more than was declared`];
  });
}

/** A rule that refuses all private ranges. */
function isGuard(rule: string, { set }: Firewall): boolean {
  const [, name, inline] = /^ip daddr (?:@(\w+)|\{ (.*) \}) (?:drop|reject .*)$/.exec(rule) ?? [];
  return areWithin(NOT_PUBLIC, name ? set('ip', name) : (inline?.split(', ') ?? []));
}

/** What neither leads a request of a tenant anywhere nor is Squid’s at all. */
function isHarmless(rule: string, { environment }: Context, { tenant }: Machine): boolean {
  const { cluster, infrastructure, logs } = environment;
  const pull = infrastructure?.pull;
  const resolvers = [PRIVATE_RESOLVER, ...(cluster.gateway ? [cluster.gateway] : [])];
  const [, asked] = /^ip daddr \{ (.*) \} meta l4proto \{ tcp, udp \} th dport 53 accept$/.exec(rule) ?? [];
  return (
    [
      `oif lo meta skuid ${SQUID} ip daddr 127.0.0.0/8 meta l4proto { tcp, udp } th dport 53 accept`,
      // Where names inside TLS are read, Squid has a second hop.
      ...(tenant.egress.allow?.some(({ sni }) => sni !== 'any')
        ? [`oif lo meta skuid ${SQUID} ip daddr 127.0.0.1 tcp dport ${NAMES_PORT} accept`]
        : []),
      'udp dport { 67, 123 } accept',
      `ip daddr ${METADATA} tcp dport 80 meta skuid 0 accept`,
      ...(pull ? [`tcp dport ${new URL(pull.url).port || 443} meta skuid 0 accept`] : []),
      ...(logs ? [`tcp dport ${logs.port} meta skuid != ${SQUID} accept`] : []),
    ].includes(rule) ||
    (asked?.split(', ').every((each) => resolvers.includes(each)) ?? false)
  );
}

function isDeclared(rule: string, { tenant }: Machine): boolean {
  const { allow = [], tcp } = tenant.egress;
  const declared = [...WEB, ...allow.flatMap(({ ports }) => ports), ...tcp.map(({ port }) => port)].map(String);
  const [, ports] = /^tcp dport \{ (.*) \} accept$/.exec(rule) ?? [];
  return (
    ['meta l4proto { tcp, udp } th dport 53 accept', 'icmp type echo-request accept'].includes(rule) ||
    (ports?.split(', ').every((port) => declared.includes(port)) ?? false)
  );
}

/** What the agent, and not Squid, connects to. */
function isOfAgent(rule: string, { environment }: Context): boolean {
  const targets = (environment.egressCheck?.targets ?? []).map((target) => target.split(':')[1]);
  const [, ports] = new RegExp(`^tcp dport \\{ (.*) \\} meta skuid != ${SQUID} accept$`).exec(rule) ?? [];
  return ports?.split(', ').every((port) => targets.includes(port)) ?? false;
}
