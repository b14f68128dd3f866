import { readFileSync } from 'node:fs';
import { list as asList, map as asMap } from '../../data';
import { readIfThere, replaceFiles } from '../../disk';
import { EgressError } from '../../errors';

/** One finding, as a record keeps it. */
interface Entry {
  readonly id: string;
  readonly severity: string;
  readonly tenant?: string;
  readonly object?: string;
  /** Where in the object. */
  readonly path?: string;
  readonly message: string;
}

/** What has changed since the run before. */
export interface Since {
  /** Whether there was no run before: then everything is new. */
  readonly isFirst: boolean;
  readonly added: readonly Entry[];
  readonly gone: readonly Entry[];
  /** How many are as they were. */
  readonly same: number;
}

/**
 * Compares findings with the record of an earlier run, and puts them in its place. What a message says of a finding, such as
 * a number of days, may change without the finding being another one.
 *
 * @throws EgressError (2) for a file that is not a record, of this environment, or cannot be written
 */
export function recordFindings(file: string, environment: string, findings: readonly Entry[]): Since {
  const before = readRecord(file, environment);
  const entries = findings.map(
    ({ id, severity, tenant, object, path, message }): Entry => ({
      id,
      severity,
      ...(tenant ? { tenant } : {}),
      ...(object ? { object } : {}),
      ...(path ? { path } : {}),
      message,
    }),
  );
  replaceFiles([{ path: file, text: `${JSON.stringify({ version: 1, environment, findings: entries }, null, 2)}\n` }]);
  const [old, now] = [before ?? [], entries].map((all) => new Set(all.map(keyOf))) as [Set<string>, Set<string>];
  const added = entries.filter((entry) => !old.has(keyOf(entry)));
  return {
    isFirst: before === undefined,
    added,
    gone: (before ?? []).filter((entry) => !now.has(keyOf(entry))),
    same: entries.length - added.length,
  };
}

function readRecord(file: string, environment: string): readonly Entry[] | undefined {
  const text = readIfThere(file, () => readFileSync(file, 'utf8'));
  if (text === undefined) return undefined;
  const wrong = (why: string) =>
    new EgressError(`${file} is not a record of ${environment}: ${why}; name another file`, 2);
  try {
    const record = asMap(JSON.parse(text));
    if (record.version !== 1) throw wrong('it has no "version": 1');
    if (record.environment !== environment) throw wrong(`it is one of ${String(record.environment)}`);
    return asList(record.findings) as readonly Entry[];
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw wrong('it is not JSON');
  }
}

function keyOf({ id, tenant = '', object = '', path = '' }: Entry): string {
  return JSON.stringify([id, tenant, object, path]);
}
