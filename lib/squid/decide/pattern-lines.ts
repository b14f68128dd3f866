import type { Acl } from '../config';
import { type Patterns, readPatterns } from './patterns';

const PATTERNS = new WeakMap<Acl, Patterns>();

/** The patterns of an ACL, compiled once. Each line begins with case mattering, unless a flag says otherwise. */
export function patternsOf(acl: Acl): Patterns {
  const known = PATTERNS.get(acl) ?? read(acl);
  PATTERNS.set(acl, known);
  return known;
}

function read({ values, lines }: Acl): Patterns {
  const added = lines.reduce((sum, line) => sum + line.values.length, 0);
  const predefined = values.slice(0, values.length - added).map(({ text }) => text);
  return readPatterns([
    { values: predefined, ignoreCase: false },
    ...lines.map((line) => ({ values: line.values.map(({ text }) => text), ignoreCase: ignoresCase(line.flags) })),
  ]);
}

function ignoresCase(flags: readonly string[]): boolean {
  return flags.findLast((flag) => flag === '-i' || flag === '+i') === '-i';
}
