import { isDeepStrictEqual } from 'node:util';
import { map as asMap, isMap } from '../data';
import { parseQuantity } from '../settings/quantity';

/** What the API server adds to what was written. An empty selector is listed by its path: elsewhere it selects everything. */
const DEFAULTS: readonly (readonly [path: RegExp, value: unknown])[] = [
  [/\.matchPolicy$/, 'Equivalent'],
  [/\.reinvocationPolicy$/, 'Never'],
  [/\.protocol$/, 'TCP'],
  [/\.apiGroup$/, 'rbac.authorization.k8s.io'],
  [/\.matchConstraints\.(namespaceSelector|objectSelector)$/, {}],
];

/** Below these, texts are amounts: `1024Mi` is `1Gi`. */
const AMOUNTS = /(^|\.)(hard|limits|requests|default|defaultRequest|max|min|storage)(\.|$)/;

/**
 * How a live object differs from what was rendered, a line each.
 *
 * @param exact whether keys that were not rendered count, unless the API server adds them by itself
 */
export function differences(expected: object, live: object, exact: boolean): string[] {
  const { metadata, ...wanted } = body(expected);
  const { metadata: actual, ...there } = body(live);
  const labels = ['labels', 'annotations'].flatMap((key) =>
    compare(asMap(asMap(metadata)[key]), asMap(asMap(actual)[key]), `metadata.${key}`, false),
  );
  return [...labels, ...compare(wanted, there, '', exact)];
}

function body(object: object): Readonly<Record<string, unknown>> {
  const { apiVersion: _, kind: __, status: ___, ...rest } = object as Readonly<Record<string, unknown>>;
  return rest;
}

function compare(expected: unknown, live: unknown, path: string, exact: boolean): string[] {
  if (isMap(expected) && isMap(live)) return compareMaps(expected, live, path, exact);
  if (Array.isArray(expected) && Array.isArray(live)) {
    if (expected.length !== live.length)
      return [`${path} has ${count(live.length)} (expected ${count(expected.length)})`];
    return expected.flatMap((each, index) => compare(each, live[index], `${path}[${index}]`, exact));
  }
  if (isDeepStrictEqual(expected, live) || isSameAmount(expected, live, path)) return [];
  if (live === undefined) return [`${path} is missing (expected ${short(expected)})`];
  return [`${path} is ${short(live)} (expected ${short(expected)})`];
}

function compareMaps(
  expected: Readonly<Record<string, unknown>>,
  live: Readonly<Record<string, unknown>>,
  path: string,
  exact: boolean,
): string[] {
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  const own = Object.keys(expected).flatMap((key) => compare(expected[key], live[key], at(key), exact));
  if (!exact) return own;
  const added = Object.keys(live).filter((key) => expected[key] === undefined && !isDefault(at(key), live[key]));
  return [...own, ...added.map((key) => `${at(key)} is ${short(live[key])} (expected none)`)];
}

function isDefault(path: string, value: unknown): boolean {
  return value === null || DEFAULTS.some(([where, added]) => where.test(path) && isDeepStrictEqual(added, value));
}

function isSameAmount(one: unknown, other: unknown, path: string): boolean {
  if (!AMOUNTS.test(path)) return false;
  const [a, b] = [one, other].map((value) =>
    typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined,
  );
  return a !== undefined && a === b;
}

function count(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
