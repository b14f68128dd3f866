import { EgressError } from '../errors';
import { type Finding, formatProblem, knownIds, type Problem } from '../lint';
import { didYouMean } from '../settings/nearest';

/** Ids of the warnings that fail; true: all. */
export type Strict = true | readonly string[];

/** Whether a warning fails because --strict asks for it. */
export function isStrict(strict: Strict | undefined): (finding: Finding) => boolean {
  return ({ id, severity, suppressed }) =>
    severity === 'warning' && suppressed === undefined && (strict === true || strict?.includes(id) === true);
}

/** @throws EgressError (2) for an id after --strict that does not exist */
export function requireIds(strict: Strict | undefined): void {
  if (strict === undefined || strict === true) return;
  const known = knownIds();
  const unknown = strict.filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  const lines = unknown.map((id) => `--strict: there is no warning ${id}${didYouMean(id, known)}`);
  throw new EgressError([...lines.slice(0, -1), `${lines.at(-1)}; docs/problems.md lists all ids`].join('\n'), 2);
}

/** @throws EgressError (1) with the warnings that fail */
export function refuseStrict(warnings: readonly Problem[], strict: Strict | undefined): void {
  const failing = warnings.filter(isStrict(strict));
  if (failing.length > 0)
    throw new EgressError([...failing.map(formatProblem), strictRemark(failing.length)].join('\n'), 1, failing);
}

export function strictRemark(count: number): string {
  return `${count} ${count === 1 ? 'warning fails' : 'warnings fail'} with --strict`;
}
