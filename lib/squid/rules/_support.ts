import {
  type AccessLine,
  type Acl,
  type AclReference,
  accessOf,
  type Config,
  lastOf,
  type ParseProblem,
} from '../config';
import { LAST, parseRanges } from '../decide/addresses';
import type { Pass } from '../decide/probes';
import { isReverse } from '../decide/refusals';
import type { Place } from '../place';
import type { Found } from '../rule';

export function found({ file, line, column }: Place, message: string): Found {
  return { file, line, column, message };
}

/** Where a finding about something absent stands. */
export function start(config: Config): Place {
  return { file: config.file, line: 1, column: 1 };
}

export function problemsOf(config: Config, kind: ParseProblem['kind']): readonly ParseProblem[] {
  return config.problems.filter((problem) => problem.kind === kind);
}

/** The first word of the line that counts, and where it stands. */
export function setting(config: Config, name: string): { readonly place: Place; readonly value?: string } {
  const directive = lastOf(config, name);
  return directive ? { place: directive, value: directive.args[0]?.text } : { place: start(config) };
}

/** The lines by which a term can let a request in: allowed if it matches, or denied unless it does. */
function admitting(line: AccessLine, { negated }: AclReference): boolean {
  return (line.action === 'allow') !== negated;
}

/** The terms of http_access by which requests get in, of some types. */
export function admittingTerms(config: Config, ...types: readonly string[]): readonly AclReference[] {
  return accessOf(config).flatMap((line) =>
    line.terms.filter((term) => types.includes(term.acl?.type ?? '') && admitting(line, term)),
  );
}

const HOLDS_ALL = new WeakMap<Acl, boolean>();

/** Of values that overlap, Squid 5 and 6 keep the first one only. */
function holdsAll(acl: Acl): boolean {
  const known = HOLDS_ALL.get(acl) ?? parseRanges(acl.values[0]?.text ?? '')?.[0]?.last === LAST;
  HOLDS_ALL.set(acl, known);
  return known;
}

/** Whether a term matches whatever the request. */
export function matchesAll({ acl, negated }: AclReference): boolean {
  return !negated && acl?.type === 'src' && holdsAll(acl);
}

/** Whether every port is a reverse proxy's, so that clients choose neither host nor way. */
export function isReverseOnly({ ports }: Config): boolean {
  return ports.length > 0 && ports.every(isReverse);
}

/** Each once. */
export function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

/** A finding's text about what passes, the line that lets it pass, and what makes it uncertain. */
export function passage(what: string, { line, reasons }: Pick<Pass, 'line' | 'reasons'>): string {
  const by = line ? written(line) : 'no line matches';
  if (reasons.length === 0) return `${what}: ${by}`;
  return `possibly, ${what}: ${by} (depends on ${unique(reasons).join(', ')}, which cannot be decided here)`;
}

export function written({ directive }: AccessLine): string {
  return `${directive.written} ${directive.rest.replace(/\s+#.*$/, '')}`;
}
