import { canSuppress, type Entry } from './entry';

const ORDER = ['error', 'warning', 'note'] as const;

/**
 * Entries as Markdown: for each subject a heading and a table, then a section for each entry.
 *
 * @param examples what is printed below the fix of an entry; default: nothing
 */
export function catalogue<E extends Entry & { readonly subject: string }>(
  entries: readonly E[],
  examples: (entry: E) => readonly string[] = () => [],
): string {
  const subjects = [...new Set(entries.map(({ subject }) => subject))];
  return subjects
    .flatMap((subject) => {
      const own = bySeverity(entries.filter((entry) => entry.subject === subject));
      return [heading(subject), table(own), ...own.map((entry) => section(entry, examples(entry)))];
    })
    .join('\n\n');
}

/** The entries of each subject as tables alone, whose ids link to their sections on another page. */
export function index(entries: readonly (Entry & { readonly subject: string })[], page: string): string {
  const subjects = [...new Set(entries.map(({ subject }) => subject))].sort();
  return subjects
    .map(
      (subject) => `#${heading(subject)}\n\n${table(bySeverity(entries.filter((e) => e.subject === subject)), page)}`,
    )
    .join('\n\n');
}

function table(entries: readonly Entry[], page = ''): string {
  const rows = entries.map(
    (entry) =>
      `| [${entry.id}](${page}#${entry.id}) | ${entry.severity} | ${cell(entry.title)} | ${canSuppress(entry, entry.severity) ? 'yes' : ''} |`,
  );
  return ['| id | severity | finds | can be suppressed |', '|---|---|---|---|', ...rows].join('\n');
}

function section({ id, title, why, fix }: Entry, examples: readonly string[]): string {
  return [`### ${id}`, `${title}. ${why}`, `Fix: ${fix}`, ...examples].join('\n\n');
}

function heading(subject: string): string {
  return `## ${subject[0]?.toUpperCase()}${subject.slice(1)}`;
}

function bySeverity<E extends Entry>(entries: readonly E[]): E[] {
  return [...entries].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function cell(text: string): string {
  return text.replace(/\|/g, '\\|');
}
