import { enumerate, printable } from '../settings/text';
import type { Finding } from './rule';

/**
 * `dist/base/…/deployment-web.yaml pod-not-pinned error: Deployment client-a/web: spec.nodeName: …`, and below it what to
 * do, or why it is excepted. What is the same in several environments is said once.
 */
export function formatFindings(findings: readonly Finding[]): string[] {
  const groups = new Map<string, { readonly finding: Finding; readonly environments: string[] }>();
  for (const finding of findings) {
    const key = JSON.stringify({ ...finding, environment: '' });
    const group = groups.get(key) ?? { finding, environments: [] };
    group.environments.push(finding.environment);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ finding, environments }) => format(finding, environments));
}

function format(
  { file, rule, severity, object, path, message, fix, exception }: Finding,
  environments: string[],
): string {
  const what = [object, path, message].filter(Boolean).join(': ');
  const where = enumerate([...new Set(environments)]);
  const line = `${file} ${rule} ${exception === undefined ? severity : 'excepted'}: ${what} (${where})`;
  return `${printable(line)}\n  ${exception === undefined ? `fix: ${fix}` : `because: ${printable(exception)}`}`;
}
