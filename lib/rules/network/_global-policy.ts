import type { Environment, Tenant } from '../../model/types';
import { type AddressRange, addressBits, holds, netsOf, type Packet, parseCidr, portsOf } from '../../network-policy';
import { type Data, map, maps } from '../_rendered';

interface Declared {
  readonly range: AddressRange;
  /** Undefined: everything. */
  readonly ports?: readonly number[];
  /** With these ports UDP and TCP are meant, and protocols without ports do no harm. @default false */
  readonly isDns?: boolean;
}

/** What a tenant's pods are meant to reach, by address, after services are translated. */
export function declared({ egress, gateway }: Tenant, { cluster }: Environment): readonly Declared[] {
  const at = (cidr: string, ports?: readonly number[]): Declared[] => {
    const range = parseCidr(cidr);
    return range ? [{ range, ...(ports ? { ports } : {}) }] : [];
  };
  return [
    ...at(cluster.podCidr),
    ...(gateway ? [] : egress.proxies.flatMap(({ address, port }) => at(`${address}/32`, [port]))),
    ...egress.private.flatMap(({ cidr, ports }) => at(cidr, ports)),
    ...(cluster.nodeLocalDns === undefined ? [] : [cluster.nodeLocalDns, cluster.dns]).flatMap((each) =>
      at(`${each}/32`, [53]).map((one) => ({ ...one, isDns: true })),
    ),
  ];
}

export function isDeclared(all: readonly Declared[], { address, protocol, port }: Packet): boolean {
  return all.some(
    ({ range, ports, isDns }) =>
      holds(range, address) &&
      (!ports || (isDns && protocol === 'other') || ((isDns || protocol === 'TCP') && ports.includes(port))),
  );
}

/** Packets that show every difference: at both sides of each bound of a range, and of each port. */
export function packets(rules: readonly Data[], all: readonly Declared[]): Packet[] {
  const ranges = rules.flatMap(netsOf).flatMap((net) => parseCidr(net) ?? []);
  const [lowest, highest] = [addressBits('0.0.0.0') as bigint, addressBits('255.255.255.255') as bigint];
  const bounds = [...ranges, ...all.map(({ range }) => range)].flatMap(({ first, last }) => [
    first - 1n,
    first,
    last,
    last + 1n,
  ]);
  const addresses = [...new Set([lowest, highest, ...bounds])].filter((each) => lowest <= each && each <= highest);
  const named = rules.flatMap(portsOf);
  const ports = [...named.map(Number), ...all.flatMap((each) => each.ports ?? [])].flatMap((port) => [
    port - 1,
    port,
    port + 1,
  ]);
  const unique = [...new Set([1, 65535, ...ports])].filter((port) => port >= 1 && port <= 65535);
  return addresses.flatMap((address) => [
    { address, protocol: 'other' as const, port: 0 },
    ...unique.flatMap((port) => (['TCP', 'UDP'] as const).map((protocol) => ({ address, protocol, port }))),
  ]);
}

/** Rules of egress of a policy, empty where it has none. */
export function egressOf(spec: unknown): readonly Data[] {
  return maps(map(spec).egress);
}
