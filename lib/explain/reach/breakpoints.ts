import { type AddressRange, IPV4 } from '../../lint/addresses';
import { LAST_PORT, type PortRange, PROTOCOLS, type Protocol, parseCidr } from '../../network-policy';
import { map, maps, NOT_PUBLIC, type Rendered } from '../../rules';
import { cidrsIn } from '../policies';
import type { World } from '../world';

const LAST = (1n << 128n) - 1n;
const IPV4_LAST = IPV4 + 0xffffffffn;

/** Where decisions may change: between two neighbours, all addresses and all ports are decided alike. */
export interface Breakpoints {
  /** Ascending, each the first address of a range. */
  readonly addresses: readonly bigint[];
  readonly ports: ReadonlyMap<Protocol, readonly number[]>;
}

/** Of one or more worlds, so that they can be compared. */
export function breakpointsOf(worlds: readonly World[]): Breakpoints {
  // Below IPv4 on the number line are no addresses of machines.
  const addresses = new Set([IPV4, IPV4_LAST + 1n]);
  const ports = new Map<Protocol, Set<number>>(PROTOCOLS.map((protocol) => [protocol, new Set([1])]));
  for (const { policies, context, pods } of worlds) {
    const { cluster } = context.environment;
    const cidrs = [
      ...policies.flatMap(({ object }) => cidrsIn(object.spec)),
      ...NOT_PUBLIC,
      cluster.privateNetwork,
      cluster.podCidr,
      cluster.serviceCidr,
    ];
    const single = context.promised.flatMap(({ egress }) =>
      egress.proxies.flatMap(({ address, publicAddress }) =>
        [address, publicAddress].flatMap((each) => (each ? [`${each}/32`] : [])),
      ),
    );
    for (const range of [...cidrs, ...single].flatMap((cidr) => parseCidr(cidr) ?? [])) {
      addresses.add(range.first);
      if (range.last < LAST) addresses.add(range.last + 1n);
    }
    for (const { protocol, first, last } of [
      ...policies.flatMap(portsOf),
      ...pods.flatMap(({ endpoint }) => namedPorts(endpoint.ports)),
    ]) {
      ports.get(protocol)?.add(first);
      if (last < LAST_PORT) ports.get(protocol)?.add(last + 1);
    }
  }
  return {
    addresses: [...addresses].filter((bits) => bits >= IPV4).sort((a, b) => (a < b ? -1 : 1)),
    ports: new Map([...ports].map(([protocol, all]) => [protocol, [...all].sort((a, b) => a - b)])),
  };
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

/** The ranges between breakpoints. */
export function addressRanges({ addresses }: Breakpoints): readonly AddressRange[] {
  return addresses.map((first, index) => ({ first, last: (addresses[index + 1] ?? LAST + 1n) - 1n }));
}

export function portRanges({ ports }: Breakpoints, protocol: Protocol): readonly PortRange[] {
  const starts = ports.get(protocol) ?? [];
  return starts.map((first, index) => ({ protocol, first, last: (starts[index + 1] ?? LAST_PORT + 1) - 1 }));
}

/** Whether a range lies within another one in CIDR notation. */
export function isWithin({ first }: AddressRange, cidr: string): boolean {
  const range = parseCidr(cidr);
  return range !== undefined && range.first <= first && first <= range.last;
}
