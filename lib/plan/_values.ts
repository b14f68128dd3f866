import { stringify } from 'yaml';
import { isMap } from '../data';
import { printable } from '../settings/text';

/** What would read as something else than this text: nothing, white space at an end, a number, a word of YAML's, our arrow. */
const AMBIGUOUS =
  /^\s|\s$|\p{C}|\u2028|\u2029| → |^["'[{(]|^[-+]?[\d_]*\.?\d*(e[-+]?\d+)?$|^0[xob]|^(true|false|null|yes|no|on|off|~)$/iu;

/** A value on one line: texts plain where nothing else is meant, maps and lists in YAML's short form. */
export function inline(value: unknown): string {
  if (typeof value === 'string') return AMBIGUOUS.test(value) ? printable(JSON.stringify(value)) : value;
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (!isMap(value)) return String(value);
  const members = Object.keys(value)
    .sort()
    .filter((key) => value[key] !== null)
    .map((key) => `${inline(key)}: ${inline(value[key])}`);
  return `{${members.join(', ')}}`;
}

/** A value as lines of YAML; a text as its own lines. */
export function block(value: unknown): string[] {
  const text = typeof value === 'string' ? value : stringify(value, { lineWidth: 0, sortMapEntries: true });
  return text.replace(/\n$/, '').split('\n').map(line);
}

/** One line of a text; white space at its end is written out, since it is invisible. */
export function line(text: string): string {
  return /\s$/.test(text) ? printable(JSON.stringify(text)) : printable(text);
}
