import { list, map } from '../data';
import { printable } from '../lint/printable';
import type { EnvironmentModel } from '../model/types';
import type { Difference, EnvironmentReport, TenantReport, Verdict } from './types';

/** What follows from other settings, and what is not a setting. */
const DERIVED = new Set(['name', 'source', 'podProxy', 'forwards', 'noProxy', 'secretFiles', 'suppress', 'extra']);
const LONGEST = 160;

/** Settings that environments have in different ways, those of the environments first. */
export function differencesOf(environments: readonly EnvironmentModel[]): readonly Difference[] {
  if (environments.length < 2) return [];
  const names = [...new Set(environments.flatMap(({ tenants }) => tenants.map(({ name }) => name)))].sort();
  const own = compare(environments.map(({ environment }) => valuesOf(environment)));
  const byName = environments.map(({ tenants }) => new Map(tenants.map((tenant) => [tenant.name, tenant])));
  return [
    ...own,
    ...names.flatMap((tenant) => {
      const sides = byName.map((tenants) => tenants.get(tenant));
      if (sides.includes(undefined))
        return [{ tenant, path: 'enabled', values: sides.map((side) => (side ? 'yes' : null)) }];
      return compare(sides.map(valuesOf)).map((each) => ({ tenant, ...each }));
    }),
  ];
}

function compare(sides: readonly ReadonlyMap<string, string>[]): readonly Difference[] {
  const paths = new Set(sides.flatMap((side) => [...side.keys()]));
  return [...paths]
    .map((path) => ({ path, values: sides.map((side) => side.get(path) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

/** Each value by its path, such as `workloads[web].replicas`: entries of a list are found by their name, if they have one. */
function valuesOf(settings: unknown): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) walkList(value, path);
    else if (value !== null && typeof value === 'object')
      for (const [key, each] of Object.entries(value)) walk(each, path === '' ? key : `${path}.${key}`);
    else if (value !== undefined) values.set(printable(path), shown(value));
  };
  const walkList = (entries: readonly unknown[], path: string): void => {
    if (entries.every((each) => typeof each !== 'object')) {
      if (entries.length > 0) values.set(printable(path), shown(entries.join(', ')));
      return;
    }
    for (const [index, each] of list(entries).entries()) {
      const { name = index } = map(each);
      walk(each, `${path}[${name}]`);
    }
  };
  for (const [key, value] of Object.entries(map(settings))) if (!DERIVED.has(key)) walk(value, key);
  return values;
}

function shown(value: unknown): string {
  const text = printable(String(value).trim());
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Destinations that a tenant of several environments reaches in one and not in another. */
export function reachDifferences(environments: readonly EnvironmentReport[]): readonly Difference[] {
  const verdicts = environments.map((environment) => {
    return new Map(environment.tenants.map((tenant) => [tenant.name, verdictsOf(environment, tenant)]));
  });
  const names = new Set(verdicts.flatMap((side) => [...side.keys()]));
  return [...names].sort().flatMap((tenant) => {
    const sides = verdicts.flatMap((side) => side.get(tenant) ?? []);
    if (sides.length < environments.length) return [];
    const titles = new Set(sides.flatMap(({ named }) => [...named.keys()]));
    return [...titles]
      .map((title) => ({
        tenant,
        path: `reaches ${title}`,
        values: sides.map((side) => side.named.get(title) ?? side.other),
      }))
      .filter(({ values }) => new Set(values).size > 1);
  });
}

/** What is decided of each destination by its title, and of hosts that the settings do not name. */
function verdictsOf({ destinations, reasons }: EnvironmentReport, { cells }: TenantReport) {
  const named = new Map<string, Verdict>();
  let other: Verdict | null = null;
  for (const [destination, reason] of cells) {
    const [at, { verdict } = { verdict: 'undecided' as const }] = [destinations[destination], reasons[reason]];
    if (at) named.set(at.title, verdict);
    if (at?.kind === 'any') other = verdict;
  }
  return { named, other };
}
