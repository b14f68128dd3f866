import { groupsOf } from '../../groups';
import { enumerateSome } from '../../settings/text';
import { ANY_ADDRESS, ANY_HOST } from '../reach/by-proxy';
import type { Cell } from '../reach/cells';
import { proxyPorts } from './ports';
import type { Item } from './types';

/** More exceptions than this are counted: they are what does not change. */
const MOST = 5;

/**
 * Hosts that a change opens, or closes, in as few patterns as possible: a host within a domain is named where it differs from
 * the domain.
 *
 * @param changed what is opened, or what is closed
 * @param now all that is reached after the change
 * @param patterns hosts and domains that any of both sides names
 */
export function hostItems(
  kind: 'opened' | 'closed',
  changed: readonly Cell[],
  now: readonly Cell[],
  patterns: readonly string[],
): readonly Item[] {
  const all = [...patterns, ANY_HOST, ANY_ADDRESS];
  const cells = byHost(changed);
  const reached = byHost(now.filter(({ verdict }) => verdict !== 'denied'));
  const shape = (pattern: string) => (cells.get(pattern) ?? []).map(partOf).join();
  const chains = new Map(patterns.map((pattern) => [pattern, enclosing(pattern, patterns)]));
  const roots = new Map<string, string>();
  const rootOf = (pattern: string): string => {
    const known = roots.get(pattern);
    if (known !== undefined) return known;
    const [wider] = chains.get(pattern) ?? [];
    const root = wider !== undefined && shape(wider) === shape(pattern) ? rootOf(wider) : pattern;
    roots.set(pattern, root);
    return root;
  };
  const isException = (pattern: string, of: readonly Cell[]): boolean => {
    const open = new Set((reached.get(pattern) ?? []).map(keyOf));
    return kind === 'opened' ? of.some((cell) => !open.has(keyOf(cell))) : of.some((cell) => open.has(keyOf(cell)));
  };
  return all.flatMap((pattern): Item[] => {
    const own = cells.get(pattern) ?? [];
    if (own.length === 0 || rootOf(pattern) !== pattern) return [];
    const exceptions = patterns.filter((other) => {
      const chain = chains.get(other) ?? [];
      const end = chain.indexOf(pattern);
      return end >= 0 && isException(other, own) && !chain.slice(0, end).some((each) => isException(each, own));
    });
    const verdicts = [...new Set(own.map(({ verdict }) => verdict))];
    return verdicts.map((verdict) => ({
      what: `${nameOf(pattern)}${exceptText(exceptions)}`,
      on: proxyPorts(own.filter((cell) => cell.verdict === verdict)),
      isCertain: verdict === 'allowed',
    }));
  });
}

function nameOf(pattern: string): string {
  if (pattern === ANY_HOST) return 'any host';
  return pattern === ANY_ADDRESS ? 'any public address in place of a host' : pattern;
}

function exceptText(exceptions: readonly string[]): string {
  return exceptions.length === 0 ? '' : ` (except ${enumerateSome(exceptions, MOST)})`;
}

/** The patterns that another one lies within, the narrowest first. */
function enclosing(pattern: string, patterns: readonly string[]): readonly string[] {
  const wider = patterns.filter((other) => other !== pattern && other.startsWith('.') && `.${pattern}`.endsWith(other));
  return [...wider.sort((a, b) => b.length - a.length), ANY_HOST];
}

function byHost(cells: readonly Cell[]): ReadonlyMap<string, readonly Cell[]> {
  const toHosts = cells.filter(({ direction, by }) => direction === 'to' && (by === 'proxy' || by === 'name'));
  return groupsOf(toHosts, ({ what }) => what);
}

function keyOf({ protocol, first, last }: Cell): string {
  return `${protocol} ${first} ${last}`;
}

function partOf(cell: Cell): string {
  return `${keyOf(cell)} ${cell.verdict}`;
}
