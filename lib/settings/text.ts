/** A value as a message shows it: always on one line, never more than 80 characters, quoted where it is not plain. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text;
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

/** Control characters, line breaks of any script and direction marks written out: nothing can forge a line of output. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function quote(text: string): string {
  return text.startsWith('"') ? text : printable(JSON.stringify(text));
}
