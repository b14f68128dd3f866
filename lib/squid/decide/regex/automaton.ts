import { byteOf, isWordCharacter } from './characters';
import type { Edge, Node } from './syntax';

/** Larger automata than any pattern needs: repetitions of repetitions multiply. */
const MOST_STATES = 20_000;

type State =
  | { readonly kind: 'set'; readonly has: (code: number) => boolean; next: number }
  | { readonly kind: 'edge'; readonly edge: Edge; next: number }
  | { readonly kind: 'split'; next: number; other: number }
  | { readonly kind: 'match' };

/** Whether a pattern is found in a subject; undefined: no automaton can tell. */
export type Matcher = (subject: string) => boolean | undefined;

/**
 * A matcher that takes time in proportion to pattern × subject, whatever the pattern. Returns undefined if the pattern
 * has back references, or repetitions that multiply to more than fits.
 */
export function automaton(node: Node): Matcher | undefined {
  const states: State[] = [{ kind: 'match' }];
  try {
    const start = build(node, 0, states);
    return (subject) => run(states, start, subject);
  } catch (error) {
    if (error instanceof TooLarge) return undefined;
    throw error;
  }
}

class TooLarge extends Error {}

function add(states: State[], state: State): number {
  if (states.length >= MOST_STATES) throw new TooLarge();
  return states.push(state) - 1;
}

function build(node: Node, next: number, states: State[]): number {
  switch (node.kind) {
    case 'empty':
      return next;
    case 'set':
      return add(states, { kind: 'set', has: node.set.has, next });
    case 'edge':
      return add(states, { kind: 'edge', edge: node.edge, next });
    case 'group':
      return build(node.of, next, states);
    case 'back':
      throw new TooLarge();
    case 'all':
      return node.of.reduceRight((after, part) => build(part, after, states), next);
    case 'any':
      return node.of
        .map((part) => build(part, next, states))
        .reduceRight((other, first) => add(states, { kind: 'split', next: first, other }));
    case 'repeat':
      return repeat(node, next, states);
  }
}

function repeat(node: Node & { kind: 'repeat' }, next: number, states: State[]): number {
  let start = next;
  if (node.max === Number.POSITIVE_INFINITY) {
    const loop = { kind: 'split' as const, next, other: next };
    start = add(states, loop);
    loop.next = build(node.of, start, states);
  } else {
    for (let count = node.min; count < node.max; count++) {
      start = add(states, { kind: 'split', next: build(node.of, start, states), other: next });
    }
  }
  for (let count = 0; count < node.min; count++) start = build(node.of, start, states);
  return start;
}

function run(states: readonly State[], start: number, subject: string): boolean {
  let current: number[] = [];
  const seen = new Int32Array(states.length).fill(-1);
  for (let at = 0; at <= subject.length; at++) {
    const live: number[] = [];
    if (follow(states, [...current, start], at, subject, seen, live)) return true;
    if (at === subject.length) return false;
    const code = byteOf(subject.charCodeAt(at));
    current = [];
    for (const index of live) {
      const state = states[index] as State;
      if (state.kind === 'set' && state.has(code)) current.push(state.next);
    }
  }
  return false;
}

/** Follows what takes no character; true: a match was reached. */
function follow(
  states: readonly State[],
  from: readonly number[],
  at: number,
  subject: string,
  seen: Int32Array,
  live: number[],
): boolean {
  const stack = [...from];
  for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
    if (seen[index] === at) continue;
    seen[index] = at;
    const state = states[index] as State;
    if (state.kind === 'match') return true;
    if (state.kind === 'set') live.push(index);
    else if (state.kind === 'split') stack.push(state.next, state.other);
    else if (isAt(state.edge, subject, at)) stack.push(state.next);
  }
  return false;
}

export function isAt(edge: Edge, subject: string, at: number): boolean {
  if (edge === 'start') return at === 0;
  if (edge === 'end') return at === subject.length;
  const before = at > 0 && isWordCharacter(subject.charCodeAt(at - 1));
  const after = at < subject.length && isWordCharacter(subject.charCodeAt(at));
  if (edge === 'word-start') return !before && after;
  if (edge === 'word-end') return before && !after;
  return (before !== after) === (edge === 'word');
}
