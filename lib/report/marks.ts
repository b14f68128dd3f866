import type { Reason, ReasonHop, TenantReport } from './types';

/** Shorter words are in too many others. */
const SHORTEST = 3;
// biome-ignore lint/suspicious/noControlCharactersInRegex: no text that is shown has this character
const MARK = /\u0001(\d+)\u0001/g;

/** What differs between the explanations of two tenants that are set up alike; its order is that of the marks. */
export function marksOf(tenant: Omit<TenantReport, 'cells'>): readonly string[] {
  return [
    tenant.name,
    tenant.namespace,
    tenant.pool,
    tenant.podProxy,
    tenant.gateway ?? '',
    tenant.source,
    ...tenant.proxies.flatMap(({ name, address, publicAddress }) => [name, address, publicAddress ?? '']),
    ...tenant.named,
  ];
}

/** Replaces what differs by marks, so that one explanation is stored once for many tenants. {@link fillIn} reverses it. */
export function markerOf(marks: readonly string[]): (reason: Reason) => Reason {
  const indexes = new Map(marks.map((mark, index) => [mark, index] as const).reverse());
  const words = [...indexes.keys()].filter(({ length }) => length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (words.length === 0) return (reason) => reason;
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return (reason) => inAll(reason, (text) => text.replace(pattern, (word) => `\u0001${indexes.get(word)}\u0001`));
}

/** A stored explanation as it reads for one tenant. */
export function fillIn(reason: Reason, marks: readonly string[]): Reason {
  return inAll(reason, (text) => text.replace(MARK, (_, index) => marks[Number(index)] ?? ''));
}

function inAll({ target, verdict, sentence, ways }: Reason, change: (text: string) => string): Reason {
  return {
    target: change(target),
    verdict,
    sentence: change(sentence),
    ways: ways.map((way) => ({ ...way, hops: way.hops.map((hop) => inHop(hop, change)) })),
  };
}

function inHop(
  { name, verdict, text, places, change: advice }: ReasonHop,
  change: (text: string) => string,
): ReasonHop {
  return {
    name: change(name),
    verdict,
    text: change(text),
    places: places.map(change),
    ...(advice === undefined ? {} : { change: change(advice) }),
  };
}
