import { EgressError } from '../errors';
import { isMap, type Json, type JsonMap } from './_json';
import { mergeList } from './_merge-list';
import { type MergeRule, mergeRule } from './merge-keys';

type Directive = 'merge' | 'replace' | 'delete';

/**
 * The object that kustomize makes of `target` and a strategic merge patch. Both are consumed: what is returned may share
 * data with either.
 *
 * @returns undefined when the patch deletes the object
 * @throws EgressError when the two do not fit (a map against a list) or a `$patch` says something unknown
 */
export function mergePatch(target: JsonMap, patch: JsonMap): JsonMap | undefined {
  return merge(target, patch, undefined, '') as JsonMap | undefined;
}

/**
 * Undefined on the patch's side: it says nothing here; null: it deletes. Undefined as the answer: nothing is left here.
 */
export function merge(
  target: Json | undefined,
  patch: Json | undefined,
  rule: MergeRule | undefined,
  path: string,
): Json | undefined {
  const shape = shapeOf(target) ?? shapeOf(patch);
  const other = shapeOf(patch);
  if (other !== undefined && other !== shape) {
    throw new EgressError(`${path || 'the object'}: the patch has a ${other} where the target has a ${shape}`, 1);
  }
  const known = rule ?? ruleOfType(target) ?? ruleOfType(patch);
  if (shape === 'list' && known?.keys) {
    return mergeKeyedList(target as Json[] | null, patch as Json[] | null, known, path);
  }
  if (typeof target === 'string' && (typeof patch === 'number' || typeof patch === 'boolean')) {
    // kustomize keeps the quotes that the target's text happens to have: "64" and a patch of 8 give "8".
    const way = 'replace the map around it with $patch: replace';
    throw new EgressError(`${path}: the patch turns the text ${JSON.stringify(target)} into ${patch}; ${way}`, 1);
  }
  if (shape === 'list' || shape === 'value') return patch === undefined ? target : (patch ?? undefined);
  return mergeMap(target as JsonMap | null, patch as JsonMap | null, known, path);
}

function mergeMap(
  target: JsonMap | null | undefined,
  patch: JsonMap | null | undefined,
  rule: MergeRule | undefined,
  path: string,
): Json | undefined {
  if (patch === null) return undefined;
  if (patch === undefined && !target) return target;
  const directive = patch ? takeDirective(patch, path) : 'merge';
  if (directive === 'delete') return undefined;
  // What is new, or replaces, still runs through the merge with itself: that is where its nulls and directives go.
  const result = (!target || directive === 'replace' ? patch : target) as JsonMap;
  const keys = new Set([...Object.keys(result), ...Object.keys(patch ?? {})]);
  for (const key of keys) {
    const value = merge(result[key], patch?.[key], rule?.fields?.[key], path ? `${path}.${key}` : key);
    if (value === undefined) delete result[key];
    else result[key] = value;
  }
  return result;
}

function mergeKeyedList(
  target: Json[] | null | undefined,
  patch: Json[] | null | undefined,
  rule: MergeRule,
  path: string,
): Json | undefined {
  if (patch === null) return undefined;
  const directive = target && patch ? takeListDirective(patch, path) : 'merge';
  if (directive === 'delete') return undefined;
  const result = (!target || directive === 'replace' ? patch : target) as Json[];
  return mergeList(result, patch, rule.keys as readonly string[], path, (a, b) =>
    merge(a, b, rule.element, `${path}[]`),
  );
}

function takeDirective(patch: JsonMap, path: string): Directive {
  const { $patch } = patch;
  if ($patch === undefined) return 'merge';
  delete patch.$patch;
  return asDirective($patch, path);
}

/** A list's directive is an element that holds nothing else. */
function takeListDirective(patch: Json[], path: string): Directive {
  const element = patch.find((candidate) => isMap(candidate) && candidate.$patch !== undefined) as JsonMap | undefined;
  if (!element || Object.keys(element).length > 1) return 'merge';
  const directive = asDirective(element.$patch, path);
  const rest = patch.filter((candidate) => !isMap(candidate) || candidate.$patch !== directive);
  patch.splice(0, patch.length, ...rest);
  return directive;
}

function asDirective(value: Json | undefined, path: string): Directive {
  if (value === 'merge' || value === 'replace' || value === 'delete') return value;
  throw new EgressError(
    `${path || 'the object'}: unknown $patch ${JSON.stringify(value)}; there are merge, replace and delete`,
    1,
  );
}

function shapeOf(value: Json | undefined): 'map' | 'list' | 'value' | undefined {
  if (value === undefined || value === null) return undefined;
  return Array.isArray(value) ? 'list' : isMap(value) ? 'map' : 'value';
}

function ruleOfType(value: Json | undefined): MergeRule | undefined {
  return isMap(value) ? mergeRule(value.apiVersion, value.kind) : undefined;
}
