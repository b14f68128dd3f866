import { isDeepStrictEqual } from 'node:util';
import { list, map } from '../data';
import { promSeconds } from '../settings/monitoring';
import { enumerate } from '../settings/text';
import {
  ALLOW_ENTRY_END,
  DECLARED_FLUX,
  DECLARED_GATEWAY,
  DECLARED_NAMESPACE,
  DECLARED_PROBE,
  DECLARED_PROXY,
  DECLARED_RELEASE,
} from '../vocabulary';
import { expressionChanges } from './promql';
import type { WatchChange } from './types';

/** A rule of Prometheus. What it does not have is empty. */
interface Rule {
  /** Of an alert. */
  readonly name: string;
  /** Of a series that is recorded. */
  readonly record: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** What the way from one set of rule files to another does to alerts. */
export function alertChanges(before: readonly unknown[], after: readonly unknown[]): readonly WatchChange[] {
  const [old, now] = [rulesIn(before), rulesIn(after)];
  const alerts = new Map(now.flatMap((rule) => (rule.name === '' ? [] : [[rule.name, rule]])));
  const gone = old.filter(({ name }) => name !== '' && !alerts.has(name)).map(({ name }) => name);
  const known = new Set(old.map(({ name }) => name));
  const added = [...alerts.keys()].filter((name) => !known.has(name));
  const removal = gone.length === 1 ? 'the alert' : 'the alerts';
  return [
    ...(gone.length > 0 ? [weaker(`${removal} ${enumerate(gone)} ${gone.length === 1 ? 'is' : 'are'} removed`)] : []),
    ...(added.length > 0 ? [stronger(`new ${added.length === 1 ? 'alert' : 'alerts'}: ${enumerate(added)}`)] : []),
    ...old.flatMap((rule) => {
      const other = rule.name === '' ? undefined : alerts.get(rule.name);
      return other ? changesOf(rule, other) : [];
    }),
    ...undeclared(old, now),
  ];
}

/** How many alerts rule files have. */
export function countAlerts(files: readonly unknown[]): number {
  return rulesIn(files).filter(({ name }) => name !== '').length;
}

function rulesIn(files: readonly unknown[]): readonly Rule[] {
  return files
    .flatMap((file) => list(map(file).groups))
    .flatMap((group) => list(map(group).rules))
    .map(map)
    .map((rule) => ({
      name: textOf(rule.alert),
      record: textOf(rule.record),
      expr: textOf(rule.expr),
      for: textOf(rule.for),
      labels: textsOf(rule.labels),
      annotations: textsOf(rule.annotations),
    }));
}

function changesOf(old: Rule, now: Rule): readonly WatchChange[] {
  const about = (text: string, isWeaker: boolean): WatchChange => ({ text: `${now.name} ${text}`, weaker: isWeaker });
  const expressions = expressionChanges(old.expr, now.expr);
  const [waited, waits] = [old, now].map((rule) => promSeconds(rule.for)) as [number, number];
  const severities = [old, now].map(({ labels }) => labels.severity ?? 'without severity');
  const lost = Object.keys(old.labels).filter((label) => label !== 'severity' && now.labels[label] === undefined);
  const other = Object.keys(now.labels).filter(
    (label) => label !== 'severity' && old.labels[label] !== undefined && old.labels[label] !== now.labels[label],
  );
  const mute = ['summary', 'runbook_url'].filter((key) => old.annotations[key] && !now.annotations[key]);
  return [
    ...expressions.map(({ text, weaker: isWeaker }) => about(text, isWeaker)),
    ...(waited === waits
      ? []
      : [about(`fires after ${now.for || 'no time'} instead of ${old.for || 'at once'}`, waits > waited)]),
    ...(severities[0] === severities[1]
      ? []
      : [about(`is ${severities[1]} instead of ${severities[0]}`, severities[1] !== 'critical')]),
    ...lost.map((label) => about(`loses the label ${label}`, true)),
    ...other.map((label) =>
      about(`has the label ${label}: ${now.labels[label]} instead of ${old.labels[label]}`, true),
    ),
    ...mute.map((key) => about(key === 'summary' ? 'loses its summary' : 'no longer links to a runbook', true)),
  ];
}

/** What alerts no longer know of, by the recorded series: of a tenant that is still there. */
function undeclared(old: readonly Rule[], now: readonly Rule[]): readonly WatchChange[] {
  const key = ({ record, labels: { checksum: _, ...labels } }: Rule) => JSON.stringify([record, sorted(labels)]);
  const kept = new Set(now.map(key));
  const tenants = new Set(now.map(({ labels }) => labels.tenant));
  const found = old
    .filter((rule) => rule.record !== '' && !kept.has(key(rule)) && tenants.has(rule.labels.tenant))
    .flatMap(({ record, labels }): WatchChange[] => {
      const words = WORDS[record];
      const text = words === undefined ? `the series ${record} is no longer recorded` : words(labels);
      return text === '' ? [] : [{ text, weaker: true, ...(labels.tenant ? { tenant: labels.tenant } : {}) }];
    });
  const computed = now.flatMap((rule) => {
    const before = old.find((each) => each.record !== '' && each.record !== ALLOW_ENTRY_END && key(each) === key(rule));
    return before && !isDeepStrictEqual(before.expr, rule.expr)
      ? [weaker(`the series ${rule.record} is computed in another way`)]
      : [];
  });
  return [...found, ...computed];
}

/** What alerts cannot notice without a series. Empty: the settings no longer have what it is about. */
const WORDS: Readonly<Record<string, (labels: Readonly<Record<string, string>>) => string>> = {
  [DECLARED_PROXY]: ({ proxy, tenant }) => `alerts no longer watch the proxy ${proxy} of ${tenant}`,
  [DECLARED_RELEASE]: () => '',
  [DECLARED_GATEWAY]: ({ tenant }) => `alerts no longer watch a gateway of ${tenant}`,
  [DECLARED_PROBE]: ({ tenant }) =>
    `alerts no longer watch a probe of ${tenant}: a wrong address or a bypass is not noticed`,
  [DECLARED_NAMESPACE]: ({ namespace, tenant }) => `alerts no longer watch the namespace ${namespace} of ${tenant}`,
  [DECLARED_FLUX]: ({ customresource_kind: kind, name }) => `alerts no longer watch the ${kind} ${name}`,
  [ALLOW_ENTRY_END]: () => '',
};

function sorted(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

function weaker(text: string): WatchChange {
  return { text, weaker: true };
}

function stronger(text: string): WatchChange {
  return { text, weaker: false };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map(value)).map(([key, text]) => [key, textOf(text)]));
}
