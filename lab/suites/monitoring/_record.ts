import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What was shown of an alert. */
export interface AlertRecord {
  /** promtool: it fires by each of its faults, after its duration. */
  readonly fires?: boolean;
  /** promtool: it does not fire while all is well. */
  readonly quiet?: boolean;
  /** The fault in the lab. */
  readonly fault?: string;
  /** Whether a recorded metric stands in for the source. */
  readonly recorded?: boolean;
  /** Seconds from the fault until it fires, and from the end of the fault until it does not. */
  readonly fired?: number;
  readonly cleared?: number;
  /** Day of the run in the lab. */
  readonly date?: string;
}

/** Set to write what was seen into the record. */
const RECORDING = process.env.EGRESS_LAB_RECORD !== undefined;

const FILE = join(__dirname, 'record.json');

export function readAlerts(): Readonly<Record<string, AlertRecord>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, AlertRecord>) : {};
}

/** Adds to what is recorded of an alert, if a record is written. */
export function recordAlert(name: string, seen: AlertRecord): void {
  if (!RECORDING) return;
  const all = readAlerts();
  const sorted = Object.entries({ ...all, [name]: { ...all[name], ...seen } }).sort(([a], [b]) => a.localeCompare(b));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
}

const SERIES = join(__dirname, 'series.json');

/** Names of the series that Prometheus read in the lab. */
export function readSeries(): readonly string[] {
  return existsSync(SERIES) ? (JSON.parse(readFileSync(SERIES, 'utf8')) as string[]) : [];
}

/** Records which series there are, if a record is written. */
export function recordSeries(names: readonly string[]): void {
  if (RECORDING) writeFileSync(SERIES, `${JSON.stringify([...names].sort(), null, 2)}\n`);
}
