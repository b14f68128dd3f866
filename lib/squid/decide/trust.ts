import { formatAddress, IPV4 } from '../../lint/addresses';
import { type AccessLine, accessOf, type Config } from '../config';
import { Evaluator } from './evaluate';
import { ANY } from './probes';
import { isLoopback, type Source, sources } from './sources';
import { walk } from './walk';

/** Addresses that a list of allow and deny lets do something. */
interface Trusted {
  readonly line?: AccessLine;
  readonly first: string;
  readonly last: string;
  readonly reasons: readonly string[];
}

/** More addresses than the proxies in front of a proxy have. */
const MOST_ADDRESSES = 256n;
const MOST_IPV6 = 1n << 64n;

/** The widest range of addresses for each line that trusts more of them than a few machines have. */
export function trustedRanges(config: Config, list: string): readonly Trusted[] {
  if (accessOf(config, list).length === 0) return [];
  const asking = sources(config).filter(({ sample }) => !isLoopback(sample));
  const evaluator = new Evaluator(
    config,
    asking.map(({ sample: src }) => ({ src })),
  );
  return walk(config, list, ANY, evaluator)
    .filter(({ action }) => action === 'allow')
    .flatMap(({ line, clients, certain, reasons }) => {
      const trusting = asking.filter((_, index) => (clients >> BigInt(index)) & 1n);
      const wide = joined(trusting).find(isWide);
      if (!wide) return [];
      return [
        {
          line,
          first: formatAddress(wide.first),
          last: formatAddress(wide.last),
          reasons: certain === clients ? [] : reasons,
        },
      ];
    });
}

type Range = Pick<Source, 'first' | 'last'>;

/** Neighbours as one range; IPv4 stays apart from IPv6. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const { first, last } of ranges) {
    const before = result.at(-1);
    if (before && before.last + 1n === first && first !== IPV4 && before.last !== IPV4 + 0xffffffffn) {
      result[result.length - 1] = { first: before.first, last };
    } else result.push({ first, last });
  }
  return result;
}

function isWide({ first, last }: Range): boolean {
  const isIpv4 = first >> 32n === 0xffffn;
  return last - first + 1n > (isIpv4 ? MOST_ADDRESSES : MOST_IPV6);
}
