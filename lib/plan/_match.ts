import { objectKey } from '../kustomize';
import { mergeRule } from '../kustomize/merge-keys';
import { fieldChanges } from './_fields';
import type { Manifest } from './_objects';
import type { FieldChange } from './types';

export interface Changed {
  readonly before: Manifest;
  readonly after: Manifest;
  /** At least one. */
  readonly changes: readonly FieldChange[];
}

interface Matched {
  readonly added: readonly Manifest[];
  readonly changed: readonly Changed[];
  readonly removed: readonly Manifest[];
}

/** What makes two objects one; each side may call its own differently. */
export interface Keys {
  readonly before: (object: Manifest) => string;
  readonly after: (object: Manifest) => string;
}

/** Pairs the objects of two states; pairs without a difference are left out. Each list keeps its side's order. */
export function matchObjects(
  before: readonly Manifest[],
  after: readonly Manifest[],
  keys: Keys = { before: objectKey, after: objectKey },
): Matched {
  const old = new Map(before.map((object) => [keys.before(object), object]));
  const now = new Set(after.map(keys.after));
  return {
    added: after.filter((object) => !old.has(keys.after(object))),
    changed: after.flatMap((object) => {
      const counterpart = old.get(keys.after(object));
      if (!counterpart) return [];
      const changes = changesOf(counterpart, object);
      return changes.length > 0 ? [{ before: counterpart, after: object, changes }] : [];
    }),
    removed: before.filter((object) => !now.has(keys.before(object))),
  };
}

function changesOf(before: Manifest, after: Manifest): FieldChange[] {
  const changes = fieldChanges(before, after, mergeRule(after.apiVersion, after.kind));
  if (after.kind !== 'Secret') return changes;
  // What is printed ends in the logs of a pipeline.
  const hide = (value: unknown) => (value === null ? null : '(secret)');
  return changes.map((change) =>
    /^(data|stringData)\b/.test(change.path)
      ? { ...change, before: hide(change.before), after: hide(change.after) }
      : change,
  );
}
