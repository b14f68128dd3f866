import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from '../../../lib/runbooks';

/** Read by the pages of all users, so it is part of the program. */
const FILE = join(__dirname, '../../../lib/runbooks/drills.json');

/** Adds a drill to the record, if a record is written. */
export function recordDrill(name: string, drill: Drill): void {
  if (process.env.EGRESS_LAB_RECORD === undefined) return;
  const all = { ...(JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Drill>), [name]: drill };
  const sorted = Object.entries(all).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}
