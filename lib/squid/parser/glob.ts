/** Whether a name matches a pattern of glob(7), in time proportional to name × pattern. */
export function matchesGlob(name: string, pattern: string): boolean {
  const parts = partsOf(pattern);
  let at = 0;
  let part = 0;
  /** Where to go on if what follows the last star does not match. */
  let star = -1;
  let from = 0;
  while (at < name.length) {
    const current = parts[part];
    if (current === '*') {
      star = part++;
      from = at;
    } else if (typeof current === 'function' && current(name[at] as string)) {
      at++;
      part++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++from;
    } else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

type Part = '*' | ((character: string) => boolean);

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] as string;
    const bracket = character === '[' ? bracketAt(pattern, at) : undefined;
    if (character === '*') parts.push('*');
    else if (character === '?') parts.push(() => true);
    else if (bracket) {
      parts.push(bracket.test);
      at = bracket.end;
    } else {
      const literal = character === '\\' && at + 1 < pattern.length ? pattern[++at] : character;
      parts.push((other) => other === literal);
    }
  }
  return parts;
}

/** A range that ends below its start holds nothing. A bracket without an end stands for itself. */
function bracketAt(pattern: string, start: number): { readonly test: Part & object; readonly end: number } | undefined {
  const negated = /[!^]/.test(pattern[start + 1] ?? '');
  const first = start + (negated ? 2 : 1);
  const end = pattern.indexOf(']', first + 1);
  if (end < 0) return undefined;
  const tests: ((character: string) => boolean)[] = [];
  for (let at = first; at < end; at++) {
    const low = pattern[at] as string;
    const high = pattern[at + 1] === '-' && at + 2 < end ? (pattern[at + 2] as string) : low;
    if (high !== low) at += 2;
    tests.push((character) => low <= character && character <= high);
  }
  return { test: (character) => tests.some((test) => test(character)) !== negated, end };
}
