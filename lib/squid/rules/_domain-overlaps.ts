import type { Config } from '../config';
import { suffixes } from '../decide/domains';
import type { Token } from '../place';

interface DomainOverlap {
  readonly token: Token;
  /** An earlier value of the same ACL. */
  readonly other: Token;
  /** The later one swallows the earlier: Squid 5 and 6 do not start. */
  readonly refused: boolean;
}

/** Values of one list of domains of which one contains the other, as Squid compares them when it reads the list. */
export function domainOverlaps(config: Config): readonly DomainOverlap[] {
  return [...config.acls.values()]
    .filter(({ type }) => type === 'dstdomain' || type === 'srcdomain')
    .flatMap(({ values }) => overlapsWithin(values));
}

function overlapsWithin(values: readonly Token[]): readonly DomainOverlap[] {
  const earlier = new Map<string, Token>();
  /** By each domain that it lies below, and by its own name. */
  const below = new Map<string, Token>();
  return values.flatMap((token): DomainOverlap[] => {
    const text = token.text.toLowerCase();
    if (earlier.has(text)) return [];
    const [name = '', ...parents] = suffixes(text.replace(/^\./, ''));
    const swallowed = text.startsWith('.') ? below.get(name) : earlier.get(`.${name}`);
    const parent = parents.map((domain) => earlier.get(`.${domain}`)).find((found) => found !== undefined);
    earlier.set(text, token);
    for (const suffix of [name, ...parents]) if (!below.has(suffix)) below.set(suffix, token);
    if (swallowed) return [{ token, other: swallowed, refused: true }];
    return parent ? [{ token, other: parent, refused: false }] : [];
  });
}
