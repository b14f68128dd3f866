import { copyJson, isMap, type Json, type JsonMap, sameJson, withoutNulls } from './_json';
import { identity } from './identity';
import { merge, mergePatch } from './merge';
import { type MergeRule, mergeRule } from './merge-keys';
import type { KubeObject } from './types';

/**
 * The strategic merge patch that turns one object into another: what differs and the identity, nothing else, as one
 * would write it by hand. What the wanted object lacks is set to null, or deleted with `$patch: delete` where elements
 * have a key. An element that stays as it is appears with its key alone where the order asks for it: what a patch names
 * comes first. A map entry that is null or undefined counts as absent.
 *
 * @returns undefined when the two are equal
 * @throws Error when the two are not one object, or when no patch can do it (two elements
 *   with the same key; ports of which only some name their protocol)
 */
export function diffPatch<T extends KubeObject>(base: T, wanted: T): KubeObject | undefined {
  if (identity(base) !== identity(wanted)) {
    throw new Error(`A patch cannot turn ${identity(base)} into ${identity(wanted)}`);
  }
  const from = withoutNulls(base) as JsonMap;
  const to = withoutNulls(wanted) as JsonMap;
  const changes = diffMap(from, to, mergeRule(base.apiVersion, base.kind));
  if (!changes) return undefined;
  const { metadata, ...rest } = changes;
  const patch = { ...identityOf(base), ...rest } as JsonMap;
  Object.assign(patch.metadata as JsonMap, metadata);
  if (!sameJson(mergePatch(copyJson(from), copyJson(patch)), to)) {
    throw new Error(
      `No patch turns the base's ${identity(base)} into what is wanted: do two elements of a list share a key, or is a key given for some only?`,
    );
  }
  return patch as unknown as KubeObject;
}

/** The patch that takes the object out of the build. */
export function deletePatch(object: KubeObject): KubeObject & { readonly $patch: 'delete' } {
  return { ...identityOf(object), $patch: 'delete' };
}

function identityOf({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
}

function diff(base: Json | undefined, wanted: Json | undefined, rule: MergeRule | undefined): Json | undefined {
  if (wanted === undefined) return base === undefined ? undefined : null;
  if (base === undefined) return copyJson(wanted);
  if (isMap(base) && isMap(wanted)) return diffMap(base, wanted, rule);
  if (sameJson(base, wanted)) return undefined;
  if (Array.isArray(base) && Array.isArray(wanted) && rule?.keys) return diffList(base, wanted, rule);
  return copyJson(wanted);
}

function diffMap(base: JsonMap, wanted: JsonMap, rule: MergeRule | undefined): JsonMap | undefined {
  const known = rule ?? mergeRule(base.apiVersion, base.kind);
  const patch: JsonMap = {};
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(base)])) {
    if (key in base && key in wanted && !canBecome(base[key], wanted[key])) {
      return { $patch: 'replace', ...copyJson(wanted) };
    }
    const change = diff(base[key], wanted[key], known?.fields?.[key]);
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** The first of the ways to say it that the merge understands: the shortest, or else the whole list. */
function diffList(base: Json[], wanted: Json[], rule: MergeRule): Json[] {
  const replacement = [{ $patch: 'replace' }, ...copyJson(wanted)];
  const candidate = changedElements(base, wanted, rule);
  const right = candidate && sameJson(merge(copyJson(base), copyJson(candidate), rule, ''), wanted);
  return right && candidate ? candidate : replacement;
}

function changedElements(base: readonly Json[], wanted: readonly Json[], rule: MergeRule): Json[] | undefined {
  const keys = rule.keys as readonly string[];
  if (keys.length === 0) return wanted.filter((value) => !base.includes(value));
  if (![...base, ...wanted].every(isMap)) return undefined;
  const before = byKey(base as JsonMap[], keys);
  const after = byKey(wanted as JsonMap[], keys);
  if (!before || !after) return undefined;

  const order = [...before.keys()];
  const entries = [...after].map(([id, element]) => {
    const old = before.get(id);
    const change = old ? diffMap(old, element, rule.element) : copyJson(element);
    return { id, patch: { ...keyOf(element, keys), ...change }, changed: change !== undefined };
  });
  // From the end: what is unchanged and in the base's order need not be named.
  let named = entries.length;
  let next = order.length;
  while (named > 0) {
    const { id, changed } = entries[named - 1] as (typeof entries)[number];
    const place = order.indexOf(id);
    if (changed || place >= next) break;
    next = place;
    named--;
  }
  // By several keys, the base keeps its order whatever is named; so only what changes is.
  const several =
    keys.filter((key) => [...before.values(), ...after.values()].some((element) => key in element)).length > 1;
  const mentioned = entries.slice(0, named).filter(({ changed }) => changed || !several);
  const removed = [...before].filter(([id]) => !after.has(id)).map(([, element]) => keyOf(element, keys));
  return [...mentioned.map(({ patch }) => patch), ...removed.map((key) => ({ ...key, $patch: 'delete' }))];
}

/** Undefined when an element has no first key, or two have the same ones. */
function byKey(elements: readonly JsonMap[], keys: readonly string[]): Map<string, JsonMap> | undefined {
  const found = new Map<string, JsonMap>();
  for (const element of elements) {
    if (element[keys[0] as string] === undefined) return undefined;
    found.set(JSON.stringify(keys.map((key) => element[key] ?? '')), element);
  }
  return found.size === elements.length ? found : undefined;
}

function keyOf(element: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(keys.filter((key) => element[key] !== undefined).map((key) => [key, element[key] as Json]));
}

/** In place a map stays a map, a list a list, and a text a text. */
function canBecome(base: Json | undefined, wanted: Json | undefined): boolean {
  const shape = (value: Json | undefined) => (Array.isArray(value) ? 'list' : isMap(value) ? 'map' : 'value');
  return shape(base) === shape(wanted) && (typeof base !== 'string' || typeof wanted === 'string');
}
