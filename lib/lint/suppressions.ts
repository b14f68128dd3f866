import { canSuppress, type Entry } from './entry';
import type { Finding, Problem, SettingsPlace } from './finding';

/** An accepted finding, with the reason. */
export interface Suppression {
  readonly id: string;
  /** Kind and name, as in `Deployment/web`. @default - every object */
  readonly object?: string;
  readonly reason: string;
  /** Where the suppression is written. */
  readonly at: SettingsPlace;
}

/** A text of 10 characters or more, blanks around it not counted: long enough to explain something. */
export const REASON = '^\\s*\\S[\\s\\S]{8,}\\S\\s*$';

/** Whether a text is long enough to explain something. */
export function isReason(text: string): boolean {
  return new RegExp(REASON, 'u').test(text);
}

/** A suppression and the findings that it may apply to: those of a tenant, an environment or a part of a file. */
export interface ScopedSuppression {
  readonly suppression: Suppression;
  readonly covers: (finding: Finding) => boolean;
}

/** Findings that are suppressed get the reason; what suppresses nothing is in `unused`. */
export function suppressFindings<T extends Finding>(
  findings: readonly T[],
  suppressions: readonly ScopedSuppression[],
  entryOf: (id: string) => Entry | undefined,
): { readonly findings: readonly T[]; readonly unused: readonly Suppression[] } {
  const used = new Set<string>();
  const judged = findings.map((finding): T => {
    const entry = entryOf(finding.id);
    if (!entry || !canSuppress(entry, finding.severity)) return finding;
    const found = suppressions.filter(
      ({ suppression, covers }) => matchesFinding(suppression, finding) && covers(finding),
    );
    for (const { suppression } of found) used.add(keyOf(suppression));
    return found[0] ? { ...finding, suppressed: found[0].suppression.reason } : finding;
  });
  const all = new Map(suppressions.map(({ suppression }) => [keyOf(suppression), suppression]));
  return { findings: judged, unused: [...all].filter(([key]) => !used.has(key)).map(([, suppression]) => suppression) };
}

/** One entry of a tenant's settings applies in several environments, and is used if it is used in one of them. */
function keyOf({ id, object, at }: Suppression): string {
  return [at.file, at.line, at.column, id, object].join(' ');
}

/** `Deployment/web` and `Deployment/client-a-demo/web` both match the object `Deployment client-a-demo/web`. */
export function matchesFinding({ id, object }: Suppression, finding: Finding): boolean {
  if (id !== finding.id) return false;
  if (object === undefined) return true;
  const full = finding.object?.replace(' ', '/');
  return object === full || object === full?.replace(/\/.*\//, '/');
}

/** The finding about a suppression that suppresses nothing. */
export function unusedSuppression({ id, object, at }: Suppression): Problem {
  const what = object === undefined ? id : `${id} for ${object}`;
  return {
    id: 'suppression-unused',
    severity: 'warning',
    ...at,
    message: `${what} is suppressed, but no such finding exists here; remove this suppression`,
  };
}
