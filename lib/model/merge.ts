import type { ProblemId } from '../lint';
import { didYouMean } from '../settings/nearest';
import { type ListNode, type MapNode, type Node, toData } from '../settings/node';
import type { Origin } from '../settings/place';
import { enumerate, show } from '../settings/text';

/** Maps of which one key alone counts: what they said before would stay beside it. */
const ALTERNATIVES: readonly string[] = ['ref'];

export type Report = (id: ProblemId, origin: Origin, message: string) => void;

/** Whether an entry that is new in a list says all that such an entry has to; otherwise what is missing. */
export type Completeness = (list: string, entry: unknown) => string | undefined;

export interface MergeRules {
  readonly report: Report;
  readonly missing: Completeness;
}

/** One setting over another. Each value of the result knows the file and place that it comes from. */
export function merge(base: Node, over: Node, rules: MergeRules, key = ''): Node {
  if (base.kind === 'map' && over.kind === 'map' && !ALTERNATIVES.includes(key)) {
    const entries = new Map(base.entries);
    for (const [name, value] of over.entries) {
      const below = base.entries.get(name);
      entries.set(name, below ? merge(below, value, rules, name) : fresh(value, rules, name));
    }
    return { kind: 'map', origin: base.origin, entries, pruned: prunedOf(base, over) };
  }
  if (base.kind === 'list' && over.kind === 'list' && isNamed(base, key) && isNamed(over, key))
    return mergeNamed(base, over, rules, key);
  return fresh(over, rules, key);
}

export function nameOf(node: Node): string | undefined {
  const name = node.kind === 'map' ? node.entries.get('name') : undefined;
  return name?.kind === 'value' && typeof name.value === 'string' ? name.value : undefined;
}

/** Lists whose entries are told apart, and merge, by their name. */
export const NAMED_LISTS = ['proxies', 'workloads', 'ports', 'volumes', 'initContainers', 'sidecars'] as const;

function isNamed(list: ListNode, key: string): boolean {
  return (NAMED_LISTS as readonly string[]).includes(key) && list.items.every((item) => nameOf(item) !== undefined);
}

function mergeNamed(base: ListNode, over: ListNode, rules: MergeRules, key: string): ListNode {
  const items = [...base.items];
  const said = new Set<string>();
  for (const entry of over.items) {
    const name = nameOf(entry);
    if (entry.kind !== 'map' || name === undefined) continue;
    // The second of two is reported with the other duplicates of the file.
    if (said.has(name)) continue;
    said.add(name);
    const index = items.findIndex((item) => nameOf(item) === name);
    const below = items[index];
    const known = base.items.flatMap((item) => nameOf(item) ?? []);
    if (entry.entries.has('remove')) {
      if (!below)
        rules.report(
          'override-unknown-entry',
          entry.origin,
          `there is no ${show(name)} to remove${choice(name, known)}`,
        );
      else if (entry.entries.size > 2)
        rules.report(
          'override-useless-key',
          entry.origin,
          'is removed, so that keys other than `remove: true` have no effect; drop them',
        );
      if (below) items.splice(index, 1);
    } else if (below) {
      items[index] = merge(below, entry, rules, key);
    } else {
      addNew(items, entry, name, rules, key, known);
    }
  }
  return {
    kind: 'list',
    origin: items.length === base.items.length ? base.origin : over.origin,
    items,
    pruned: prunedOf(base, over),
  };
}

function addNew(
  items: Node[],
  entry: MapNode,
  name: string,
  rules: MergeRules,
  key: string,
  known: readonly string[],
): void {
  const missing = isPruned(entry) ? undefined : rules.missing(key, toData(entry));
  if (missing !== undefined) {
    rules.report(
      'override-unknown-entry',
      entry.origin,
      `there is no ${show(name)} to change${choice(name, known)}; as a new entry it is not complete: ${missing}`,
    );
    entry.pruned = new Set();
  }
  items.push(fresh(entry, rules, key));
}

/** New as a whole: there is nothing in it that could be removed. */
function fresh(node: Node, rules: MergeRules, key: string): Node {
  if (node.kind === 'list')
    return { ...node, items: node.items.flatMap((item) => (removes(item, rules) ? [] : [fresh(item, rules, key)])) };
  if (node.kind !== 'map') return node;
  return { ...node, entries: new Map([...node.entries].map(([name, value]) => [name, fresh(value, rules, name)])) };
}

function removes(item: Node, rules: MergeRules): boolean {
  if (item.kind !== 'map' || !item.entries.has('remove')) return false;
  rules.report('override-unknown-entry', item.origin, `there is no ${show(nameOf(item) ?? 'entry')} to remove`);
  return true;
}

function choice(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || (known.length > 0 ? `; there is ${enumerate(known)}` : '');
}

function prunedOf({ pruned: one }: Node, { pruned: other }: Node): Node['pruned'] {
  return one && other ? new Set([...one, ...other]) : (one ?? other);
}

function isPruned(node: Node): boolean {
  if (node.pruned) return true;
  if (node.kind === 'value') return false;
  return [...(node.kind === 'map' ? node.entries.values() : node.items)].some(isPruned);
}
