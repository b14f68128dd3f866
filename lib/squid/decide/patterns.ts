const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
};

/** Whether one of the patterns of an ACL matches; undefined: one cannot be read, and no other matches. */
export function matchesPatterns(values: readonly string[], subject: string): boolean | undefined {
  let flags = '';
  let unread = false;
  for (const value of values) {
    if (value === '-i') flags = 'i';
    else if (value === '+i') flags = '';
    else {
      const pattern = compile(value, flags);
      if (pattern?.test(subject)) return true;
      if (!pattern) unread = true;
    }
  }
  return unread ? undefined : false;
}

/** A repetition of a repetition: harmless to POSIX, but JavaScript may take for ever over it. */
const NESTED = /\([^)]*[+*}][^)]*\)[+*{]/;

const COMPILED = new Map<string, RegExp | undefined>();

/** An extended regular expression of POSIX; undefined: the two dialects, or their costs, differ. */
function compile(pattern: string, flags: string): RegExp | undefined {
  const key = `${flags}/${pattern}`;
  if (!COMPILED.has(key)) COMPILED.set(key, translate(pattern, flags));
  return COMPILED.get(key);
}

function translate(pattern: string, flags: string): RegExp | undefined {
  if (NESTED.test(pattern)) return undefined;
  const source = pattern.replace(/\[:(\w+):\]/g, (all, name: string) => CLASSES[name] ?? all).replace(/^\(\?/, '(\\?');
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
