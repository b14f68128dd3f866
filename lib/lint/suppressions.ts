import { canSuppress, type Entry } from './entry';
import type { Finding, SettingsPlace } from './finding';

/** An accepted finding, with the reason. */
export interface Suppression {
  readonly id: string;
  /** Kind and name, as in `Deployment/web`. @default - every object */
  readonly object?: string;
  readonly reason: string;
  /** Where the suppression is written. */
  readonly at: SettingsPlace;
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
  const used = new Set<Suppression>();
  const judged = findings.map((finding): T => {
    const entry = entryOf(finding.id);
    if (!entry || !canSuppress(entry, finding.severity)) return finding;
    const found = suppressions.filter(
      ({ suppression, covers }) => matchesFinding(suppression, finding) && covers(finding),
    );
    for (const { suppression } of found) used.add(suppression);
    return found[0] ? { ...finding, suppressed: found[0].suppression.reason } : finding;
  });
  const unused = suppressions.map(({ suppression }) => suppression).filter((suppression) => !used.has(suppression));
  return { findings: judged, unused };
}

/** `Deployment/web` and `Deployment/client-a-demo/web` both match the object `Deployment client-a-demo/web`. */
function matchesFinding({ id, object }: Suppression, finding: Finding): boolean {
  if (id !== finding.id) return false;
  if (object === undefined) return true;
  const full = finding.object?.replace(' ', '/');
  return object === full || object === full?.replace(/\/.*\//, '/');
}

/** The finding about a suppression that suppresses nothing. */
export function unusedSuppression({ id, object, at }: Suppression): Finding & SettingsPlace {
  const what = object === undefined ? id : `${id} for ${object}`;
  return {
    id: 'suppression-unused',
    severity: 'warning',
    ...at,
    message: `${what} is suppressed, but nothing like it is found; remove this entry`,
  };
}
