/** Something that a settings file says and should not. Lines and columns count from 1. */
export interface Problem {
  /** As the path was given on the command line. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** For example `egress.proxies[0].address`; empty for the whole file. */
  readonly path: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** `tenants/client-b.yaml:12:7 egress.proxies[0].address: …` */
export function formatProblem(problem: Problem): string {
  const place = `${problem.file}:${problem.line}:${problem.column}`;
  const warning = problem.severity === 'warning' ? 'warning: ' : '';
  return problem.path
    ? `${place} ${problem.path}: ${warning}${problem.message}`
    : `${place}: ${warning}${problem.message}`;
}

/** By file, line, column, then path and message: the order in which problems are printed. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return [...problems].sort(
    (a, b) =>
      byText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      byText(a.path, b.path) ||
      byText(a.message, b.message),
  );
}
