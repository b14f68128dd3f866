import type { Place } from './place';

/**
 * Places in a text by offset, with lines as editors and git count them: a line ends with `\n` and nothing else.
 * Offsets and columns are in UTF-16 units. An offset past the end is the end.
 */
export function placesIn(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.min(offset, text.length) - (starts[low] ?? 0) + 1 };
  };
}

/** Where a compiler's place is as editors count. For compilers U+2028, U+2029 and a lone carriage return end a line, too. */
export function placeOfCompiler(text: string, { line, column }: Place, unit: 'utf-16' | 'bytes'): Place {
  const before = text.match(/[^\r\n\u2028\u2029]*(\r\n|[\r\n\u2028\u2029]|$)/g)?.slice(0, line) ?? [];
  const last = before.pop() ?? '';
  const start = before.join('').length;
  const inLine =
    unit === 'bytes'
      ? Buffer.from(last)
          .subarray(0, column - 1)
          .toString().length
      : column - 1;
  return placesIn(text)(start + inLine);
}

export const NOT_UTF8 = 'is not valid UTF-8 here; save the file as UTF-8';

/** Returns the place of the first bytes that are not UTF-8. */
export function firstNotUtf8(bytes: Buffer): Place {
  const lines = (bytes.toString('utf8').split('\ufffd')[0] ?? '').split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
