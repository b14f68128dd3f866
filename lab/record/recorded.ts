import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Versions } from '../binaries/versions';
import { addRuns, type JestReport, readRuns, runsIn, writeRuns } from './record';

/** Set to write what was run to the record. */
export const RECORD_VARIABLE = 'EGRESS_LAB_RECORD';

/**
 * Runs jest, and writes what it ran to the record, whether it passed or not.
 *
 * @param jest runs it with more arguments, and returns its exit code
 * @returns that exit code
 */
export async function recorded(
  versions: Versions,
  jest: (more: readonly string[]) => Promise<number>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'egress-record-'));
  const file = join(folder, 'report.json');
  try {
    const code = await jest(['--json', `--outputFile=${file}`]);
    // Without a report nothing has come to its end, and there is nothing to record.
    if (!existsSync(file)) return code;
    const report = JSON.parse(readFileSync(file, 'utf8')) as JestReport;
    writeRuns(addRuns(readRuns(), runsIn(report, versions, new Date().toISOString().slice(0, 10))));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether all tests of the files are run: with a filter by name, others are left out. */
export function isWhole(args: readonly string[]): boolean {
  return !args.some((arg) => /^(-t|--testNamePattern)/.test(arg));
}
