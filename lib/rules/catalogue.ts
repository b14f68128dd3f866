import { catalogue as page } from '../lint/catalogue';
import { RULES } from './all';
import type { Example } from './rule';

/** The rules as Markdown, by subject, with their examples. */
export function catalogue(): string {
  const rules = [...RULES].sort((a, b) => (a.subject < b.subject ? -1 : a.subject > b.subject ? 1 : 0));
  return page(rules, ({ good, bad }) => ['Found in:', ...bad.map(block), 'and not in:', ...good.map(block)]);
}

function block({ yaml, language = 'yaml' }: Example): string {
  return [`\`\`\`${language}`, yaml.trim(), '```'].join('\n');
}
