import { isDeepStrictEqual } from 'node:util';
import { diffArrays } from 'diff';
import { type Data, isMap } from '../data';
import type { MergeRule } from '../kustomize/merge-keys';
import { parseQuantity } from '../settings/quantity';
import { valueAt } from './_objects';
import type { FieldChange } from './types';

/** Lists of plain values up to this many characters are one change, longer ones change element by element. */
const SHORT_LIST = 80;

const QUANTITY = /(\.(limits|requests|hard|default|defaultRequest|min|max)(\.\w|\[)|\.sizeLimit$)/;

/**
 * What differs between two values, field by field, in the order of the paths' keys. What the API server takes for the
 * same is the same here: null and nothing, the order of keys, `1000m` and `1` of CPU.
 *
 * @param rule how the kind's lists merge, which tells what names their elements
 */
export function fieldChanges(before: unknown, after: unknown, rule?: MergeRule, path = ''): FieldChange[] {
  if (isAbsent(before) && isAbsent(after)) return [];
  if (isMap(before) && isMap(after)) return mapChanges(before, after, rule, path);
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, rule, path);
  if (isDeepStrictEqual(before, after) || isSameQuantity(before, after, path)) return [];
  return [{ path, before: before ?? null, after: after ?? null }];
}

function mapChanges(before: Data, after: Data, rule: MergeRule | undefined, path: string): FieldChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) =>
    fieldChanges(own(before, key), own(after, key), own(rule?.fields, key), step(path, key)),
  );
}

function listChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  rule: MergeRule | undefined,
  path: string,
): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if ((isShort(before) && isShort(after)) || [...before, ...after].some(isAbsent)) return [{ path, before, after }];
  for (const keys of [rule?.keys ?? [], ['name']]) {
    const [old, now] = [byName(before, keys), byName(after, keys)];
    if (old && now) return namedChanges(old, now, rule, path);
  }
  return placedChanges(before, after, rule, path);
}

/** The elements by what names them; undefined: something has no name, or two have one. */
function byName(list: readonly unknown[], keys: readonly string[]): Map<string, unknown> | undefined {
  if (keys.length === 0) return undefined;
  const named = new Map<string, unknown>();
  for (const element of list) {
    if (!isMap(element)) return undefined;
    const values = keys.map((key) => element[key] ?? (key === 'protocol' ? 'TCP' : valueAt(element, 'metadata', key)));
    if (values.some((value) => typeof value !== 'string' && typeof value !== 'number')) return undefined;
    const name = values.filter((value, index) => !(keys[index] === 'protocol' && value === 'TCP')).join('/');
    if (named.has(name)) return undefined;
    named.set(name, element);
  }
  return named;
}

function namedChanges(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
  rule: MergeRule | undefined,
  path: string,
): FieldChange[] {
  const names = [...new Set([...after.keys(), ...before.keys()])];
  const changes = names.flatMap((name) =>
    fieldChanges(before.get(name), after.get(name), rule?.element, `${path}[${name}]`),
  );
  // Containers start, and variables are expanded, in the order of their list.
  const old = [...before.keys()].filter((name) => after.has(name));
  const now = [...after.keys()].filter((name) => before.has(name));
  if (isDeepStrictEqual(old, now)) return changes;
  return [...changes, { path: `${path} (order)`, before: old, after: now }];
}

/** Equal elements stay paired, however many come or go between them. */
function placedChanges(
  before: readonly unknown[],
  after: readonly unknown[],
  rule: MergeRule | undefined,
  path: string,
): FieldChange[] {
  const changes: FieldChange[] = [];
  let [from, to] = [0, 0];
  let gone: readonly unknown[] = [];
  const flush = (come: readonly unknown[]) => {
    for (let index = 0; index < Math.max(gone.length, come.length); index++) {
      const place = index < come.length ? to + index : from + index;
      changes.push(...fieldChanges(gone[index], come[index], rule?.element, `${path}[${place}]`));
    }
    from += gone.length;
    to += come.length;
    gone = [];
  };
  for (const part of diffArrays([...before], [...after], { comparator: isDeepStrictEqual })) {
    if (part.removed) gone = part.value;
    else if (part.added) flush(part.value);
    else {
      flush([]);
      from += part.value.length;
      to += part.value.length;
    }
  }
  flush([]);
  return changes;
}

function isShort(list: readonly unknown[]): boolean {
  const plain = list.every((element) => !isMap(element) && !Array.isArray(element) && !/\n/.test(String(element)));
  return plain && list.join(', ').length <= SHORT_LIST;
}

function isSameQuantity(before: unknown, after: unknown, path: string): boolean {
  if (!QUANTITY.test(path) || !isAmount(before) || !isAmount(after)) return false;
  const amount = parseQuantity(before);
  return amount !== undefined && amount === parseQuantity(after);
}

function isAmount(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function own<T>(holder: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return holder && Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function step(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
