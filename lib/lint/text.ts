import { withoutCredentials } from './credentials';
import type { Finding, Problem } from './finding';
import { printable } from './printable';

/** `tenants/client-b.yaml:12:7 egress.proxies[0].address: …`; a warning ends with its id, by which it can be suppressed. */
export function formatProblem({ file, line, column, path, id, severity, message, suppressed }: Problem): string {
  const place = `${file}:${line}:${column}${path ? ` ${path}` : ''}: `;
  if (suppressed !== undefined) return `${place}suppressed: ${message} [${id}]\n  because: ${printable(suppressed)}`;
  return severity === 'error' ? place + message : `${place}${severity}: ${message} [${id}]`;
}

/**
 * `dist/base/…/deployment-web.yaml pod-not-pinned error: Deployment client-a/web: spec.nodeName: …`, and below it what
 * to do, or why it is suppressed. A finding that is the same in several environments is printed once.
 */
export function formatFindings(findings: readonly Finding[]): string[] {
  const groups = new Map<string, { readonly finding: Finding; readonly environments: Set<string> }>();
  for (const finding of findings) {
    const { environment, ...same } = finding;
    const key = JSON.stringify(same);
    const group = groups.get(key) ?? { finding, environments: new Set() };
    if (environment !== undefined) group.environments.add(environment);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ finding, environments }) => format(finding, [...environments]));
}

function format(finding: Finding, environments: readonly string[]): string {
  const { id, severity, object, path, message, fix, settings, suppressed } = finding;
  const what = [object, path, message].filter(Boolean).join(': ');
  const where = environments.length > 0 ? ` (${enumerate(environments)})` : '';
  const line = `${placeOf(finding)} ${id} ${suppressed === undefined ? severity : 'suppressed'}: ${what}${where}`;
  const below =
    suppressed !== undefined
      ? [`because: ${suppressed}`]
      : [
          ...(fix === undefined ? [] : [`fix: ${fix}`]),
          ...(settings ? [`settings: ${settings.file}:${settings.line}:${settings.column} ${settings.path}`] : []),
        ];
  return [line, ...below.map((text) => `  ${text}`.trimEnd())]
    .map((text) => printable(withoutCredentials(text)))
    .join('\n');
}

/** A generated file is named without a line: what has to be edited are the settings that it comes from. */
function placeOf({ file, line, column, settings }: Finding): string {
  return line === undefined || settings ? file : `${file}:${line}:${column ?? 1}`;
}

function enumerate(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `2 files: 1 error, 3 warnings`. */
export function summary(files: number, findings: readonly Finding[]): string {
  const kinds = ['error', 'warning', 'note'] as const;
  const kindOf = ({ severity, suppressed }: Finding) => (suppressed === undefined ? severity : 'suppressed');
  const count = (kind: string) => findings.filter((finding) => kindOf(finding) === kind).length;
  const suppressed = count('suppressed');
  const counts = [...kinds.map((kind) => [count(kind), kind] as const).filter(([number]) => number > 0)].map(
    ([number, kind]) => plural(number, kind),
  );
  if (suppressed > 0) counts.push(`${suppressed} suppressed`);
  return `${plural(files, 'file')}: ${counts.join(', ') || 'nothing found'}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
