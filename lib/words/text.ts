/** Words, and the arrow, that are shown as they are. Anything else may mean something to a forge: mentions, links, references, HTML. */
const PLAIN = /^(\p{L}+(’\p{L}+)?|→)$/u;

/** What surrounds a word in a sentence. Neither is markup at these places. */
const WORD = /^(\(?)(.*?)([,;:)]*)$/s;

/**
 * A sentence as markdown that a forge shows unchanged: every word that is not made of letters alone is code, in which
 * nothing is a mention, a link or HTML.
 *
 * @param text one line
 */
export function sentenceMarkdown(text: string): string {
  return text
    .split(' ')
    .map((word) => {
      const [, before = '', core = '', after = ''] = WORD.exec(word) ?? [];
      return core === '' || PLAIN.test(core) ? `${before}${core}${after}` : `${before}${code(core)}${after}`;
    })
    .join(' ');
}

/** A span of code that ends where the text does, even if the text has backticks. */
export function code(text: string): string {
  const ticks = '`'.repeat(longestRun(text) + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${ticks}${pad}${text}${pad}${ticks}`;
}

/** A block of code, with the lines as they are. */
export function codeBlock(lines: readonly string[]): readonly string[] {
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return [`${fence}text`, ...lines, fence];
}

/** A text within HTML. */
export function html(text: string): string {
  return text.replace(/[&<>"'@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
