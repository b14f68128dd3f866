import { diffArrays } from 'diff';
import { printable } from '../settings/text';
import type { Style } from './_style';
import { block, inline, line } from './_values';
import type { FieldChange } from './types';

/** Longer than this, a value is not put on the line of its path. */
const SHORT = 100;
/** Texts longer than this are compared part by part. */
const LONG_TEXT = 60;

/** One changed field: a line, or the path with the lines that differ below it. */
export function changeLines({ path: raw, before, after }: FieldChange, style: Style): string[] {
  const path = printable(raw);
  const came = (text: string) => style.added(`+ ${text}`);
  const went = (text: string) => style.removed(`- ${text}`);
  if (before === null) {
    const short = inline(after);
    if (short.length <= SHORT) return [came(`${path}: ${short}`)];
    return [came(`${path}:`), ...block(after).map((text) => came(`  ${text}`))];
  }
  if (after === null) {
    const short = inline(before);
    return [went(`${path}: ${short.length <= SHORT ? short : `${short.slice(0, SHORT - 1)}…`}`)];
  }
  if (typeof before === 'string' && typeof after === 'string' && isLong(before, after)) {
    return [`  ${path}:`, ...textLines(before, after, came, went, style)];
  }
  const [old, now] = [inline(before), inline(after)];
  if (old.length + now.length <= SHORT) return [`  ${path}: ${old} → ${now}`];
  return [`  ${path}:`, `  ${went(old)}`, `  ${came(now)}`];
}

function isLong(before: string, after: string): boolean {
  return /\n/.test(before + after) || Math.max(before.length, after.length) > LONG_TEXT;
}

/** The lines that differ, or, of a text of one line, its parts between commas and blanks; and what is around them. */
function textLines(
  before: string,
  after: string,
  came: (text: string) => string,
  went: (text: string) => string,
  style: Style,
): string[] {
  const lines = /\n/.test(before + after);
  const ended = before.endsWith('\n') && after.endsWith('\n') ? -1 : undefined;
  const split = (text: string) => text.slice(0, ended).split(lines ? '\n' : /(?<=[,;\s])/);
  const shown = lines ? line : (part: string) => line(part.trimEnd());
  const around = lines ? 1 : 0;
  const parts = diffArrays(split(before), split(after));
  return parts.flatMap((part, index) => {
    if (part.removed) return part.value.map((text) => `  ${went(shown(text))}`);
    if (part.added) return part.value.map((text) => `  ${came(shown(text))}`);
    const first = index === 0 ? [] : part.value.slice(0, around);
    const last = index === parts.length - 1 ? [] : part.value.slice(Math.max(first.length, part.value.length - around));
    const hidden = part.value.length - first.length - last.length;
    const kept = (texts: readonly string[]) => texts.map((text) => style.quiet(`    ${shown(text)}`));
    return [...kept(first), ...(hidden > 0 ? [style.quiet('    …')] : []), ...kept(last)];
  });
}
