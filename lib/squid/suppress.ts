import {
  type Finding,
  isReason,
  type ProblemId,
  problemEntry,
  type ScopedSuppression,
  suppressFindings,
  unusedSuppression,
} from '../lint';
import type { Config } from './config';
import type { SuppressComment } from './parser/suppress-comments';
import type { Rule } from './rule';
import { didYouMean } from './rules/_nearest';

/**
 * Findings with what the comments of the file suppress, and findings about these comments.
 *
 * @param all every rule that exists
 * @param asked the rules that were asked for: only their suppressions can be unused
 */
export function suppressInFile(
  config: Config,
  findings: readonly Finding[],
  all: readonly Rule[],
  asked: readonly Rule[],
): readonly Finding[] {
  const entries = new Map(all.map((rule) => [rule.id, rule]));
  const faults = config.suppressions.flatMap((comment) => faultOf(comment, [...entries.keys()]) ?? []);
  const valid = config.suppressions.filter((comment) => entries.has(comment.id) && isReason(comment.reason));
  const scoped = valid.map((suppression): ScopedSuppression => ({ suppression, covers: coverOf(suppression, config) }));
  const { findings: judged, unused } = suppressFindings(findings, scoped, (id) => entries.get(id));
  const isAsked = ({ id }: { readonly id: string }) => asked.some((rule) => rule.id === id);
  return [...judged, ...faults, ...unused.filter(isAsked).map(unusedSuppression)];
}

function coverOf({ scope, at }: SuppressComment, config: Config): (finding: Finding) => boolean {
  if (scope === undefined) return () => false;
  // At the head of the squid.conf it applies to what the file includes as well.
  if (scope === 'file') return ({ file }) => file === at.file || at.file === config.file;
  return ({ file, line = 0 }) => file === at.file && line >= scope.first && line <= scope.last;
}

function faultOf({ id, reason, at }: SuppressComment, known: readonly string[]): Finding | undefined {
  const fault = (problem: ProblemId, message: string): Finding => {
    const { severity, fix } = problemEntry(problem);
    return { id: problem, severity, ...at, message, fix };
  };
  if (/[\s,]/.test(id)) return fault('suppression-unknown-id', `${id} are several ids; write one comment for each`);
  if (!known.includes(id)) return fault('suppression-unknown-id', `unknown id ${id}${didYouMean(id, known)}`);
  if (isReason(reason)) return undefined;
  return fault(
    'suppression-without-reason',
    `${id} is suppressed without a reason of 10 characters or more; write "# suppress ${id}: reason"`,
  );
}
