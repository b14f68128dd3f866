import { Lexer } from 'yaml';

/** Marks the next token as the text of a scalar, whatever it looks like. */
const SCALAR = '\u001f';

/** Levels that a YAML text may have, where indentation counts by columns: far more than settings or objects need. */
const MOST_NESTING = 500;

/**
 * Whether a YAML text may nest deeper than that, judged by its tokens alone. The parser proper descends by
 * recursion, and where its stack ends a regular expression that is compiled there takes the whole process with it.
 */
export function nestsTooDeep(text: string): boolean {
  let flow = 0;
  let indent = 0;
  let indicators = 0;
  let lineStart = true;
  let scalar = false;
  for (const token of new Lexer().lex(text)) {
    if (scalar) scalar = false;
    else if (token === SCALAR) scalar = true;
    else if (token === '\n' || token === '\r\n') [indent, indicators, lineStart] = [0, 0, true];
    else if (lineStart && /^ +$/.test(token)) indent = token.length;
    else if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow--;
    else if (token === '-' || token === '?' || (token === ':' && flow === 0)) indicators++;
    if (token.trim() !== '') lineStart = false;
    // A list may be as far in as the key that it belongs to: two levels a column at most.
    if (flow + indicators + 2 * indent > MOST_NESTING) return true;
  }
  return false;
}
