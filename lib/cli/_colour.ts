import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** What stands out in a line of problems and remarks, and how. The first that matches counts. */
const STYLES: readonly (readonly [RegExp, Format])[] = [
  [/(?<=^\S.*: )warning(?=: )|(?<=^\S+ \S+ )warning(?=: )/, 'yellow'],
  [/(?<=^\S.*: )suppressed(?=: )|(?<=^\S+ \S+ )suppressed(?=: )/, 'dim'],
  [/(?<=^\S+ \S+ )error(?=: )/, 'red'],
  [/^\S+:\d+:\d+/, 'red'],
];

/** The text with colours in the lines that a reader looks for. */
export function paint(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [pattern, format] = STYLES.find(([each]) => each.test(line)) ?? [];
      return pattern && format ? line.replace(pattern, (found) => colour(format, found)) : line;
    })
    .join('\n');
}

/** The lines of a summary: `+ path` is added, `~ path` changed, `- path` removed. */
export function paintChange(line: string): string {
  const format = ({ '+': 'green', '~': 'yellow', '-': 'red' } as const)[line[0] ?? ''];
  return format ? colour(format, line) : line;
}

function colour(format: Format, text: string): string {
  return styleText(format, text, { validateStream: false });
}
