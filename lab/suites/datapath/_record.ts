import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CILIUM_MODES, type CiliumMode, type Cni } from '../../binaries/versions';
import type { Outcome } from '../../machine/prober';

/** Set to write what is seen, in place of comparing with it. */
export const RECORDING = process.env.EGRESS_LAB_RECORD !== undefined;

/** All datapaths, in all modes that the lab has them in. */
export const DATAPATHS = ['calico', ...CILIUM_MODES.map((mode) => `cilium-${mode}` as const)] as const;
export type DatapathName = (typeof DATAPATHS)[number];

export function datapathName(cni: Cni, mode: CiliumMode): DatapathName {
  return cni === 'calico' ? cni : `${cni}-${mode}`;
}

type Outcomes = Readonly<Record<string, Outcome>>;

export interface DatapathRecord {
  /** Day of the run: `2026-11-25`. */
  readonly date: string;
  /** By title of the destination. */
  readonly free: Outcomes;
  readonly tenant: Outcomes;
  /** By title of the source. */
  readonly intoFree: Outcomes;
  readonly intoTenant: Outcomes;
  /** By key of a label: what a pod of a tenant that has it reaches of what is forbidden. */
  readonly labels: Outcomes;
  /** Number of attempts by title of the test; none of them has reached anything. */
  readonly attempts: Readonly<Record<string, number>>;
}

function recordFile(name: DatapathName): string {
  return join(__dirname, 'records', `${name}.json`);
}

/** What was seen on a datapath; undefined where there was no run yet. */
export function readRecord(name: DatapathName): DatapathRecord | undefined {
  const file = recordFile(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DatapathRecord) : undefined;
}

/** Writes what a test has seen, and leaves what others have seen. Does nothing unless a record is wanted. */
export function record(name: DatapathName, seen: Partial<DatapathRecord>): void {
  if (!RECORDING) return;
  const before = readRecord(name);
  const attempts = { ...before?.attempts, ...seen.attempts };
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(recordFile(name), `${JSON.stringify({ ...before, ...seen, date, attempts }, null, 2)}\n`);
}
