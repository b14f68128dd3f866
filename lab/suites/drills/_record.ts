import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from '../../../lib/runbooks';

/** Read by the pages of all users, so it is part of the program. */
const FILE = join(__dirname, '../../../lib/runbooks/drills.json');

/**
 * Adds drills to the record, if a record is written. Not before all of them are over: pages hold what is recorded, and commands
 * compare pages with what is rendered.
 */
export function recordDrills(drills: ReadonlyMap<string, Drill>): void {
  if (process.env.EGRESS_LAB_RECORD === undefined) return;
  const before = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Drill>;
  const sorted = Object.entries({ ...before, ...Object.fromEntries(drills) }).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
