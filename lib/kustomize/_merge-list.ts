import { EgressError } from '../errors';
import { isMap, type Json, type JsonMap } from './_json';

type MergeElement = (target: Json | undefined, patch: Json | undefined) => Json | undefined;

/**
 * A list whose elements are distinguished by keys, merged as kustomize does it: what the patch names comes first, in the
 * patch's order, then the rest of the target in its order. With several keys only what is new comes first. Without
 * keys the elements are plain values, and the result is their union.
 *
 * Where elements repeat or lack a key, kustomize does odd things; they are all here, since a check that is kinder than
 * the cluster's own build would pass what the cluster gets wrong.
 */
export function mergeList(
  target: Json[],
  patch: readonly Json[] | undefined,
  keys: readonly string[],
  path: string,
  mergeElement: MergeElement,
): Json[] {
  if (keys.length === 0) return [...new Set([...(patch ?? []), ...target])];
  for (const element of [...(patch ?? []), ...target]) {
    if (!isMap(element)) {
      throw new EgressError(`${path}: ${JSON.stringify(element)} has no ${keys.join(', ')} to be merged by`, 1);
    }
  }
  const identities = identitiesOf([...(patch ?? []), ...target] as JsonMap[], keys);
  if (identities.length === 0) return target;

  const used = keys.filter((_, index) => identities.some((values) => values[index] !== ''));
  const usable = used.length > 0 ? used : keys;
  let rest = target as JsonMap[];
  let result: JsonMap[] = [];
  for (const identity of identities) {
    const values = usable.map((key) => identity[keys.indexOf(key)] as string);
    const merged = mergeElement(find(rest, usable, values), patch && find(patch as JsonMap[], usable, values));
    if (merged === undefined || merged === null || Object.keys(merged).length === 0) {
      rest = put(rest, undefined, usable, values);
      continue;
    }
    const element = merged as JsonMap;
    usable.forEach((key, index) => {
      const value = values[index] as string;
      if (value !== '' && element[key] === undefined) element[key] = /^\d+$/.test(value) ? Number(value) : value;
    });
    result = put(result, element, usable, values);
  }
  for (const element of rest) result = appendRest(result, element, usable);
  return result;
}

function appendRest(list: JsonMap[], element: JsonMap, keys: readonly string[]): JsonMap[] {
  let result = list;
  const values: string[] = [];
  for (const key of keys) {
    if (element[key] === undefined) result = [...result, element];
    else values.push(text(element[key]));
  }
  if (keys.length > 1) result = put(result, undefined, keys, values);
  return put(result, element, keys, values);
}

/** What tells the elements apart, each once, one text per key and empty where an element lacks it. */
function identitiesOf(elements: readonly JsonMap[], keys: readonly string[]): string[][] {
  const seen = new Map<string, string[]>();
  for (const element of elements) {
    const values = keys.map((key) => text(element[key]));
    const id = JSON.stringify(values);
    if (!seen.has(id)) seen.set(id, values);
  }
  const identities = [...seen.values()];
  return keys.length > 1 ? unify(identities) : identities;
}

/** Two that differ only where one of them says nothing are taken for one: port 80 and port 80/TCP. */
function unify(identities: string[][]): string[][] {
  for (let i = 0; i < identities.length; i++) {
    for (let j = 0; j < identities.length; j++) {
      const [a, b] = [identities[i] as string[], identities[j] as string[]];
      const compatible = a.every((value, index) => value === b[index] || value === '' || b[index] === '');
      if (compatible && a.some((value, index) => value === b[index])) {
        const union = a.map((value, index) => value || (b[index] as string));
        identities[i] = union;
        identities[j] = union;
      }
    }
  }
  return identities;
}

/** The first element that has these values; a key without a value does not count, unless none has one. */
function find(list: readonly JsonMap[], keys: readonly string[], values: readonly string[]): JsonMap | undefined {
  const all = values.every((value) => value === '');
  return list.find((element) =>
    keys.every(
      (key, index) =>
        (values[index] === '' && !all) || (element[key] !== undefined && text(element[key]) === values[index]),
    ),
  );
}

/** The list with the element in the place of each that has these values, or at its end; undefined: without them. */
function put(
  list: readonly JsonMap[],
  element: JsonMap | undefined,
  keys: readonly string[],
  values: readonly string[],
): JsonMap[] {
  const result: JsonMap[] = [];
  let found = false;
  for (const candidate of list) {
    if (Object.keys(candidate).length === 0) continue;
    const matches =
      values.length > 0 &&
      values.every((value, index) => {
        const own = candidate[keys[index] as string];
        return own !== undefined && (value === '' || text(own) === value);
      });
    if (matches) {
      found = true;
      if (element) result.push(element);
    } else if (values.length > 0) {
      result.push(candidate);
    }
  }
  if (element && !found) result.push(element);
  return result;
}

function text(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}
