import { formatProblem, isStanding, type Problem } from '../lint';
import { SETTINGS } from '../vocabulary';
import type { Io } from './io';

/** The warnings of a run for one tenant: not those in the files of the others. */
export function warningsOf(
  warnings: readonly Problem[],
  { tenant, tenants = SETTINGS.tenants }: { readonly tenant?: string; readonly tenants?: string },
): readonly Problem[] {
  if (tenant === undefined) return warnings;
  const folder = tenants.replace(/\/*$/, '/');
  return warnings.filter(({ file }) => !file.startsWith(folder) || file === `${folder}${tenant}.yaml`);
}

/**
 * Prints warnings, without those that the settings suppress. A warning that every tenant has until the platform has
 * settled it is one line, however many tenants there are.
 */
export function printWarnings(warnings: readonly Problem[], io: Io): void {
  const counts = new Map<string, number>();
  const left = warnings.filter(({ suppressed }) => suppressed === undefined);
  for (const { id } of left) counts.set(id, (counts.get(id) ?? 0) + 1);
  const printed = new Set<string>();
  for (const warning of left) {
    const { id } = warning;
    if (!isStanding(id)) io.err(formatProblem(warning));
    else if (!printed.has(id)) io.err(`${formatProblem(warning)}${others((counts.get(id) ?? 1) - 1)}`);
    printed.add(id);
  }
}

function others(count: number): string {
  return count === 0 ? '' : ` (and ${count} more: npm run check lists them)`;
}
