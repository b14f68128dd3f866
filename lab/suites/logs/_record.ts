import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Way } from './_settings';

/** What became of the records of a fault. */
export interface Outcome {
  /** Requests that Squid answered. */
  readonly requests: number;
  /** Of these, requests without a record in the store. */
  readonly lost: number;
  /** Records that the store has more than once. */
  readonly repeated: number;
}

export type LogRecord = Readonly<Record<string, Readonly<Partial<Record<Way, Outcome>>>>>;

const RECORDING = process.env.EGRESS_LAB_RECORD !== undefined;
const FILE = join(__dirname, 'record.json');

export function readRecord(): LogRecord {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as LogRecord) : {};
}

/** Adds what became of a fault, if a record is written. */
export function record(fault: string, way: Way, outcome: Outcome): void {
  if (!RECORDING) return;
  const all = readRecord();
  writeFileSync(FILE, `${JSON.stringify({ ...all, [fault]: { ...all[fault], [way]: outcome } }, null, 2)}\n`);
}
