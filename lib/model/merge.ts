import type { z } from 'zod';
import type { ProblemId } from '../lint';
import { didYouMean } from '../settings/nearest';
import { type ListNode, type MapNode, type Node, toData } from '../settings/node';
import { namedEntry } from '../settings/override';
import { formatPath, type Origin, type Path } from '../settings/place';
import { addedLists, alternatives, replacedWhole } from '../settings/schema';
import { enumerate, show } from '../settings/text';
import { schemaAt, unwrap } from '../settings/walk';

export type Report = (id: ProblemId, origin: Origin, message: string) => void;

/**
 * One setting over another, as the schema describes both. Each value of the result knows the file and place that it comes
 * from.
 */
export function merge(base: Node, over: Node, schema: z.ZodType | undefined, report: Report): Node {
  if (base.kind === 'map' && over.kind === 'map' && !(schema && replacedWhole.get(unwrap(schema)))) {
    const excluded = excludedBy(over, schema);
    const entries = new Map([...base.entries].filter(([name]) => !excluded.keys.has(name)));
    for (const [name, value] of over.entries) {
      const below = entries.get(name);
      const merged = below ? merge(below, value, schemaAt(schema, name), report) : fresh(value, report);
      entries.set(name, excluded.isAmbiguous ? { ...merged, origin: value.origin } : merged);
    }
    return { kind: 'map', origin: base.origin, entries, pruned: prunedOf(base, over) };
  }
  const entry = schema && namedEntry(schema);
  if (entry && base.kind === 'list' && over.kind === 'list' && isNamed(base) && isNamed(over))
    return mergeNamed(base, over, entry, report);
  const added = schema && addedLists.get(unwrap(schema));
  if (added && base.kind === 'list' && over.kind === 'list') return mergeAdded(base, over, added.keyOf, report);
  return fresh(over, report);
}

interface Excluded {
  readonly keys: ReadonlySet<string>;
  /** Whether the override sets several alternatives, which is reported at its place. */
  readonly isAmbiguous: boolean;
}

/** The keys of the base that no longer count: alternatives to what the override sets, whether its value is valid or not. */
function excludedBy(over: MapNode, schema: z.ZodType | undefined): Excluded {
  const { groups = [] } = (schema && alternatives.get(unwrap(schema))) ?? {};
  const isSet = (key: string) => over.entries.has(key) || over.pruned?.has(key) === true;
  const chosen = groups.filter((keys) => keys.some(isSet));
  const isAmbiguous = chosen.length > 1;
  const others = groups.filter((keys) => chosen.length > 0 && (isAmbiguous || !chosen.includes(keys))).flat();
  return { keys: new Set(others.filter((key) => !isSet(key))), isAmbiguous };
}

/** The entries of both, those of the override in place of others with the same key. */
function mergeAdded(
  base: ListNode,
  over: ListNode,
  keyOf: (entry: Record<string, unknown>) => string,
  report: Report,
): ListNode {
  const key = (item: Node) => keyOf((toData(item) ?? {}) as Record<string, unknown>);
  const known = base.items.map(key);
  const replaced = new Set(over.items.map(key));
  const added = over.items.filter((item) => {
    if (item.kind !== 'map' || !item.entries.has('remove')) return true;
    checkRemoval(item, key(item), known, report);
    return false;
  });
  const items = [...base.items.filter((item) => !replaced.has(key(item))), ...added];
  return { kind: 'list', origin: over.origin, items, pruned: prunedOf(base, over) };
}

export function nameOf(node: Node): string | undefined {
  const name = node.kind === 'map' ? node.entries.get('name') : undefined;
  return name?.kind === 'value' && typeof name.value === 'string' ? name.value : undefined;
}

function isNamed(list: ListNode): boolean {
  return list.items.every((item) => nameOf(item) !== undefined);
}

function mergeNamed(base: ListNode, over: ListNode, schema: z.ZodObject, report: Report): ListNode {
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
      checkRemoval(entry, name, known, report);
      if (below) items.splice(index, 1);
    } else if (below) {
      items[index] = merge(below, entry, schema, report);
    } else {
      items.push(added(entry, name, schema, report, known));
    }
  }
  return {
    kind: 'list',
    origin: items.length === base.items.length ? base.origin : over.origin,
    items,
    pruned: prunedOf(base, over),
  };
}

function checkRemoval(entry: MapNode, name: string, known: readonly string[], report: Report): void {
  if (!known.includes(name))
    report('override-unknown-entry', entry.origin, `there is no ${show(name)} to remove${choice(name, known)}`);
  else if (entry.entries.size > 2)
    report(
      'override-useless-key',
      entry.origin,
      'is removed, so that keys other than `remove: true` have no effect; remove them',
    );
}

function added(entry: MapNode, name: string, schema: z.ZodObject, report: Report, known: readonly string[]): Node {
  const missing = isPruned(entry) ? [] : missingFrom(schema, toData(entry));
  if (missing.length > 0) {
    const what = `${enumerate(missing.map(formatPath))} ${missing.length > 1 ? 'are' : 'is'} missing`;
    report(
      'override-unknown-entry',
      entry.origin,
      `there is no ${show(name)} to change${choice(name, known)}; as a new entry it is not complete: ${what}`,
    );
    // Reported, and not to be missed again.
    entry.pruned = new Set(missing.flatMap(([key = '']) => key));
  }
  return fresh(entry, report);
}

/** New as a whole: there is nothing in it that could be removed. */
function fresh(node: Node, report: Report): Node {
  if (node.kind === 'list')
    return { ...node, items: node.items.flatMap((item) => (removes(item, report) ? [] : [fresh(item, report)])) };
  if (node.kind !== 'map') return node;
  return { ...node, entries: new Map([...node.entries].map(([name, value]) => [name, fresh(value, report)])) };
}

function removes(item: Node, report: Report): boolean {
  if (item.kind !== 'map' || !item.entries.has('remove')) return false;
  report('override-unknown-entry', item.origin, `there is no ${show(nameOf(item) ?? 'entry')} to remove`);
  return true;
}

function choice(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || (known.length > 0 ? `; available: ${enumerate(known)}` : '');
}

function prunedOf({ pruned: one }: Node, { pruned: other }: Node): Node['pruned'] {
  return one && other ? new Set([...one, ...other]) : (one ?? other);
}

function isPruned(node: Node): boolean {
  if (node.pruned) return true;
  if (node.kind === 'value') return false;
  return [...(node.kind === 'map' ? node.entries.values() : node.items)].some(isPruned);
}

/** Required keys that a new entry of a list does not have. */
function missingFrom(schema: z.ZodObject, entry: unknown): Path[] {
  const issues = schema.safeParse(entry, { reportInput: true }).error?.issues ?? [];
  return issues.filter((issue) => issue.input === undefined).map(({ path }) => path as Path);
}
