import { catalogue as page } from '../lint/catalogue';
import { RULES } from './all';

/** The rules as Markdown, by subject, with their examples. */
export function catalogue(): string {
  const rules = [...RULES].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
  return page(rules, ({ good, bad, examples }) => {
    const needs = [
      examples?.version === undefined ? '' : `--squid-version ${examples.version}`,
      examples?.sources === undefined ? '' : `--sources ${examples.sources.join(',')}`,
    ].filter((option) => option !== '');
    const options = needs.length > 0 ? ` with \`${needs.join(' ')}\`` : '';
    return [`Found${options} in:`, block(bad), 'and not in:', block(good)];
  });
}

function block(lines: readonly string[]): string {
  return ['```', ...lines, '```'].join('\n');
}
