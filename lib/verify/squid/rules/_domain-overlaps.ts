import type { Config } from '../config';
import { matchesDomain } from '../decide/domains';
import type { Token } from '../place';

export interface DomainOverlap {
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
    .flatMap(({ values }) => {
      const earlier = new Map<string, Token>();
      return values.flatMap((token) => {
        const text = token.text.toLowerCase();
        const overlap = overlapWith(earlier, token, text);
        if (!earlier.has(text)) earlier.set(text, token);
        return overlap ? [overlap] : [];
      });
    });
}

/** Looks parents up by name, since lists may be long; only a new domain has to be compared with all. */
function overlapWith(earlier: ReadonlyMap<string, Token>, token: Token, text: string): DomainOverlap | undefined {
  if (earlier.has(text)) return undefined;
  const swallowed = text.startsWith('.')
    ? [...earlier].find(([other]) => matchesDomain(other, text))?.[1]
    : earlier.get(`.${text}`);
  if (swallowed) return { token, other: swallowed, refused: true };
  const labels = text.replace(/^\./, '').split('.');
  for (let i = 1; i < labels.length; i++) {
    const other = earlier.get(`.${labels.slice(i).join('.')}`);
    if (other) return { token, other, refused: false };
  }
  return undefined;
}
