import type { Rule, Severity } from '../rule';

const SEVERITIES: readonly (readonly [severity: Severity, heading: string])[] = [
  ['error', 'Errors'],
  ['warning', 'Warnings'],
  ['note', 'Notes'],
];

/** The rules as Markdown: a table, then a section each. */
export function catalogue(rules: readonly Rule[]): string {
  return SEVERITIES.flatMap(([severity, heading]) => {
    const listed = rules.filter((rule) => rule.severity === severity);
    if (listed.length === 0) return [];
    const table = listed.map(({ id, title }) => `| [${id}](#${id}) | ${cell(title)} |`);
    return [`## ${heading}`, ['| rule | finds |', '|---|---|', ...table].join('\n'), ...listed.map(section)];
  }).join('\n\n');
}

function section({ id, title, why, fix, good, bad, examples }: Rule): string {
  const needs = [
    examples?.version === undefined ? '' : `--squid-version ${examples.version}`,
    examples?.sources === undefined ? '' : `--sources ${examples.sources.join(',')}`,
  ].filter((option) => option !== '');
  return [
    `### ${id}`,
    `${title}. ${why}`,
    `Fix: ${fix}`,
    `Found${needs.length > 0 ? ` with \`${needs.join(' ')}\`` : ''} in:`,
    block(bad),
    'and not in:',
    block(good),
  ].join('\n\n');
}

function block(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
