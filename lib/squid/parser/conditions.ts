import { trimBlanks } from './blanks';
import { type LogicalLine, substitute } from './logical-lines';

/** What the SMP macros stand for: the first worker of a service that was started without -n. */
const MACROS: readonly (readonly [macro: string, value: string])[] = [
  ['${service_name}', 'squid'],
  ['${process_name}', 'squid-1'],
  ['${process_number}', '1'],
];

export function expandMacros(line: LogicalLine): LogicalLine {
  return MACROS.reduce((result, [macro, value]) => substitute(result, macro, value), line);
}

/** What the text of an `if` says; a string: why Squid cannot tell. */
export function evaluate(expression: string): boolean | string {
  if (expression === 'true') return true;
  if (expression === 'false') return false;
  const equation = expression.indexOf('=');
  if (equation < 0) return `Squid cannot evaluate ${expression || 'an if without a condition'}`;
  const left = integer(trimBlanks(expression.slice(0, equation)));
  const right = integer(trimBlanks(expression.slice(equation + 1)));
  if (left === undefined || right === undefined) return `${expression} compares something that is not an integer`;
  return left === right;
}

/** As strtol() with base 0 reads it. */
function integer(text: string): number | undefined {
  const match = text.match(/^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/);
  if (!match) return undefined;
  const digits = match[2] as string;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return match[1] === '-' ? -value : value;
}

/** The rest of a line that begins with a keyword as a word of its own; undefined: it does not. */
export function afterKeyword(text: string, keyword: string): string | undefined {
  if (text === keyword) return '';
  return text.startsWith(keyword) && /[ \t\v\f\r]/.test(text[keyword.length] ?? '')
    ? trimBlanks(text.slice(keyword.length))
    : undefined;
}
