import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Datapath } from '../../../lib/network-policy';

/** Set to write the record and the golden file that `npm test` reads. */
export const RECORDING = process.env.EGRESS_LAB_RECORD !== undefined;

const RECORD_FILE = join(__dirname, 'record.json');
export const GOLDEN_FILE = join(__dirname, '../../../test/network-policy/golden/decisions.json');

export interface Counts {
  readonly decisions: number;
  readonly allowed: number;
  readonly disagreements: number;
}

interface LiveCounts extends Counts {
  readonly sets: number;
  /** How many the other datapath would decide otherwise. */
  readonly different: number;
  /** How many `explain` was asked as well, and of these how many it left undecided. */
  readonly explained?: number;
  readonly undecided?: number;
}

/** What the suites of this folder found last. */
interface PolicyRecord {
  /** cyclonus against lib/network-policy, with the semantics of each datapath. */
  readonly engine?: Readonly<Record<Datapath, Counts>>;
  /** Selectors of Kubernetes' own library. */
  readonly selectors?: Counts;
  /** Connections between real pods, nodes and the outside, by the datapath of the lab. */
  readonly live?: Readonly<Partial<Record<Datapath, LiveCounts>>>;
}

export function readRecord(): PolicyRecord {
  return existsSync(RECORD_FILE) ? (JSON.parse(readFileSync(RECORD_FILE, 'utf8')) as PolicyRecord) : {};
}

/** Writes what a suite found, and leaves what others found as it is. Does nothing unless a record is wanted. */
export function record(found: (before: PolicyRecord) => PolicyRecord): void {
  if (!RECORDING) return;
  writeFileSync(RECORD_FILE, `${JSON.stringify(found(readRecord()), null, 2)}\n`);
}
