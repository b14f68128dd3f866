import { byteOf, type CharacterSet, isSpace, isWordCharacter, Refused, upperCase } from './characters';

/** The classes of the C locale. */
const CLASSES: Readonly<Record<string, (code: number) => boolean>> = {
  alnum: (code) => isWordCharacter(code) && code !== 95,
  alpha: (code) => isWordCharacter(code) && code !== 95 && code > 57,
  blank: (code) => code === 32 || code === 9,
  cntrl: (code) => code < 32 || code === 127,
  digit: (code) => code >= 48 && code <= 57,
  graph: (code) => code > 32 && code < 127,
  lower: (code) => code >= 97 && code <= 122,
  print: (code) => code >= 32 && code < 127,
  punct: (code) => code > 32 && code < 127 && (!isWordCharacter(code) || code === 95),
  space: isSpace,
  upper: (code) => code >= 65 && code <= 90,
  xdigit: (code) => /[0-9A-Fa-f]/.test(String.fromCharCode(code)),
};

/** Reads a bracket expression from the character after `[`. A backslash stands for itself. */
export function readBracket(
  text: string,
  from: number,
  ignoreCase: boolean,
): { readonly set: CharacterSet; readonly end: number } {
  const letter = (code: number) => (ignoreCase ? upperCase(code) : code);
  const negated = text[from] === '^';
  const first = from + (negated ? 1 : 0);
  const tests: ((code: number) => boolean)[] = [];
  let at = first;
  while (text[at] !== ']' || at === first) {
    const item = readItem(text, at, ignoreCase);
    if (typeof item.value !== 'number') {
      tests.push(item.value);
      at = item.end;
      if (text[at] === '-' && text[at + 1] !== ']') throw new Refused('a class cannot begin a range');
      continue;
    }
    const low = letter(item.value);
    at = item.end;
    if (text[at] !== '-' || text[at + 1] === ']') {
      tests.push((code) => code === low);
      continue;
    }
    const upper = readItem(text, at + 1, ignoreCase);
    if (typeof upper.value !== 'number') throw new Refused('a class cannot end a range');
    const high = letter(upper.value);
    if (high < low) throw new Refused('a range in brackets ends below its start');
    tests.push((code) => code >= low && code <= high);
    at = upper.end;
  }
  const table = Array.from({ length: 256 }, (_, code) => tests.some((test) => test(code)) !== negated);
  return { set: { has: (code) => table[code] === true }, end: at + 1 };
}

interface Item {
  readonly value: number | ((code: number) => boolean);
  readonly end: number;
}

function readItem(text: string, at: number, ignoreCase: boolean): Item {
  const character = text[at];
  if (character === undefined) throw new Refused('a closing ] is missing');
  const kind = text[at + 1];
  if (character !== '[' || (kind !== ':' && kind !== '.' && kind !== '='))
    return { value: byteOf(character.charCodeAt(0)), end: at + 1 };
  const close = text.indexOf(`${kind}]`, at + 2);
  if (close < 0) {
    // An unfinished class is a plain bracket; unfinished symbols are refused.
    if (kind === ':') return { value: '['.charCodeAt(0), end: at + 1 };
    throw new Refused(`[${kind} has no end`);
  }
  const name = text.slice(at + 2, close);
  if (kind === ':') {
    const cased = ignoreCase && (name === 'lower' || name === 'upper') ? 'alpha' : name;
    const test = Object.hasOwn(CLASSES, cased) ? CLASSES[cased] : undefined;
    if (!test) throw new Refused(`[:${name}:] is not a class`);
    return { value: test, end: close + 2 };
  }
  if (name.length !== 1) throw new Refused(`[${kind}${name}${kind}] is not one character`);
  const code = byteOf(name.charCodeAt(0));
  const symbol = ignoreCase ? upperCase(code) : code;
  return { value: kind === '=' ? (other) => other === symbol : symbol, end: close + 2 };
}
