import { type AddressRange, IPV4 } from '../../lint/addresses';
import { LAST_PORT, type PortRange, PROTOCOLS, type Protocol, parseCidr } from '../../network-policy';
import { map, maps, NOT_PUBLIC, type Rendered } from '../../rules';
import { cidrsIn, podsIn, policiesAbout } from '../policies';
import type { World } from '../world';

const LAST = (1n << 128n) - 1n;
const IPV4_LAST = IPV4 + 0xffffffffn;

/** Where decisions of network policies and firewalls may change. */
export interface Breakpoints {
  /** Neighbouring ranges, ascending: within one, all addresses are decided alike. */
  readonly addresses: readonly AddressRange[];
  /** Ranges of ports in which all are decided alike, for connections between pods of these namespaces. */
  portsOf(protocol: Protocol, namespaces: readonly string[]): readonly PortRange[];
}

/**
 * Of a tenant in one or more worlds, so that they can be compared.
 *
 * @param home the namespaces of the tenant
 * @param texts what judges addresses apart from network policies: squid.conf and nftables.conf of its proxies; asked for when
 * addresses are
 */
export function breakpointsOf(
  worlds: readonly World[],
  home: readonly string[],
  texts: () => readonly string[],
): Breakpoints {
  const known = new Map<string, ReadonlyMap<Protocol, readonly PortRange[]>>();
  let addresses: readonly AddressRange[] | undefined;
  return {
    get addresses() {
      addresses ??= addressRanges(worlds, home, texts());
      return addresses;
    },
    portsOf: (protocol, namespaces) => {
      const key = [...namespaces].sort().join(' ');
      const ranges = known.get(key) ?? portRanges(worlds, namespaces);
      known.set(key, ranges);
      return ranges.get(protocol) ?? [];
    },
  };
}

/** Addresses and ranges, as Squid and nftables write them. */
const ADDRESSES = /\b\d+\.\d+\.\d+\.\d+(\/\d+)?\b/g;

function addressRanges(
  worlds: readonly World[],
  home: readonly string[],
  texts: readonly string[],
): readonly AddressRange[] {
  // Below IPv4 on the number line are no addresses of machines.
  const starts = new Set([IPV4, IPV4_LAST + 1n]);
  const written = texts.flatMap((text) => [...text.matchAll(ADDRESSES)].map(([found]) => asRange(found)));
  for (const world of worlds) {
    const { cluster } = world.context.environment;
    const cidrs = [
      ...policiesAbout(world, home).flatMap(({ object }) => cidrsIn(object.spec)),
      ...written,
      ...NOT_PUBLIC,
      cluster.privateNetwork,
      cluster.podCidr,
      cluster.serviceCidr,
    ];
    for (const range of [...new Set(cidrs)].flatMap((cidr) => parseCidr(cidr) ?? [])) {
      starts.add(range.first);
      if (range.last < LAST) starts.add(range.last + 1n);
    }
  }
  const sorted = [...starts].filter((bits) => bits >= IPV4).sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, index) => ({ first, last: (sorted[index + 1] ?? LAST + 1n) - 1n }));
}

function asRange(text: string): string {
  return text.includes('/') ? text : `${text}/32`;
}

function portRanges(
  worlds: readonly World[],
  namespaces: readonly string[],
): ReadonlyMap<Protocol, readonly PortRange[]> {
  const starts = new Map<Protocol, Set<number>>(PROTOCOLS.map((protocol) => [protocol, new Set([1])]));
  for (const world of worlds) {
    const named = podsIn(world, namespaces).flatMap(({ endpoint }) => namedPorts(endpoint.ports));
    for (const { protocol, first, last } of [...policiesAbout(world, namespaces).flatMap(portsOf), ...named]) {
      starts.get(protocol)?.add(first);
      if (last < LAST_PORT) starts.get(protocol)?.add(last + 1);
    }
  }
  return new Map(
    [...starts].map(([protocol, all]) => {
      const sorted = [...all].sort((a, b) => a - b);
      const last = (index: number) => (sorted[index + 1] ?? LAST_PORT + 1) - 1;
      return [protocol, sorted.map((first, index) => ({ protocol, first, last: last(index) }))];
    }),
  );
}

function namedPorts(
  ports: Readonly<Record<string, { readonly protocol: Protocol; readonly port: number }>> = {},
): PortRange[] {
  return Object.values(ports).map(({ protocol, port }) => ({ protocol, first: port, last: port }));
}

/** All numbers of ports in the rules of a policy of whatever kind. */
function portsOf({ object }: Rendered): PortRange[] {
  const { egress, ingress } = map(object.spec);
  const numbers = (value: unknown) =>
    Number.isInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;
  return [...maps(egress), ...maps(ingress)].flatMap((rule): PortRange[] => {
    const own = maps(rule.ports).flatMap(({ port, endPort, protocol = 'TCP' }): PortRange[] => {
      const first = numbers(port);
      return first === undefined ? [] : [{ protocol: protocol as Protocol, first, last: numbers(endPort) ?? first }];
    });
    const { ports, notPorts } = map(rule.destination);
    const others = [ports, notPorts]
      .flatMap((all) => (Array.isArray(all) ? all : []))
      .flatMap((port) => numbers(port) ?? []);
    return [...own, ...others.flatMap((port) => PROTOCOLS.map((protocol) => ({ protocol, first: port, last: port })))];
  });
}

/** Whether a range lies within another one in CIDR notation. */
export function isWithin({ first }: AddressRange, cidr: string): boolean {
  const range = parseCidr(cidr);
  return range !== undefined && range.first <= first && first <= range.last;
}
