import { type EnvironmentPlan, isEmpty, printPlans } from '../plan';
import { printable } from '../settings/text';
import { KINDS, type Sentence } from './sentences';
import { code, codeBlock, html, sentenceMarkdown } from './text';

/** By this first line a workflow finds the comment that it wrote before. */
export const MARKER = '<!-- kubernetes-egress-tenancy plan -->';

/** The longest comment that GitHub takes, in characters. We count bytes, which are never fewer. */
const LIMIT = 65_536;
/** What the fields get at least, however many sentences there are. */
const FIELDS = 16_384;

interface Comment {
  readonly plans: readonly EnvironmentPlan[];
  readonly sentences: readonly Sentence[];
  /** What rules find, and expectations that change: one line each. */
  readonly problems: readonly string[];
  /** For example `what merging into main would change`. */
  readonly title: string;
  /** The command that shows everything. */
  readonly command: string;
  readonly between?: boolean;
}

const HEADINGS: Readonly<Record<Sentence['kind'], string>> = {
  opened: 'Opens connections',
  lost: 'Loses something',
  partners: 'Partners',
  guardrails: 'Guardrails',
  watched: 'Alerts and logs',
  runs: 'What runs',
  closed: 'Closes connections',
  differs: 'Differences',
};

/** A comment for a pull request: sentences first, the most dangerous of them on top, and the fields folded. */
export function printMarkdown({ plans, sentences, problems, title, command, between = false }: Comment): string {
  const head = [MARKER, `### ${capital(sentenceMarkdown(title))}`, ''];
  const all = `${code(command)} shows all`;
  const isNothing = plans.every((plan) => isEmpty(plan));
  const parts = [
    ...(isNothing ? [between ? 'No differences.' : 'Nothing changes.', ''] : []),
    ...(!isNothing && sentences.length === 0 ? ['No connection is opened or closed, and nothing is lost.', ''] : []),
    ...listOf('Check finds', problems),
    ...KINDS.flatMap((kind) =>
      listOf(
        HEADINGS[kind],
        sentences.filter((each) => each.kind === kind).map(({ text }) => text),
      ),
    ),
  ];
  const top = cut([...head, ...parts], LIMIT - FIELDS, (left) => `${left} more lines are left out; ${all}.`);
  return [...top, ...details(plans, LIMIT - bytes(top), all, between)].join('\n').trimEnd();
}

function listOf(heading: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  return [`**${heading}**`, '', ...texts.map((text) => `- ${capital(sentenceMarkdown(printable(text)))}`), ''];
}

/** What the sentence about environments that are left out takes. */
const SPARE = 200;
/** What one environment gets at least: a heading alone is of no use. */
const LEAST = 1_000;

/** The fields of all environments that change, as far as there is room. */
function details(plans: readonly EnvironmentPlan[], limit: number, all: string, between: boolean): readonly string[] {
  const changed = plans.filter((plan) => !isEmpty(plan));
  const found: string[] = [];
  for (const [index, plan] of changed.entries()) {
    const room = limit - SPARE - bytes(found);
    const share = Math.min(room, Math.max(LEAST, Math.floor(room / (changed.length - index))));
    const text = folded(plan, share, all, between);
    if (!text) return [...found, '', `${changed.length - index} more environments are left out; ${all}.`];
    found.push(...text);
  }
  return found;
}

/** The fields of one environment, in a block that opens on a click. Undefined: there is no room for it. */
function folded(plan: EnvironmentPlan, limit: number, all: string, between: boolean): readonly string[] | undefined {
  const lines = printPlans([plan], { between }).split('\n');
  const summary = lines.pop() ?? '';
  const frame = (shown: number) => [
    `<details><summary>${html(summary)}</summary>`,
    '',
    ...codeBlock(lines.slice(0, shown)),
    '',
    ...(shown < lines.length ? [`${lines.length - shown} more lines are left out; ${all}.`, ''] : []),
    '</details>',
    '',
  ];
  let shown = lines.length;
  while (shown > 0 && bytes(frame(shown)) > limit) shown = Math.floor(shown * 0.95);
  const text = frame(shown);
  return bytes(text) > limit ? undefined : text;
}

function cut(lines: readonly string[], limit: number, note: (left: number) => string): readonly string[] {
  if (bytes(lines) <= limit) return lines;
  const room = limit - bytes(['', note(lines.length), '']);
  let used = 0;
  const end = lines.findIndex((line) => {
    used += Buffer.byteLength(line) + 1;
    return used > room;
  });
  return [...lines.slice(0, end), '', note(lines.length - end), ''];
}

function bytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}

function capital(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
