import type { Environment, Tenant } from '../model/types';
import { EXPORTER_PORT, LOOPBACK_RANGE, METADATA_ADDRESS, SCALEWAY_METADATA } from '../vocabulary';
import { type ProxyPlan, SQUID_USER, sourcesOf, type TenantProxy, withoutCovered } from './_plan';
import { REFUSED_V4 } from './_refused-ranges';
import { reachablePorts } from './allow-list';

/** Name of both tables; others on the machine stay as they are. */
export const TABLE = 'egress_proxy';

/**
 * The firewall of the VM itself: the cloud's security groups filter public traffic only, so nothing else stands between
 * two machines of one private network. To be loaded by `nft -f`, any number of times.
 */
export function nftables(environment: Environment, tenant: Tenant, proxy: TenantProxy): string {
  const plan: ProxyPlan = { environment, tenant, proxy };
  return `#!/usr/sbin/nft -f
# The firewall of ${proxy.name}, the way out of ${tenant.name} in ${environment.name}.
# First made, then removed: so it does not matter whether it was there.
table ip ${TABLE}
delete table ip ${TABLE}
table ip ${TABLE} {
${set('tenant', sourcesOf(plan))}
${set(
  'nowhere',
  REFUSED_V4.map(({ range }) => range),
)}
${sets(environment)}  chain input {
    type filter hook input priority filter; policy drop;
    ct state established,related accept
    ct state invalid drop
    iif lo accept
    icmp type { echo-request, destination-unreachable, time-exceeded, parameter-problem } accept
    # Answers of DHCP.
    udp sport 67 udp dport 68 accept
    ip saddr @tenant ip daddr ${proxy.address} tcp dport ${proxy.port} accept
${admissions(plan)}  }

  chain forward {
    type filter hook forward priority filter; policy drop;
  }

  chain output {
    type filter hook output priority filter; policy drop;
    ct state established,related accept
    # By loopback, as all of its own addresses are, Squid asks for names and for nothing else.
    oif lo meta skuid ${SQUID_USER} ip daddr ${LOOPBACK_RANGE} meta l4proto { tcp, udp } th dport 53 accept
    oif lo meta skuid ${SQUID_USER} reject with icmp type admin-prohibited
    oif lo accept
    # The resolvers that Scaleway offers in a private network; those with a public address come below.
    ip daddr { ${resolvers(environment).join(', ')} } meta l4proto { tcp, udp } th dport 53 accept
    udp dport { 67, 123 } accept
    # The metadata of the cloud, which is root's at boot and nobody's else.
    ip daddr ${SCALEWAY_METADATA} tcp dport 80 meta skuid 0 accept
${shipping(environment)}    # Whatever Squid were talked into, it opens nothing in the private network.
    ip daddr @nowhere reject with icmp type admin-prohibited
    meta l4proto { tcp, udp } th dport 53 accept
    tcp dport { ${reachablePorts(tenant).join(', ')} } accept
    icmp type echo-request accept
    reject with icmp type admin-prohibited
  }
}

# Partners know the proxy by its IPv4 address: nothing leaves, or enters, by IPv6.
table ip6 ${TABLE}
delete table ip6 ${TABLE}
table ip6 ${TABLE} {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
  }

  chain forward {
    type filter hook forward priority filter; policy drop;
  }

  chain output {
    type filter hook output priority filter; policy drop;
    oif lo meta skuid ${SQUID_USER} reject with icmpv6 type admin-prohibited
    oif lo accept
    # Refused, not dropped: what tries IPv6 first goes on with IPv4 at once.
    reject with icmpv6 type admin-prohibited
  }
}
`;
}

function set(name: string, elements: readonly string[]): string {
  return `  set ${name} {
    type ipv4_addr
    flags interval
    elements = { ${elements.join(', ')} }
  }
`;
}

/** The private network's own, by DHCP; a legacy Public Gateway puts itself in its place. */
function resolvers({ cluster }: Environment): readonly string[] {
  return [METADATA_ADDRESS, ...(cluster.gateway ? [cluster.gateway] : [])];
}

function sets({ infrastructure }: Environment): string {
  return Object.entries({ ssh: infrastructure?.ssh ?? [], monitoring: infrastructure?.monitoring ?? [] })
    .filter(([, sources]) => sources.length > 0)
    .map(([name, sources]) => `${set(name, withoutCovered(sources))}\n`)
    .join('');
}

function admissions({ environment: { infrastructure }, proxy }: ProxyPlan): string {
  return [
    infrastructure?.ssh.length ? '    ip saddr @ssh tcp dport 22 accept\n' : '',
    infrastructure?.monitoring.length
      ? `    ip saddr @monitoring ip daddr ${proxy.address} tcp dport ${EXPORTER_PORT} accept\n`
      : '',
  ].join('');
}

function shipping({ infrastructure }: Environment): string {
  const { logs } = infrastructure ?? {};
  return logs
    ? `    # The log shipper, wherever its server is, and not Squid.\n    tcp dport ${logs.port} meta skuid != ${SQUID_USER} accept\n`
    : '';
}
