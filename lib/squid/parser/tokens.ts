import type { Token } from '../place';
import type { LogicalLine } from './logical-lines';

interface Tokenizing {
  readonly file: string;
  /** configuration_includes_quoted_values. */
  readonly quotedValues: boolean;
  /** A backslash keeps the next character in the word, as in the patterns of regular expressions. Default: no. */
  readonly pairs?: boolean;
  /** A word, counted from 0, that may be in quotes all the same. Default: none. */
  readonly quotedWord?: number;
}

interface Tokens {
  readonly tokens: readonly Token[];
  /** What Squid would stop at, if anything. */
  readonly fault?: { readonly at: Token; readonly message: string };
}

/** The words of a line from an offset on, up to its comment. */
export function tokenize(line: LogicalLine, from: number, how: Tokenizing): Tokens {
  const tokens: Token[] = [];
  let at = from;
  for (;;) {
    while (at < line.text.length && isBlank(line.text.charCodeAt(at))) at++;
    if (at >= line.text.length || line.text[at] === '#') return { tokens };
    const place = line.originOf(at);
    const isQuoted = tokens.length === how.quotedWord && /["']/.test(line.text[at] ?? '');
    const word = isQuoted
      ? quoted(line.text, at)
      : how.quotedValues
        ? quotedModeWord(line.text, at)
        : plainWord(line.text, at, how.pairs === true);
    const token: Token = {
      file: how.file,
      line: place.line,
      column: place.column,
      text: word.text,
      kind: word.kind,
    };
    if (word.fault) return { tokens, fault: { at: token, message: word.fault } };
    tokens.push(token);
    at = word.end;
  }
}

interface Word {
  readonly text: string;
  readonly kind: Token['kind'];
  readonly end: number;
  readonly fault?: string;
}

/** Ends at a blank only: in this mode Squid knows no quotes but those around the name of a file. */
function plainWord(text: string, start: number, pairs: boolean): Word {
  let end = start;
  while (end < text.length && !isBlank(text.charCodeAt(end)))
    end += pairs && text[end] === '\\' && end + 1 < text.length ? 2 : 1;
  const word = text.slice(start, end);
  if (!/^["']/.test(word)) return { text: word, kind: 'word', end };
  const close = word.slice(1).search(/["']/);
  return { text: close < 0 ? word.slice(1) : word.slice(1, close + 1), kind: 'list', end };
}

function quotedModeWord(text: string, start: number): Word {
  if (/["']/.test(text[start] ?? '')) return quoted(text, start);
  let end = start;
  while (end < text.length && !isBlank(text.charCodeAt(end)) && (end === start || text[end] !== '(')) end++;
  const word = text.slice(start, end);
  if (text[end] === '(') return list(text, word, end);
  const odd = word.match(/[^A-Za-z0-9.,()\-=_/:+%]|%(?!$)/);
  const fault = odd ? `${odd[0]} in ${word} has to be quoted, with configuration_includes_quoted_values on` : undefined;
  return { text: word, kind: 'word', end, fault };
}

function list(text: string, name: string, open: number): Word {
  if (name !== 'parameters')
    return { text: name, kind: 'word', end: open, fault: `${name}() is not a function of Squid` };
  let at = open + 1;
  while (isBlank(text.charCodeAt(at))) at++;
  if (!/["']/.test(text[at] ?? '')) {
    return { text: name, kind: 'word', end: open, fault: 'parameters() takes the name of a file in quotes' };
  }
  const path = quoted(text, at);
  at = path.end;
  while (isBlank(text.charCodeAt(at))) at++;
  const closed = text[at] === ')';
  const fault = path.fault ?? (closed ? undefined : `parameters(${text.slice(open + 1, at)} lacks its closing bracket`);
  return { text: path.text, kind: 'list', end: at + 1, fault };
}

const ESCAPES: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t' };

function quoted(text: string, start: number): Word {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (character === quote) {
      const next = text[at + 1];
      const fault = next === undefined || /[\s()#]/.test(next) ? undefined : 'a blank has to follow the closing quote';
      return { text: value, kind: 'quoted', end: at + 1, fault };
    }
    if (character !== '\\') value += character;
    else {
      at++;
      const escaped = text[at] ?? '';
      if (/[A-Za-z0-9]/.test(escaped) && ESCAPES[escaped] === undefined) {
        return { text: value, kind: 'quoted', end: at, fault: `\\${escaped} is not an escape that Squid knows` };
      }
      value += ESCAPES[escaped] ?? escaped;
    }
  }
  return { text: value, kind: 'quoted', end: text.length, fault: 'the closing quote is missing' };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d || code === 0x0a;
}
