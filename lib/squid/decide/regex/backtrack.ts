import { isAt, type Matcher } from './automaton';
import { byteOf } from './characters';
import type { Node } from './syntax';

/** More steps than a pattern for host names needs. */
const MOST_STEPS = 200_000;

/** A matcher for patterns with back references; it gives up, with undefined, on what takes too many steps. */
export function backtracker(node: Node, ignoreCase: boolean): Matcher {
  return (subject) => {
    const search = new Search(subject, ignoreCase);
    try {
      for (let at = 0; at <= subject.length; at++) if (search.match(node, at, new Map(), () => true, 0)) return true;
      return false;
    } catch (error) {
      if (error instanceof TooLong) return undefined;
      throw error;
    }
  };
}

class TooLong extends Error {}

type Groups = ReadonlyMap<number, readonly [start: number, end: number]>;
type Then = (at: number, groups: Groups) => boolean;

class Search {
  private steps = 0;

  constructor(
    private readonly subject: string,
    private readonly ignoreCase: boolean,
  ) {}

  match(node: Node, at: number, groups: Groups, then: Then, depth: number): boolean {
    if (++this.steps > MOST_STEPS || depth > 1500) throw new TooLong();
    switch (node.kind) {
      case 'empty':
        return then(at, groups);
      case 'set': {
        const { has } = node.set;
        return at < this.subject.length && has(byteOf(this.subject.charCodeAt(at))) && then(at + 1, groups);
      }
      case 'edge':
        return isAt(node.edge, this.subject, at) && then(at, groups);
      case 'group':
        return this.match(
          node.of,
          at,
          groups,
          (end, inner) => then(end, new Map(inner).set(node.number, [at, end])),
          depth + 1,
        );
      case 'back':
        return this.back(node.number, at, groups, then);
      case 'any':
        return node.of.some((part) => this.match(part, at, groups, then, depth + 1));
      case 'all':
        return this.sequence(node.of, 0, at, groups, then, depth + 1);
      case 'repeat':
        return this.repeat(node, 0, at, groups, then, depth + 1);
    }
  }

  private back(number: number, at: number, groups: Groups, then: Then): boolean {
    const group = groups.get(number);
    if (!group) return false;
    const [wanted, found] = [this.subject.slice(...group), this.subject.slice(at, at + group[1] - group[0])];
    const same = this.ignoreCase ? wanted.toLowerCase() === found.toLowerCase() : wanted === found;
    return same && then(at + wanted.length, groups);
  }

  private sequence(
    parts: readonly Node[],
    index: number,
    at: number,
    groups: Groups,
    then: Then,
    depth: number,
  ): boolean {
    const part = parts[index];
    if (!part) return then(at, groups);
    const rest: Then = (end, inner) => this.sequence(parts, index + 1, end, inner, then, depth + 1);
    return this.match(part, at, groups, rest, depth + 1);
  }

  private repeat(
    node: Node & { kind: 'repeat' },
    count: number,
    at: number,
    groups: Groups,
    then: Then,
    depth: number,
  ): boolean {
    const again: Then = (end, inner) =>
      (end > at || count < node.min) && this.repeat(node, count + 1, end, inner, then, depth + 1);
    if (count < node.max && this.match(node.of, at, groups, again, depth + 1)) return true;
    return count >= node.min && then(at, groups);
  }
}
