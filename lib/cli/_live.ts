import type { Problem } from '../lint';
import { printable } from '../lint/printable';
import type { LiveFinding, LiveLine, LiveReport } from '../live';

const STATES: Readonly<Record<LiveLine['state'], string>> = { ok: 'ok', failed: 'FAILED', warning: 'warning' };

/** A table of what was looked at, then each finding with what to do. */
export function liveTable({ lines, findings }: LiveReport, environment: string): string {
  const head = ['check', 'tenant', 'object', 'result'];
  const rows = lines.map(({ check, tenant = '-', object, state, message }) =>
    [check, tenant, object, `${STATES[state]}: ${message}`].map(printable),
  );
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const todo = [...new Map(findings.map((finding) => [finding.id, finding])).values()].map(
    ({ id, fix, severity }) => `${severity} ${id}: ${fix}`,
  );
  return [
    ...[head, ...rows].map(line),
    ...(todo.length > 0 ? ['', ...todo] : []),
    '',
    summary(findings, environment),
  ].join('\n');
}

function summary(findings: readonly LiveFinding[], environment: string): string {
  const count = (severity: string) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return `${environment} is as the settings ask for`;
  return `${environment}: ${errors} ${errors === 1 ? 'failure' : 'failures'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}

/** The same for machines. */
export function liveJson({ cluster, lines, findings }: LiveReport, environment: string, problems: readonly Problem[]) {
  return {
    environment,
    cluster: { uid: cluster.uid, expected: cluster.expected ?? null },
    problems,
    findings,
    checks: lines,
  };
}
