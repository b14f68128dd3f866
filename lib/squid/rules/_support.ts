import { type AccessLine, type AclReference, accessOf, type Config, lastOf, type ParseProblem } from '../config';
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

/** Whether a term matches whatever the request. */
export function matchesAll({ acl, negated }: AclReference): boolean {
  return (
    !negated && acl?.type === 'src' && acl.values.some(({ text }) => text === 'all' || /^0(\.0\.0\.0)?\/0/.test(text))
  );
}

/** Each once. */
export function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}

export function written({ directive }: AccessLine): string {
  return `${directive.written} ${directive.rest.replace(/\s+#.*$/, '')}`;
}
