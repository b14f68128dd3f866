import { automaton, type Matcher } from './regex/automaton';
import { backtracker } from './regex/backtrack';
import { toJavascript } from './regex/javascript';
import { requiredText } from './regex/required-text';
import { samples } from './regex/sample';
import { type Node, parseRegex } from './regex/syntax';
import { spread } from './spread';

/** The values of one line, and what precedes them: `-i` at its start. */
interface PatternLine {
  readonly values: readonly string[];
  readonly ignoreCase: boolean;
}

/** The patterns of an ACL as Squid compiles them. */
export interface Patterns {
  /** Whether one of them is found; undefined: unknown. */
  matches(subject: string): boolean | undefined;
  /** What comparing a subject costs, in patterns that have to be run. */
  readonly cost: number;
  /** Texts that the patterns match, at most some for each. */
  samples(most: number): readonly string[];
}

/** A pattern that is compiled when a subject holds its text, which is seldom. */
interface Pattern {
  readonly source: string;
  readonly ignoreCase: boolean;
  /** What each subject that it matches holds, in capital letters if case does not matter. */
  readonly text: string;
}

/** Squid joins the patterns of a line to one, until they are longer than this. */
const JOINED = 1024;
/** Longer ones are skipped by Squid 5. */
const LONGEST = 8191;
/** To look for a text takes so much less than to run a pattern. */
const TEXTS_PER_RUN = 50;

/** Reads the lines of an ACL. What Squid 5 skips never matches. */
export function readPatterns(lines: readonly PatternLine[]): Patterns {
  const patterns = lines.flatMap(({ values, ignoreCase }) => patternsOfLine(values, ignoreCase));
  const withoutText = patterns.filter(({ text }) => text === '').length;
  return {
    matches: (subject) => {
      const capitals = inCapitals(subject);
      let unsure = false;
      for (const pattern of patterns) {
        if (!(pattern.ignoreCase ? capitals : subject).includes(pattern.text)) continue;
        const found = matcherOf(pattern)(subject);
        if (found) return true;
        if (found === undefined) unsure = true;
      }
      return unsure ? undefined : false;
    },
    cost: Math.max(1, withoutText + patterns.length / TEXTS_PER_RUN),
    samples: (most) => {
      const nodes = spread(patterns, most).map(({ source, ignoreCase }) => parseRegex(source, ignoreCase) as Node);
      return [...new Set(['any', 'x9'].flatMap((fill) => nodes.flatMap((node) => samples(node, fill))))];
    },
  };
}

function inCapitals(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** The patterns of a line: alone where that means the same as joined, since each is smaller. */
function patternsOfLine(values: readonly string[], ignoreCase: boolean): readonly Pattern[] {
  const chunks = chunksOf(values, ignoreCase);
  const joined = chunks.map(({ sources, ignore }) => {
    const alone = sources.every(isClosed) ? sources.map((source) => read(source, ignore)) : [undefined];
    return alone.includes(undefined) ? [read(`(${sources.join(')|(')})`, ignore)] : alone;
  });
  const all = joined.flat();
  if (!all.includes(undefined)) return all as readonly Pattern[];
  // If what was joined cannot be compiled, Squid takes the patterns of this line one by one.
  return chunks.flatMap(({ sources, ignore }) => sources.flatMap((source) => read(source, ignore) ?? []));
}

/** Whether a pattern means the same within brackets: it closes what it opens, and counts no groups. */
function isClosed(pattern: string): boolean {
  if (/\\[1-9]|\[[^\]]*[()\\]/.test(pattern)) return false;
  let open = 0;
  for (const [, bracket] of pattern.matchAll(/\\.|([()])/gs)) {
    if (bracket === '(') open++;
    else if (bracket === ')' && --open < 0) return false;
  }
  return open === 0;
}

function chunksOf(values: readonly string[], ignoreCase: boolean) {
  const chunks: { sources: string[]; ignore: boolean; size: number }[] = [];
  let ignore = ignoreCase;
  for (const value of values) {
    if (value === '-i' || value === '+i') ignore = value === '-i';
    else {
      const source = withoutWildcards(value);
      if (source.length > LONGEST) continue;
      let chunk = chunks.at(-1);
      if (!chunk || chunk.ignore !== ignore || chunk.size > JOINED) {
        chunk = { sources: [], ignore, size: 0 };
        chunks.push(chunk);
      }
      chunk.sources.push(source);
      chunk.size += source.length;
    }
  }
  return chunks;
}

/** Squid drops `.*` at the start of a pattern. */
function withoutWildcards(pattern: string): string {
  if (pattern === '.*') return pattern;
  const rest = pattern.replace(/^\^\.\*/, '').replace(/^(?:\.\*)+/, '');
  return rest === '' ? '.*' : rest;
}

/** Undefined: the C library refuses it. What it means is not kept: long lists would take all memory. */
function read(source: string, ignoreCase: boolean): Pattern | undefined {
  const node = parseRegex(source, ignoreCase);
  return typeof node === 'string' ? undefined : { source, ignoreCase, text: requiredText(node) };
}

const MATCHERS = new Map<string, Matcher>();
/** The memory of a process that scans many files has an end. */
const MOST_MATCHERS = 20_000;

function matcherOf({ source, ignoreCase }: Pattern): Matcher {
  const key = `${ignoreCase} ${source}`;
  const known = MATCHERS.get(key);
  if (known) return known;
  if (MATCHERS.size >= MOST_MATCHERS) MATCHERS.clear();
  const made = compile(parseRegex(source, ignoreCase) as Node, ignoreCase);
  MATCHERS.set(key, made);
  return made;
}

function compile(node: Node, ignoreCase: boolean): Matcher {
  const fast = toJavascript(node);
  if (fast) return (subject) => fast.test(subject);
  return automaton(node) ?? backtracker(node, ignoreCase);
}
