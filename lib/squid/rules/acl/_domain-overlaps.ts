import type { Config } from '../../config';
import type { Token } from '../../place';

interface DomainOverlap {
  readonly token: Token;
  /** An earlier value of the same ACL. */
  readonly other: Token;
  /** The later one swallows the earlier: Squid 5 and 6 do not start. */
  readonly refused: boolean;
}

const OVERLAPS = new WeakMap<Config, readonly DomainOverlap[]>();

/** Values of one list of domains of which one contains the other, as Squid compares them when it reads the list. */
export function domainOverlaps(config: Config): readonly DomainOverlap[] {
  const known =
    OVERLAPS.get(config) ??
    [...config.acls.values()]
      .filter(({ type }) => type === 'dstdomain' || type === 'srcdomain')
      .flatMap(({ values }) => overlapsWithin(values));
  OVERLAPS.set(config, known);
  return known;
}

function overlapsWithin(values: readonly Token[]): readonly DomainOverlap[] {
  const wildcards = new Set(values.filter(({ text }) => text.startsWith('.')).map(({ text }) => text.toLowerCase()));
  if (wildcards.size === 0) return [];
  const earlier = new Set<string>();
  /** By each wildcard of the list, the first value that is it or lies below it. */
  const below = new Map<string, Token>();
  const found: DomainOverlap[] = [];
  for (const token of values) {
    const text = token.text.toLowerCase();
    if (earlier.has(text)) continue;
    const name = text.replace(/^\./, '');
    const over = wildcardsOver(name, wildcards);
    const swallowed = text.startsWith('.')
      ? below.get(text)
      : earlier.has(`.${name}`)
        ? below.get(`.${name}`)
        : undefined;
    const parent = over.find((wildcard) => wildcard !== `.${name}` && earlier.has(wildcard));
    if (swallowed) found.push({ token, other: swallowed, refused: true });
    else if (parent) found.push({ token, other: first(values, parent), refused: false });
    earlier.add(text);
    for (const wildcard of over) if (!below.has(wildcard)) below.set(wildcard, token);
  }
  return found;
}

/** The wildcards that a name lies below, its own first. */
function wildcardsOver(name: string, wildcards: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at >= 0; at = name.indexOf('.', at) + 1 || -1) {
    const wildcard = `.${name.slice(at)}`;
    if (wildcards.has(wildcard)) found.push(wildcard);
  }
  return found;
}

function first(values: readonly Token[], text: string): Token {
  return values.find((token) => token.text.toLowerCase() === text) as Token;
}
