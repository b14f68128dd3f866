import { kindRow } from '../kinds';
import { parseQuantity } from '../settings/quantity';
import { FORCE } from '../vocabulary';
import { isMarked, type Manifest } from './_objects';
import type { FieldChange } from './types';

interface Immutability {
  readonly reason: string;
  /** Whether the API server refuses the change; otherwise Flux deletes the object and creates it again. */
  readonly refused: boolean;
}

/** What happens when fields change that cannot; undefined: all of them can. */
export function immutability(
  before: Manifest,
  after: Manifest,
  changes: readonly FieldChange[],
): Immutability | undefined {
  const fields = [...new Set(changes.flatMap((change) => fixedField(after, change) ?? []))];
  if (fields.length === 0) return undefined;
  const refused = ![before, after].some((side) => isMarked(side, FORCE, 'enabled'));
  const does = refused
    ? 'the API server refuses it, and Flux applies nothing of the same Kustomization until the object is deleted'
    : `Flux deletes ${lossOf(after)} (force: enabled)`;
  return { reason: `${fields.join(', ')} cannot change in place: ${does}`, refused };
}

function lossOf({ kind }: Manifest): string {
  if (kind === 'Job') return 'the Job and runs it again';
  return kind === 'PersistentVolumeClaim' ? 'it, its data with it, and makes a new one' : 'it and makes a new one';
}

/** The field, as far up as it is fixed. */
function fixedField(object: Manifest, change: FieldChange): string | undefined {
  const rule = kindRow(object).immutable;
  if (!rule) return undefined;
  const { path } = change;
  if ('fixed' in rule) return rule.fixed.find((field) => isWithin(path, field));
  if (!isWithin(path, 'spec') || rule.allBut.some((field) => isWithin(path, field)) || isGrowth(object, change)) {
    return undefined;
  }
  return /^spec\.[\w-]+/.exec(path)?.[0] ?? path;
}

function isWithin(path: string, field: string): boolean {
  return path.startsWith(field) && !/[\w-]/.test(path[field.length] ?? '');
}

/** A claim may ask for more, and never for less. */
function isGrowth({ kind }: Manifest, { path, before, after }: FieldChange): boolean {
  if (kind !== 'PersistentVolumeClaim' || path !== 'spec.resources.requests.storage') return false;
  const [old, now] = [parseQuantity(String(before)), parseQuantity(String(after))];
  return old !== undefined && now !== undefined && now > old;
}
