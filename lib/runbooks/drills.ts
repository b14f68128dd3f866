import { createHash } from 'node:crypto';
import record from './drills.json';
import type { Page } from './runbook';

/** The last drill of a runbook in the project's lab. */
export interface Drill {
  /** Day of the run. */
  readonly date: string;
  /** Seconds from the fault until all checks were as they have to be. */
  readonly seconds: number;
  /** The goal that it was compared with, for example `30m`. */
  readonly goal: string;
  /** What was broken. */
  readonly fault: string;
  /** Commands that were run, those of the way back included. */
  readonly commands: number;
  /** Whether the way back was drilled as well. */
  readonly back: boolean;
  /** Of the steps that were followed. */
  readonly digest: string;
}

const DRILLS: Readonly<Record<string, Drill>> = record;

/** Changes with the steps of a page: a drill of other steps says nothing about these. */
export function digestOf({ steps, checks, back }: Page): string {
  const followed = [steps, checks, back.steps ?? [], back.checks ?? []];
  return createHash('sha256').update(JSON.stringify(followed)).digest('hex').slice(0, 12);
}

/** Name of a page in the record. */
export function drillName({ key, variant }: Pick<Page, 'key' | 'variant'>): string {
  return variant === undefined ? key : `${key}/${variant}`;
}

/** Undefined: its steps were not drilled yet. */
export function drillOf(page: Pick<Page, 'key' | 'variant'>): Drill | undefined {
  return DRILLS[drillName(page)];
}
