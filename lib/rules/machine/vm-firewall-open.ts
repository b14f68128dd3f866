import { inMachine } from '../_example';
import { AGENT_CHECK_PORT, AGENT_METRICS_PORT, EXPORTER_PORT, NFTABLES_CONF } from '../_names';
import type { Context } from '../_rendered';
import type { RuleDefinition } from '../rule';
import { areWithin, inMachines, type Machine } from './_machines';
import { type Chain, type Firewall, frameFaults, isRefusal, readFirewall } from './_nftables';

const ICMP = ['echo-request', 'destination-unreachable', 'time-exceeded', 'parameter-problem'];

export const rule: RuleDefinition = {
  title: 'The firewall of a proxy’s VM lets in more than was declared',
  why: 'The cloud’s security groups filter public traffic only, so that inside the private network the VM’s own firewall is all there is. It may let in the tenant’s nodes on the listener and, with egressCheck and several proxies, on the agent’s port, and ssh and metrics from the addresses in infrastructure.ssh and monitoring.sources; packets without a connection are dropped.',
  fix: 'Declare the source in the settings, or remove the rule from the firewall.',
  good: [
    inMachine('client-b/squid-b/nftables.conf')`
           ct state established,related accept
           ct state invalid drop
           iif lo accept
    `,
  ],
  bad: [
    inMachine('client-b/squid-b/nftables.conf')`
      -    ct state invalid drop
      +    ct state invalid accept
    `,
    inMachine('client-b/squid-b/nftables.conf')`
      -    ip saddr @tenant ip daddr 172.16.28.19 tcp dport 3128 accept
      +    ip daddr 172.16.28.19 tcp dport 3128 accept
    `,
    inMachine('client-b/squid-b/nftables.conf')`
      -    elements = { 172.16.28.30 }
      +    elements = { 172.16.28.30, 172.16.28.31 }
    `,
    inMachine('client-a/squid-a/nftables.conf')`
           ip saddr @tenant ip daddr 172.16.28.8 tcp dport 3128 accept
      +    tcp dport 22 accept
    `,
    inMachine('client-a/squid-a/nftables.conf')`
      -    type filter hook input priority filter; policy drop;
      +    type filter hook input priority filter; policy accept;
           ct state established,related accept
    `,
  ],
  check: (context) =>
    inMachines(context, NFTABLES_CONF, (machine) => {
      const text = machine.file(NFTABLES_CONF);
      if (text === undefined) return [];
      const firewall = readFirewall(text);
      const inputs = firewall.chains.filter(({ hook }) => hook === 'filter input');
      return [
        ...frameFaults(firewall, 'input'),
        ...inputs.flatMap((chain) => inputFaults(chain, firewall, machine, context)),
      ];
    }),
};

function inputFaults(chain: Chain, firewall: Firewall, machine: Machine, { environment }: Context): string[] {
  const { proxy, tenant } = machine;
  const { ssh = [] } = environment.infrastructure ?? {};
  const monitoring = environment.monitoring?.sources ?? [];
  const asked =
    environment.egressCheck !== undefined && tenant.gateway !== undefined && tenant.egress.proxies.length > 1;
  const sources = tenant.nodePool.sources ?? [environment.cluster.privateNetwork];
  const isFrom = (name: string, declared: readonly string[]) => {
    const elements = firewall.set(chain.family, name);
    return elements.length > 0 && areWithin(elements, declared);
  };
  const isDeclared = (rule: string): boolean => {
    const [, from = '', to, port] = /^ip saddr @(\w+) (?:ip daddr (\S+) )?tcp dport (\d+) accept$/.exec(rule) ?? [];
    if (port === '22') return isFrom(from, ssh);
    if (to !== proxy.address) return false;
    if (port === String(proxy.port)) return isFrom(from, sources);
    if (port === String(AGENT_CHECK_PORT)) return asked && isFrom(from, sources);
    return [EXPORTER_PORT, AGENT_METRICS_PORT].map(String).includes(port ?? '') && isFrom(from, monitoring);
  };
  const isHarmless = (rule: string) =>
    ['ct state established,related accept', 'iif lo accept', 'udp sport 67 udp dport 68 accept'].includes(rule) ||
    (/^icmp type \{ (.*) \} accept$/.exec(rule)?.[1]?.split(', ') ?? ['none']).every((type) => ICMP.includes(type));
  const opens = chain.rules.filter((rule) => !isRefusal(rule));
  const invalid = chain.rules.indexOf('ct state invalid drop');
  const first = chain.rules.findIndex(
    (rule) => !isRefusal(rule) && rule !== 'ct state established,related accept' && rule !== 'iif lo accept',
  );
  return [
    ...opens
      .filter((rule) => !isHarmless(rule) && !isDeclared(rule))
      .map((rule) => `"${rule}" lets in more than was declared`),
    ...(first >= 0 && (invalid < 0 || invalid > first)
      ? [`chain ${chain.name} (${chain.family}) accepts packets before "ct state invalid drop"`]
      : []),
  ];
}
