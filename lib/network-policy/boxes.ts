import { LAST_PORT, type PortRange, PROTOCOLS, type Protocol, type Rule } from './types';

/** Addresses and ports of one protocol: a rectangle. */
export interface Box extends PortRange {
  readonly firstAddress: bigint;
  readonly lastAddress: bigint;
}

const ALL_PORTS: readonly PortRange[] = PROTOCOLS.map((protocol) => ({ protocol, first: 1, last: LAST_PORT }));

/**
 * The ports of a rule. What a name means, the pod at the other end says.
 *
 * @param named what to take a name for: all ports of its protocol, or none
 */
export function portsOf(rule: Pick<Rule, 'ports'>, named: 'all' | 'none'): readonly PortRange[] {
  if (rule.ports === 'any') return ALL_PORTS;
  return rule.ports.flatMap((port): readonly PortRange[] => {
    if (!('name' in port)) return [port];
    return named === 'all' ? [{ protocol: port.protocol, first: 1, last: LAST_PORT }] : [];
  });
}

/** What is left of a box without others, in boxes that do not overlap. */
export function subtract(box: Box, others: readonly Box[]): readonly Box[] {
  return others.reduce<readonly Box[]>((left, other) => left.flatMap((part) => cut(part, other)), [box]);
}

function cut(box: Box, hole: Box): readonly Box[] {
  const firstAddress = max(box.firstAddress, hole.firstAddress);
  const lastAddress = min(box.lastAddress, hole.lastAddress);
  const first = Math.max(box.first, hole.first);
  const last = Math.min(box.last, hole.last);
  if (box.protocol !== hole.protocol || firstAddress > lastAddress || first > last) return [box];
  const middle = { ...box, firstAddress, lastAddress };
  return [
    ...(box.firstAddress < firstAddress ? [{ ...box, lastAddress: firstAddress - 1n }] : []),
    ...(box.first < first ? [{ ...middle, last: first - 1 }] : []),
    ...(last < box.last ? [{ ...middle, first: last + 1 }] : []),
    ...(lastAddress < box.lastAddress ? [{ ...box, firstAddress: lastAddress + 1n }] : []),
  ];
}

/** Ports as a reader sees them: `TCP 443, UDP 1-65535`, or `any port`. */
export function formatPorts(ports: readonly PortRange[]): string {
  const protocols = new Map<Protocol, string[]>();
  for (const { protocol, first, last } of ports) {
    const text = first === last ? String(first) : `${first}-${last}`;
    protocols.set(protocol, [...new Set([...(protocols.get(protocol) ?? []), text])]);
  }
  const all = `1-${LAST_PORT}`;
  if (PROTOCOLS.every((protocol) => protocols.get(protocol)?.includes(all))) return 'any port';
  return [...protocols].map(([protocol, texts]) => `${protocol} ${texts.join(' and ')}`).join(', ');
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
