import { readBracket } from './bracket';
import { byteOf, type CharacterSet, isSpace, isWordCharacter, Refused, upperCase } from './characters';

/** What an extended regular expression of POSIX means, as the C library of Squid's machine reads it. */
export type Node =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'set';
      readonly set: CharacterSet;
      /** The only character in it. Default: several. */
      readonly code?: number;
    }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'group'; readonly number: number; readonly of: Node }
  | { readonly kind: 'back'; readonly number: number }
  | { readonly kind: 'all'; readonly of: readonly Node[] }
  | { readonly kind: 'any'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

/** A place between two characters. */
export type Edge = 'start' | 'end' | 'word' | 'inside' | 'word-start' | 'word-end';

/** What the C library accepts as a number of repetitions. */
const MOST_REPETITIONS = 0x7fff;

/** Deeper nesting than a pattern needs; the stack has an end. */
const DEEPEST = 200;

/** Reads a pattern. Returns an error message if the C library refuses it. */
export function parseRegex(pattern: string, ignoreCase = false): Node | string {
  try {
    return new RegexParser(pattern, ignoreCase).parse();
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

const NONE: ReadonlySet<number> = new Set();

class RegexParser {
  private at = 0;
  private groups = 0;
  private depth = 0;
  /** The groups that a back reference may name here. */
  private closed: ReadonlySet<number> = NONE;

  constructor(
    private readonly text: string,
    private readonly ignoreCase: boolean,
  ) {}

  parse(): Node {
    return this.alternatives(0);
  }

  private alternatives(nest: number): Node {
    const before = this.closed;
    const first = this.branch(nest);
    if (this.text[this.at] !== '|') return first;
    const branches = [first];
    let closed = this.closed;
    while (this.text[this.at] === '|') {
      this.at++;
      // A back reference cannot name a group of another alternative.
      this.closed = before;
      branches.push(this.branch(nest));
      closed = new Set([...closed, ...this.closed]);
    }
    this.closed = closed;
    return { kind: 'any', of: branches };
  }

  private branch(nest: number): Node {
    const parts: Node[] = [];
    while (this.at < this.text.length && this.text[this.at] !== '|') {
      // Outside of every group a closing bracket stands for itself.
      if (nest > 0 && this.text[this.at] === ')') break;
      parts.push(this.expression(nest));
    }
    return parts.length === 1
      ? (parts[0] as Node)
      : parts.length === 0
        ? { kind: 'empty' }
        : { kind: 'all', of: parts };
  }

  private expression(nest: number): Node {
    const character = this.text[this.at] as string;
    if ('*+?{'.includes(character)) throw new Refused(`nothing stands before ${character}`);
    const atom = this.atom(nest);
    // A repetition after an anchor is refused, as one that begins a pattern is.
    return atom.kind === 'edge' ? atom : this.repeated(atom);
  }

  private atom(nest: number): Node {
    const character = this.text[this.at++] as string;
    if (character === '(') return this.group(nest);
    if (character === '^') return { kind: 'edge', edge: 'start' };
    if (character === '$') return { kind: 'edge', edge: 'end' };
    if (character === '.') return ANY;
    if (character === '[') {
      const { set, end } = readBracket(this.text, this.at, this.ignoreCase);
      this.at = end;
      return this.set(set);
    }
    if (character === '\\') return this.escape();
    const code = byteOf(character.charCodeAt(0));
    return this.literal(this.ignoreCase ? upperCase(code) : code);
  }

  private group(nest: number): Node {
    if (++this.depth > DEEPEST) throw new Refused('the groups are nested too deeply');
    const number = ++this.groups;
    const of = this.text[this.at] === ')' ? ({ kind: 'empty' } as const) : this.alternatives(nest + 1);
    if (this.text[this.at] !== ')') throw new Refused('a closing bracket is missing');
    this.at++;
    this.depth--;
    this.closed = new Set([...this.closed, number]);
    return { kind: 'group', number, of };
  }

  private escape(): Node {
    const character = this.text[this.at++];
    if (character === undefined) throw new Refused('the pattern ends in a backslash');
    if (character >= '1' && character <= '9') {
      const number = Number(character);
      if (!this.closed.has(number)) throw new Refused(`no group is complete before \\${number}`);
      return { kind: 'back', number };
    }
    if (Object.hasOwn(EDGES, character)) return { kind: 'edge', edge: EDGES[character] as Edge };
    if (Object.hasOwn(SETS, character)) return this.set({ has: SETS[character] as CharacterSet['has'] });
    // An escaped letter keeps its case, so that without regard to case a small one never matches.
    return this.literal(byteOf(character.charCodeAt(0)));
  }

  private literal(code: number): Node {
    const known = this.ignoreCase ? LITERALS_IN_CAPITALS : LITERALS;
    known[code] ??= { ...this.set({ has: (other) => other === code }), code };
    return known[code];
  }

  private set(set: CharacterSet): Node & { kind: 'set' } {
    return { kind: 'set', set: this.ignoreCase ? { has: (code) => set.has(upperCase(code)) } : set };
  }

  private repeated(atom: Node): Node {
    let node = atom;
    for (;;) {
      const character = this.text[this.at];
      if (character === '*') node = { kind: 'repeat', of: node, min: 0, max: Number.POSITIVE_INFINITY };
      else if (character === '+') node = { kind: 'repeat', of: node, min: 1, max: Number.POSITIVE_INFINITY };
      else if (character === '?') node = { kind: 'repeat', of: node, min: 0, max: 1 };
      else if (character === '{') {
        node = this.counted(node);
        continue;
      } else return node;
      this.at++;
    }
  }

  private counted(of: Node): Node {
    const match = /^\{(\d*)(,?)(\d*)\}/.exec(this.text.slice(this.at, this.at + 24));
    if (!match || (match[1] === '' && match[2] === '')) throw new Refused('a repetition in braces is incomplete');
    this.at += match[0].length;
    const min = Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (min > max) throw new Refused('a repetition ends below its start');
    if (min > MOST_REPETITIONS || (max !== Number.POSITIVE_INFINITY && max > MOST_REPETITIONS))
      throw new Refused('a repetition is too large');
    return { kind: 'repeat', of, min, max };
  }
}

const ANY: Node = { kind: 'set', set: { has: (code) => code !== 0 } };

/** Long lists consist of the same few characters. */
const LITERALS: Node[] = [];
const LITERALS_IN_CAPITALS: Node[] = [];

const SETS: Readonly<Record<string, CharacterSet['has']>> = {
  w: isWordCharacter,
  W: (code) => !isWordCharacter(code),
  s: isSpace,
  S: (code) => !isSpace(code),
};

const EDGES: Readonly<Record<string, Edge>> = {
  b: 'word',
  B: 'inside',
  '<': 'word-start',
  '>': 'word-end',
  '`': 'start',
  "'": 'end',
};
