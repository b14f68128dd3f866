/** fgets() into a buffer of BUFSIZ (8192 with glibc): what is longer is cut, and the rest is a line of its own. */
const LONGEST_LINE = 8190;

/** One directive's text, put together from the lines that a backslash joins. */
export interface LogicalLine {
  readonly text: string;
  /** Line and column, from 1, of each character of the text. */
  readonly origins: readonly Origin[];
}

interface Origin {
  readonly line: number;
  readonly column: number;
}

interface LineFault extends Origin {
  readonly message: string;
}

/**
 * Joins lines as Squid does: a comment or an empty line does not end a continuation, and leading blanks are dropped
 * before joining, so that `deny\` and `all` become `denyall`.
 */
export function logicalLines(content: string): { readonly lines: LogicalLine[]; readonly faults: LineFault[] } {
  const lines: LogicalLine[] = [];
  const faults: LineFault[] = [];
  let text = '';
  let origins: Origin[] = [];
  const physical = content.split('\n');
  for (const [index, raw] of physical.entries()) {
    const line = index + 1;
    if (Buffer.byteLength(raw) > LONGEST_LINE) faults.push({ line, column: LONGEST_LINE, message: tooLong });
    const whole = raw.replace(/\r.*$/s, '');
    const body = whole.replace(LEADING, '');
    if (body === '' || body.startsWith('#')) continue;
    const indent = whole.length - body.length;
    if (text !== '' && !BLANK_AT_END.test(text)) faults.push({ line, column: indent + 1, message: glued(text, body) });
    if (/\\[ \t\v\f]+$/.test(body)) {
      faults.push({ line, column: indent + body.replace(TRAILING, '').length, message: notJoined });
    }
    const joined = body.endsWith('\\');
    const kept = joined ? body.slice(0, -1) : body;
    text += kept;
    for (let i = 0; i < kept.length; i++) origins.push({ line, column: indent + i + 1 });
    if (joined) continue;
    const trimmed = text.replace(TRAILING, '');
    lines.push({ text: trimmed, origins: origins.slice(0, trimmed.length) });
    text = '';
    origins = [];
  }
  const first = origins[0];
  if (first)
    faults.push({ ...first, message: 'the file ends in a continuation: Squid drops this line without a word' });
  return { lines, faults };
}

/** Blanks are those of the C locale: a byte order mark and a no-break space belong to words. */
const LEADING = /^[ \t\v\f]+/;
const TRAILING = /[ \t\v\f]+$/;
const BLANK_AT_END = /[ \t\v\f]$/;

const tooLong = `the line is longer than ${LONGEST_LINE} bytes: Squid cuts it there and reads the rest as another directive`;
const notJoined = 'blanks follow the backslash, so the next line is not joined';

function glued(before: string, after: string): string {
  const left = before.slice(before.search(/\S+$/));
  const right = after.split(/\s/)[0];
  return `Squid drops the blanks before a joined line: this reads ${left}${right}`;
}

/** The text with some of its characters replaced; what is put in stands where the replaced began. */
export function substitute(line: LogicalLine, pattern: string, replacement: string): LogicalLine {
  let { text, origins } = line;
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + replacement.length)) {
    const origin = origins[at] as Origin;
    text = text.slice(0, at) + replacement + text.slice(at + pattern.length);
    const put = Array.from(replacement, () => origin);
    origins = [...origins.slice(0, at), ...put, ...origins.slice(at + pattern.length)];
  }
  return { text, origins };
}
