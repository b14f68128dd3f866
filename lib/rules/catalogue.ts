import type { Example, Rule, Severity } from './rule';

const SEVERITIES: readonly (readonly [severity: Severity, heading: string])[] = [
  ['error', 'Errors'],
  ['warning', 'Warnings'],
];

/** The rules as Markdown: a table, then a section each. */
export function catalogue(rules: readonly Rule[]): string {
  return SEVERITIES.flatMap(([severity, heading]) => {
    const listed = rules.filter((rule) => rule.severity === severity);
    const table = listed.map(
      ({ id, title, suppressible }) => `| [${id}](#${id}) | ${title} | ${suppressible ? 'yes' : ''} |`,
    );
    return [
      `## ${heading}`,
      ['| rule | finds | can be excepted |', '|---|---|---|', ...table].join('\n'),
      ...listed.map(section),
    ];
  }).join('\n\n');
}

function section({ id, title, why, fix, good, bad }: Rule): string {
  return [
    `### ${id}`,
    `${title}. ${why}`,
    `Fix: ${fix}`,
    'Found in:',
    ...bad.map(block),
    'and not in:',
    ...good.map(block),
  ].join('\n\n');
}

function block({ yaml, language = 'yaml' }: Example): string {
  return [`\`\`\`${language}`, yaml.trim(), '```'].join('\n');
}
