import { parse } from 'yaml';
import { list, map } from '../data';
import { DECLARED_PROXY } from '../vocabulary';
import { alertChanges, countAlerts } from './alerts';
import { alertmanagerChanges, prometheusChanges, targetChanges } from './scraping';
import type { MonitoringPlan, WatchChange } from './types';

/** The files of one environment: name → text without its first line. */
type Files = ReadonlyMap<string, string>;

/** What watches an environment. */
interface Watched {
  readonly environment: string;
  readonly files: Files;
}

/**
 * What would change of what watches an environment: its alerts, and what Prometheus and Alertmanager read. Dashboards are files
 * that change, and no more. Undefined: nothing.
 */
export function compareWatched(before: Watched, after: Watched): MonitoringPlan | undefined {
  const isChange = before.environment === after.environment;
  const [old, now] = isChange ? [before.files, after.files] : [neutral(before), neutral(after)];
  const files = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    if (old.get(name) === now.get(name)) return [];
    return [{ name, how: !old.has(name) ? 'added' : now.has(name) ? 'changed' : 'removed' } as const];
  });
  if (files.length === 0) return undefined;
  if (old.size === 0 || now.size === 0) {
    const isRemoved = now.size === 0;
    const alerts = countAlerts(rulesOf(isRemoved ? old : now));
    const text = isChange
      ? whole(isRemoved, alerts)
      : `only ${(isRemoved ? before : after).environment} has monitoring, with ${alerts} alerts`;
    return { how: isRemoved ? 'removed' : 'added', files, changes: [{ text, weaker: isRemoved }] };
  }
  return { how: 'changed', files, changes: isChange ? changesOf(old, now) : differencesOf(old, now) };
}

function whole(isRemoved: boolean, alerts: number): string {
  return isRemoved
    ? `there is no monitoring any more: ${alerts} alerts and their metrics are removed, and no fault is reported`
    : `monitoring is added, with ${alerts} alerts`;
}

/** The files of an environment without its name, and without what is named by it. */
function neutral({ environment, files }: Watched): Files {
  const named = new RegExp(`(\\benvironment(?:=|: |\\\\?", )\\\\?"?)${environment}(?![\\w-])`, 'g');
  return new Map(
    [...files]
      .filter(([name]) => !name.startsWith('dashboards/'))
      .map(([name, text]): [string, string] => [name, text.replace(named, '$1any')]),
  );
}

/** How what watches two environments differs, apart from their tenants and proxies. */
function differencesOf(old: Files, now: Files): readonly WatchChange[] {
  const both = (name: string) => [dataOf(old, name), dataOf(now, name)] as const;
  return [
    ...alertChanges([dataOf(old, 'rules.yaml')], [dataOf(now, 'rules.yaml')]).filter(
      ({ tenant }) => tenant === undefined,
    ),
    ...prometheusChanges(...both('prometheus.yaml')),
    ...alertmanagerChanges(...both('alertmanager.yaml')),
  ];
}

function changesOf(old: Files, now: Files): readonly WatchChange[] {
  const both = (name: string) => [dataOf(old, name), dataOf(now, name)] as const;
  const isLost = (name: string) => old.has(name) && !now.has(name);
  const lost = ['prometheus.yaml', 'alertmanager.yaml', 'rules.yaml'].filter(isLost);
  const watched = watchedIn(rulesOf(now));
  const targets = [...old.keys()].flatMap((name) => {
    const [, folder, tenant] = /^(targets|public)\/(.+)\.yaml$/.exec(name) ?? [];
    if (folder === undefined || tenant === undefined) return [];
    return targetChanges(...both(name), {
      tenant,
      isPublic: folder === 'public',
      watched: watched.get(tenant) ?? new Set(),
    });
  });
  return [
    ...lost.map((name): WatchChange => ({ text: `${name} is removed`, weaker: true })),
    ...alertChanges(rulesOf(old), rulesOf(now)),
    ...(isLost('prometheus.yaml') ? [] : prometheusChanges(...both('prometheus.yaml'))),
    ...(isLost('alertmanager.yaml') ? [] : alertmanagerChanges(...both('alertmanager.yaml'))),
    ...targets,
  ];
}

/** Proxies of each tenant that alerts watch. */
function watchedIn(rules: readonly unknown[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const rule of rules.flatMap((file) => list(map(file).groups)).flatMap((group) => list(map(group).rules))) {
    const { record, labels } = map(rule);
    if (record !== DECLARED_PROXY) continue;
    const { tenant, proxy } = map(labels);
    found.set(String(tenant), (found.get(String(tenant)) ?? new Set()).add(String(proxy)));
  }
  return found;
}

function rulesOf(files: Files): readonly unknown[] {
  return [...files.keys()].filter((name) => /^rules(\/.+)?\.yaml$/.test(name)).map((name) => dataOf(files, name));
}

/** Undefined: there is no such file, or it cannot be read as YAML. */
function dataOf(files: Files, name: string): unknown {
  try {
    return parse(files.get(name) ?? '');
  } catch {
    return undefined;
  }
}
