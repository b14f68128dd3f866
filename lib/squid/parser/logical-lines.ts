/** fgets() into a buffer of BUFSIZ (8192 with glibc): what is longer is cut, and the rest is a line of its own. */
const LONGEST_LINE = 8191;

/** One directive's text, put together from the lines that a backslash joins. */
export interface LogicalLine {
  readonly text: string;
  /** Line and column, from 1, of a character of the text. */
  readonly originOf: (at: number) => Origin;
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
  let parts: Part[] = [];
  const physical = content.split('\n');
  for (const [index, raw] of physical.entries()) {
    const line = index + 1;
    if (Buffer.byteLength(raw) > LONGEST_LINE) faults.push({ line, column: LONGEST_LINE, message: tooLong });
    const whole = raw.replace(/[\r\0].*$/s, '');
    if (whole.length < raw.replace(/\r$/, '').length)
      faults.push({ line, column: whole.length + 1, message: cutShort });
    const body = whole.replace(LEADING, '');
    if (body === '' || body.startsWith('#')) continue;
    const indent = whole.length - body.length;
    if (text !== '' && !BLANK_AT_END.test(text)) faults.push({ line, column: indent + 1, message: glued(text, body) });
    if (/\\[ \t\v\f]+$/.test(body)) {
      faults.push({ line, column: indent + body.replace(TRAILING, '').length, message: notJoined });
    }
    const joined = body.endsWith('\\');
    const kept = joined ? body.slice(0, -1) : body;
    parts.push({ from: text.length, line, column: indent + 1 });
    text += kept;
    if (joined) continue;
    const own = parts;
    lines.push({ text: text.replace(TRAILING, ''), originOf: (at) => originIn(own, at) });
    text = '';
    parts = [];
  }
  if (text !== '')
    faults.push({
      ...originIn(parts, 0),
      message: 'the file ends in a continuation: Squid drops this line without a word',
    });
  return { lines, faults };
}

/** What one line of the file adds to a logical one. */
interface Part extends Origin {
  /** Where in the text it begins. */
  readonly from: number;
}

function originIn(parts: readonly Part[], at: number): Origin {
  const { from, line, column } = parts.findLast((part) => part.from <= at) ?? { from: at, line: 1, column: 1 };
  return { line, column: column + at - from };
}

/** Blanks are those of the C locale: a byte order mark and a no-break space belong to words. */
const LEADING = /^[ \t\v\f]+/;
const TRAILING = /[ \t\v\f]+$/;
const BLANK_AT_END = /[ \t\v\f]$/;

const tooLong = `the line is longer than ${LONGEST_LINE} bytes: Squid cuts it there and reads the rest as another directive`;
const cutShort = 'Squid does not read what follows this control character';
const notJoined = 'blanks follow the backslash, so the next line is not joined';

function glued(before: string, after: string): string {
  const left = before.slice(before.search(/\S+$/));
  const right = after.split(/\s/)[0];
  return `Squid drops the blanks before a joined line: this reads ${left}${right}`;
}

/** The text with some of its characters replaced; what is put in stands where the replaced began. */
export function substitute(line: LogicalLine, pattern: string, replacement: string): LogicalLine {
  let { text, originOf } = line;
  for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + replacement.length)) {
    const [begin, before] = [at, originOf];
    text = text.slice(0, at) + replacement + text.slice(at + pattern.length);
    originOf = (asked) => {
      if (asked < begin) return before(asked);
      return before(asked < begin + replacement.length ? begin : asked - replacement.length + pattern.length);
    };
  }
  return { text, originOf };
}
