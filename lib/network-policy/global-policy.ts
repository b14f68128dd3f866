import { type Data, isMap, list, map } from '../data';
import { holds } from '../lint/addresses';
import { parseCidr } from './addresses';
import type { Protocol } from './types';

/** A packet to an IPv4 address; `other` is every protocol without ports. */
export interface Packet {
  readonly address: bigint;
  readonly protocol: Protocol | 'other';
  readonly port: number;
}

/** Calico's GlobalNetworkPolicy of one namespace that only denies egress. Its rules come before all network policies. */
export interface DenyPolicy {
  readonly name: string;
  readonly namespace: string;
  readonly rules: readonly Data[];
}

/** Calico evaluates Kubernetes' network policies at this order. */
export const KUBERNETES_ORDER = 1000;

const FIELDS = ['action', 'ipVersion', 'protocol', 'notProtocol', 'destination'];
const DESTINATION_FIELDS = ['nets', 'notNets', 'ports', 'notPorts'];
const POLICY_FIELDS = ['order', 'namespaceSelector', 'types', 'egress'];
const ONE_NAMESPACE = /^kubernetes\.io\/metadata\.name == '([^']+)'$/;

/** Reads a GlobalNetworkPolicy of the shape that the synthesizer renders. Undefined: it has another shape. */
export function readDenyPolicy(object: Data): DenyPolicy | undefined {
  const [spec, metadata] = [map(object.spec), map(object.metadata)];
  const { order, namespaceSelector, types, egress } = spec;
  const namespace = String(namespaceSelector).match(ONE_NAMESPACE)?.[1];
  const rules = list(egress).filter(isMap);
  const isKnown =
    rules.length === list(egress).length &&
    Object.keys(spec).every((key) => POLICY_FIELDS.includes(key)) &&
    typeof order === 'number' &&
    order < KUBERNETES_ORDER &&
    list(types).join() === 'Egress' &&
    isDenyOnly(rules);
  return isKnown && namespace !== undefined ? { name: String(metadata.name), namespace, rules } : undefined;
}

/** Whether rules of egress only deny, by ranges, ports and protocols alone. Others cannot be judged, or allow. */
export function isDenyOnly(rules: readonly Data[]): boolean {
  return rules.every(
    (rule) =>
      rule.action === 'Deny' &&
      Object.keys(rule).every((key) => FIELDS.includes(key)) &&
      Object.keys(map(rule.destination)).every((key) => DESTINATION_FIELDS.includes(key)) &&
      (rule.protocol === undefined || rule.protocol === 'TCP' || rule.protocol === 'UDP') &&
      (rule.notProtocol === undefined || rule.notProtocol === 'TCP') &&
      portsOf(rule).every((port) => Number.isInteger(port)) &&
      netsOf(rule).every((net) => parseCidr(net) !== undefined),
  );
}

/** Whether one of the rules denies all of IPv6. */
export function deniesIpv6(rules: readonly Data[]): boolean {
  return rules.some((rule) => rule.ipVersion === 6 && Object.keys(rule).length === 2);
}

/** Whether one of the rules denies a packet. */
export function denies(rules: readonly Data[], packet: Packet): boolean {
  return rules.some((rule) => deniesPacket(rule, packet));
}

function deniesPacket(rule: Data, packet: Packet): boolean {
  const { nets, notNets, ports, notPorts } = map(rule.destination);
  const within = (all: unknown) => list(all).some((net) => contains(String(net), packet.address));
  const among = (all: unknown) => packet.protocol !== 'other' && list(all).map(String).includes(String(packet.port));
  return (
    rule.ipVersion !== 6 &&
    (rule.protocol === undefined || rule.protocol === packet.protocol) &&
    rule.notProtocol !== packet.protocol &&
    (nets === undefined || within(nets)) &&
    !within(notNets) &&
    (ports === undefined || among(ports)) &&
    !among(notPorts)
  );
}

/** Ranges that a rule names. */
export function netsOf(rule: Data): readonly string[] {
  const { nets, notNets } = map(rule.destination);
  return [...list(nets), ...list(notNets)].map(String);
}

/** Ports that a rule names. */
export function portsOf(rule: Data): readonly unknown[] {
  const { ports, notPorts } = map(rule.destination);
  return [...list(ports), ...list(notPorts)];
}

function contains(net: string, address: bigint): boolean {
  const range = parseCidr(net);
  return range !== undefined && holds(range, address);
}
