import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the results of the last whole run lie. */
export const RECORD = join(__dirname, 'record.json');

/**
 * Where a request ended: at the server without the proxy, at the server through the proxy, at the proxy, which denied it, or
 * at the proxy, which the client asked in a way that does not work.
 */
export type Outcome = 'direct' | 'proxy' | 'denied' | 'failed';

export interface ClientRecord {
  readonly version: string;
  /** By name of the question. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
}

export interface ClientsRecord {
  /** Day of the run: `2026-11-25`. */
  readonly date: string;
  /** By name of the client. */
  readonly clients: Readonly<Record<string, ClientRecord>>;
}

export function recorded(): ClientsRecord {
  return JSON.parse(readFileSync(RECORD, 'utf8')) as ClientsRecord;
}
