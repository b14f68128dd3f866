import { helpTexts } from '../lib/cli/help-texts';

/** docs/commands.md: what `--help` prints, for all commands. */
export function commandsPage(): string {
  return Object.entries(helpTexts())
    .map(([name, text]) => `${name === '' ? '## egress-tenancy' : `## ${name}`}\n\n\`\`\`text\n${text.trim()}\n\`\`\``)
    .join('\n\n');
}
