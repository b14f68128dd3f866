import { withoutCredentials } from '../lint/credentials';
import { printable } from '../lint/printable';

export { escaped, printable } from '../lint/printable';

/**
 * A value as a message shows it: always on one line, never more than 80 characters, quoted where it is not plain, and without
 * credentials.
 */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const shown = withoutCredentials(text);
  const short = shown.length > 80 ? `${shown.slice(0, 77)}…` : shown;
  return typeof value !== 'string' || /^[\p{L}\p{N}\p{P}\p{S}]+$/u.test(short) ? short : quote(short);
}

/** A value with its type, for messages about wrong types: `the number 5`. */
export function showTyped(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'no value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map of keys';
  return `the ${typeof value === 'string' ? 'text' : typeof value} ${typeof value === 'string' ? quote(show(value)) : show(value)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(parts: readonly string[], word = 'and'): string {
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} ${word} ${parts[parts.length - 1]}`;
}

/** `a, b and 3 more`: some of the parts, if there are more than `most`. */
export function enumerateSome(parts: readonly string[], most: number): string {
  const more = parts.length - most;
  return enumerate(more > 0 ? [...parts.slice(0, most), `${more} more`] : parts);
}

/**
 * Control characters, direction marks, zero-width characters, variation selectors, fillers, and blanks other than the
 * space. A reviewer does not see them, so two values that look the same would differ.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/u;

/** Why a reviewer cannot see all of a text; undefined: what is there can be seen. */
export function invisibleFault(text: string): string | undefined {
  const code = INVISIBLE.exec(text)?.[0].codePointAt(0);
  if (code === undefined) return undefined;
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `${show(text)} contains an invisible character (${name}), which reviewers cannot see; remove it`;
}

function quote(text: string): string {
  return text.startsWith('"') ? text : printable(JSON.stringify(text));
}
