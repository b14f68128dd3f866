import { automaton, type Matcher } from './regex/automaton';
import { backtracker } from './regex/backtrack';
import { toJavascript } from './regex/javascript';
import { samples } from './regex/sample';
import { type Node, parseRegex } from './regex/syntax';

/** The values of one line, and what precedes them: `-i` at its start. */
interface PatternLine {
  readonly values: readonly string[];
  readonly ignoreCase: boolean;
}

/** The patterns of an ACL as Squid compiles them. */
export interface Patterns {
  /** Whether one of them is found; undefined: that cannot be told. */
  matches(subject: string): boolean | undefined;
  /** How many patterns a subject is compared with. */
  readonly size: number;
  /** Texts that the patterns match, at most some for each. */
  samples(most: number): readonly string[];
}

/** Squid joins the patterns of a line to one, until they are longer than this. */
const JOINED = 1024;
/** Longer ones are skipped by Squid 5. */
const LONGEST = 8191;

/** Reads the lines of an ACL. What Squid 5 skips never matches. */
export function readPatterns(lines: readonly PatternLine[]): Patterns {
  const parts = lines.flatMap(({ values, ignoreCase }) => compileLine(values, ignoreCase));
  const nodes = parts.map(({ node }) => node);
  return {
    matches: (subject) => {
      let unsure = false;
      for (const { matcher } of parts) {
        const found = matcher(subject);
        if (found) return true;
        if (found === undefined) unsure = true;
      }
      return unsure ? undefined : false;
    },
    size: parts.length,
    samples: (most) => [
      ...new Set(['any', 'x9'].flatMap((fill) => nodes.slice(0, most).flatMap((node) => samples(node, fill)))),
    ],
  };
}

interface Compiled {
  readonly node: Node;
  readonly matcher: Matcher;
}

function compileLine(values: readonly string[], ignoreCase: boolean): readonly Compiled[] {
  const chunks = chunksOf(values, ignoreCase);
  const joined = chunks.map(({ patterns, ignore }) => compile(`(${patterns.join(')|(')})`, ignore));
  // If what was joined cannot be compiled, Squid takes the patterns of this line one by one.
  if (!joined.includes(undefined)) return joined as readonly Compiled[];
  return chunks.flatMap(({ patterns, ignore }) => patterns.flatMap((pattern) => compile(pattern, ignore) ?? []));
}

function chunksOf(values: readonly string[], ignoreCase: boolean) {
  const chunks: { patterns: string[]; ignore: boolean; size: number }[] = [];
  let ignore = ignoreCase;
  for (const value of values) {
    if (value === '-i' || value === '+i') ignore = value === '-i';
    else {
      const pattern = withoutWildcards(value);
      if (pattern.length > LONGEST) continue;
      let chunk = chunks.at(-1);
      if (!chunk || chunk.ignore !== ignore || chunk.size > JOINED) {
        chunk = { patterns: [], ignore, size: 0 };
        chunks.push(chunk);
      }
      chunk.patterns.push(pattern);
      chunk.size += pattern.length;
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

const COMPILED = new Map<string, Compiled | undefined>();
/** The memory of a process that scans many files has an end. */
const MOST_COMPILED = 20_000;

function compile(pattern: string, ignoreCase: boolean): Compiled | undefined {
  const key = `${ignoreCase} ${pattern}`;
  if (!COMPILED.has(key)) {
    if (COMPILED.size >= MOST_COMPILED) COMPILED.clear();
    const node = parseRegex(pattern, ignoreCase);
    COMPILED.set(key, typeof node === 'string' ? undefined : { node, matcher: matcherOf(node, ignoreCase) });
  }
  return COMPILED.get(key);
}

function matcherOf(node: Node, ignoreCase: boolean): Matcher {
  const fast = toJavascript(node);
  if (fast) return (subject) => fast.test(subject);
  return automaton(node) ?? backtracker(node, ignoreCase);
}
