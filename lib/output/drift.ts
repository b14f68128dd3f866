import { shown } from './_shown';
import { describeConflict } from './conflicts';
import type { WritePlan } from './types';

export interface Drift {
  /** Relative to the output folder. */
  readonly path: string;
  readonly change: 'missing' | 'differs' | 'stale' | 'conflict' | 'leftover';
  /** One line, with the path in front. */
  readonly message: string;
}

/** Each way in which the disk differs from what would be written, sorted by path; empty: nothing would be done. */
export function driftOf(plan: WritePlan): Drift[] {
  const inTheWay = new Set(plan.conflicts.map(({ path }) => path));
  const conflicted = new Set(plan.conflicted);
  const drift: Drift[] = [];
  const add = (path: string, change: Drift['change'], text: string) =>
    drift.push({ path, change, message: `${shown(plan.outDir, path)}: ${text}` });
  for (const conflict of plan.conflicts) add(conflict.path, 'conflict', describeConflict(conflict));
  for (const { path, source } of plan.created) {
    if (!inTheWay.has(path)) add(path, 'missing', `is missing (from ${source})`);
  }
  for (const { path, source } of plan.changed) {
    if (inTheWay.has(path)) continue;
    const differs = `differs from what ${source} asks for`;
    add(path, 'differs', conflicted.has(path) ? 'has merge conflicts; npm run synth writes it again' : differs);
  }
  for (const { path } of plan.removed) add(path, 'stale', 'is no longer generated');
  for (const path of plan.leftovers) add(path, 'leftover', 'is left over from a synth that was killed, or still runs');
  return drift.sort((a, b) => (a.path < b.path ? -1 : 1));
}
