import type { Environment, Tenant } from '../../model/types';
import { type AddressRange, addressBits, holds, parseCidr } from '../../network-policy';
import { type Data, list, map, maps, texts } from '../_rendered';

/** A packet to an IPv4 address; `other` is every protocol without ports. */
export interface Packet {
  readonly address: bigint;
  readonly protocol: 'TCP' | 'UDP' | 'other';
  readonly port: number;
}

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

const FIELDS = ['action', 'ipVersion', 'protocol', 'notProtocol', 'destination'];
const DESTINATION_FIELDS = ['nets', 'notNets', 'ports', 'notPorts'];

/** Whether rules of egress only deny, by ranges, ports and protocols alone. Others cannot be judged, or allow. */
export function isReadable(rules: readonly Data[]): boolean {
  return rules.every(
    (rule) =>
      rule.action === 'Deny' &&
      Object.keys(rule).every((key) => FIELDS.includes(key)) &&
      Object.keys(map(rule.destination)).every((key) => DESTINATION_FIELDS.includes(key)) &&
      (rule.notProtocol === undefined || rule.notProtocol === 'TCP') &&
      portsOf(rule.destination).every((port) => Number.isInteger(port)) &&
      netsOf(rule.destination).every((net) => parseCidr(net) !== undefined),
  );
}

/** Whether one of the rules denies all of IPv6, in which nothing is declared. */
export function deniesIpv6(rules: readonly Data[]): boolean {
  return rules.some((rule) => rule.ipVersion === 6 && Object.keys(rule).length === 2);
}

export function denies(rules: readonly Data[], packet: Packet): boolean {
  return rules.some((rule) => {
    const { nets, notNets, ports, notPorts } = map(rule.destination);
    const within = (all: unknown) => texts(all).some((net) => contains(net, packet.address));
    const among = (all: unknown) => packet.protocol !== 'other' && texts(all).includes(String(packet.port));
    return (
      rule.ipVersion !== 6 &&
      (rule.protocol === undefined || rule.protocol === packet.protocol) &&
      rule.notProtocol !== packet.protocol &&
      (nets === undefined || within(nets)) &&
      !within(notNets) &&
      (ports === undefined || among(ports)) &&
      !among(notPorts)
    );
  });
}

/** Packets that show every difference: at both sides of each bound of a range, and of each port. */
export function packets(rules: readonly Data[], all: readonly Declared[]): Packet[] {
  const ranges = rules.flatMap((rule) => netsOf(rule.destination)).flatMap((net) => parseCidr(net) ?? []);
  const [lowest, highest] = [addressBits('0.0.0.0') as bigint, addressBits('255.255.255.255') as bigint];
  const bounds = [...ranges, ...all.map(({ range }) => range)].flatMap(({ first, last }) => [
    first - 1n,
    first,
    last,
    last + 1n,
  ]);
  const addresses = [...new Set([lowest, highest, ...bounds])].filter((each) => lowest <= each && each <= highest);
  const named = rules.flatMap(({ destination }) => portsOf(destination));
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

function netsOf(destination: unknown): readonly string[] {
  return [...texts(map(destination).nets), ...texts(map(destination).notNets)];
}

function portsOf(destination: unknown): readonly unknown[] {
  return [...list(map(destination).ports), ...list(map(destination).notPorts)];
}

function contains(net: string, address: bigint): boolean {
  const range = parseCidr(net);
  return range !== undefined && holds(range, address);
}

/** Rules of egress of a policy, empty where it has none. */
export function egressOf(spec: unknown): readonly Data[] {
  return maps(map(spec).egress);
}
