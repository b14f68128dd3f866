import { type Finding, formatFindings, type Problem, ruleFinding } from '../lint';
import { printable } from '../lint/printable';
import type { LiveLine, LiveReport } from '../live';
import { table } from './_table';

const STATES: Readonly<Record<LiveLine['state'], string>> = { ok: 'ok', failed: 'FAILED', warning: 'warning' };

/** A table of what was looked at, then each finding with what to do. */
export function liveTable({ lines, findings, audited }: LiveReport, environment: string): string {
  const head = ['check', 'tenant', 'object', 'result'];
  const rows = lines.map(({ check, tenant = '-', object, state, message }) =>
    [check, tenant, object, `${STATES[state]}: ${message}`].map(printable),
  );
  const todo = [...new Map(findings.map((finding) => [finding.id, finding])).values()].map(
    ({ id, fix, severity }) => `${severity} ${id}: ${fix}`,
  );
  return [
    ...table(head, rows),
    ...(todo.length > 0 ? ['', ...todo] : []),
    ...(audited.length > 0 ? ['', ...formatFindings(audited)] : []),
    '',
    summary([...findings, ...audited.filter(({ suppressed }) => suppressed === undefined)], environment),
  ].join('\n');
}

function summary(findings: readonly Pick<Finding, 'severity'>[], environment: string): string {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return `${environment} is as the settings ask for`;
  return `${environment}: ${errors} ${errors === 1 ? 'failure' : 'failures'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

/** The same for machines. */
export function liveJson(
  { cluster, lines, findings, audited }: LiveReport,
  environment: string,
  problems: readonly Problem[],
) {
  return {
    environment,
    cluster: { uid: cluster.uid, expected: cluster.expected ?? null },
    problems,
    findings,
    checks: lines,
    rules: audited.map(ruleFinding),
  };
}
