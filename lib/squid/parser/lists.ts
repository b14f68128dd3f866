import type { ParseProblem } from '../config';
import type { Token } from '../place';
import { type Lookup, readList } from './files';
import { logicalLines } from './logical-lines';
import { tokenize } from './tokens';

export interface Expanded {
  readonly tokens: readonly Token[];
  readonly problems: readonly ParseProblem[];
  /** False: a list could not be read. */
  readonly complete: boolean;
}

/** Puts what a list holds in the place of its name. */
export function expandLists(tokens: readonly Token[], lookup: Lookup, quotedValues: boolean): Expanded {
  const result: Token[] = [];
  const problems: ParseProblem[] = [];
  let complete = true;
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'list') {
      result.push(token);
      continue;
    }
    const { file, line, column } = token;
    const list = readList(lookup, token.text);
    if (typeof list !== 'string') {
      const held = quotedValues ? quotedLines(list.path, list.text) : plainLines(list.path, list.text);
      // One by one: a call takes some hundred thousand arguments at most.
      for (const value of held) result.push(value);
    } else {
      complete = false;
      // Squid ends without a list of parameters(), in ACLs and elsewhere: see missingParameters.
      if (!quotedValues) problems.push({ kind: 'list-missing', file, line, column, message: `${token.text} ${list}` });
    }
    const next = tokens[index + 1];
    // The plain mode's reader reports the end of the line where the file ends.
    if (quotedValues || !next) continue;
    problems.push({ kind: 'after-list', file: next.file, line: next.line, column: next.column, message: next.text });
    break;
  }
  return { tokens: result, problems, complete };
}

/** The files of parameters() that cannot be read. */
export function missingParameters(tokens: readonly Token[], lookup: Lookup): ParseProblem[] {
  return tokens.flatMap(({ kind, text, file, line, column }): ParseProblem[] => {
    const list = kind === 'list' ? readList(lookup, text) : undefined;
    return typeof list === 'string'
      ? [{ kind: 'parameters-missing', file, line, column, message: `${text} ${list}` }]
      : [];
  });
}

/** One value a line, blanks within it kept. */
function plainLines(file: string, text: string): Token[] {
  const tokens: Token[] = [];
  text.split('\n').forEach((raw, index) => {
    // Blanks are ASCII to Squid: a byte order mark and a no-break space belong to the value.
    const value = raw
      .replace(/\0.*$/s, '')
      .replace(/(^|[ \t\r])#.*$/s, '')
      .replace(/^[ \t\r]+/, '')
      .replace(/[ \t\r]+$/, '');
    if (value !== '') tokens.push({ file, line: index + 1, column: raw.indexOf(value) + 1, text: value, kind: 'word' });
  });
  return tokens;
}

function quotedLines(file: string, text: string): Token[] {
  return logicalLines(text).lines.flatMap((line) => [...tokenize(line, 0, { file, quotedValues: true }).tokens]);
}
