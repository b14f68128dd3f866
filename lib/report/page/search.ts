import type { EnvironmentReport, TenantReport } from '../types';

/** Whether a text has all words of a search, in any order. Plain substrings: a part of an address must not match another one. */
type Matcher = (text: string) => boolean;

export function matcherOf(query: string): Matcher {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return (text) => words.every((word) => text.includes(word));
}

const known = new WeakMap<TenantReport, string>();

/** All that a tenant is found by, in lower case. */
export function textOf(tenant: TenantReport): string {
  const before = known.get(tenant);
  if (before !== undefined) return before;
  const parts = [
    tenant.name,
    tenant.title,
    tenant.namespace,
    tenant.pool,
    tenant.gateway ?? '',
    ...tenant.proxies.flatMap(({ name, address, publicAddress }) => [name, address, publicAddress ?? '']),
    ...(tenant.allow ?? []).flatMap(({ host, owner, reason }) => [host, owner ?? '', reason ?? '']),
    ...tenant.facts.flat(),
  ];
  const text = parts.join('\n').toLowerCase();
  known.set(tenant, text);
  return text;
}

/** One page of a list. */
interface Page<Row> {
  readonly rows: readonly Row[];
  /** From 0. */
  readonly index: number;
  readonly pages: number;
  /** Position of the first row, from 1; 0: there is none. */
  readonly first: number;
  readonly last: number;
}

/** @param index what is asked for; a list that became shorter has fewer pages */
export function pageOf<Row>(rows: readonly Row[], index: number, size: number): Page<Row> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(Math.max(index, 0), pages - 1);
  const shown = rows.slice(at * size, (at + 1) * size);
  return {
    rows: shown,
    index: at,
    pages,
    first: shown.length === 0 ? 0 : at * size + 1,
    last: at * size + shown.length,
  };
}

/** The columns of the matrix: what all are asked for, and the hosts that most tenants name, or that are searched for. */
export function columnsOf(environment: EnvironmentReport, query: string, most: number): readonly number[] {
  const { destinations, tenants } = environment;
  const counts = new Map<number, number>();
  for (const [destination] of tenants.flatMap(({ cells }) => cells))
    counts.set(destination, (counts.get(destination) ?? 0) + 1);
  const matches = matcherOf(query);
  const all = destinations.map((_, index) => index);
  const kind = (index: number) => destinations[index]?.kind;
  const named = all
    .filter((index) => kind(index) === 'named' && matches((destinations[index]?.title ?? '').toLowerCase()))
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a - b);
  return [
    ...all.filter((index) => kind(index) === 'bypass'),
    ...all.filter((index) => kind(index) === 'any'),
    ...named.slice(0, most),
  ];
}

/** The reason for a tenant at a destination. A host that its list does not name is decided as any other host. */
export function cellAt(
  environment: EnvironmentReport,
  { cells }: TenantReport,
  destination: number,
): { readonly reason: number; readonly isOwn: boolean } | undefined {
  const own = cells.find(([index]) => index === destination);
  if (own) return { reason: own[1], isOwn: true };
  if (environment.destinations[destination]?.kind === 'bypass') return undefined;
  const other = cells.find(([index]) => environment.destinations[index]?.kind === 'any');
  return other && { reason: other[1], isOwn: false };
}

/** Bypasses that are not denied. */
export function openBypasses(environment: EnvironmentReport): number {
  return environment.tenants
    .flatMap(({ cells }) => cells)
    .filter(
      ([destination, reason]) =>
        environment.destinations[destination]?.kind === 'bypass' && environment.reasons[reason]?.verdict !== 'denied',
    ).length;
}
