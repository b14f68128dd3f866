import { type Origin, type Path, pathKey, type SettingsFile } from './place';

/** A settings value with its place in a file. A merge makes new ones out of those of several files. */
export type Node = MapNode | ListNode | ValueNode;

interface Known {
  readonly origin: Origin;
  /** Keys of what was wrong, is reported, and was taken out: what is missing there is not missed again. */
  pruned?: ReadonlySet<string | number>;
}

export interface MapNode extends Known {
  readonly kind: 'map';
  readonly entries: Map<string, Node>;
}

export interface ListNode extends Known {
  readonly kind: 'list';
  readonly items: Node[];
}

interface ValueNode extends Known {
  readonly kind: 'value';
  readonly value: string | number | boolean | null;
  /** How a boolean is written, if not `true` or `false`. */
  readonly spelling?: string;
}

/**
 * Of plain data: maps, lists, text, numbers, booleans, null.
 *
 * @param spellings how booleans are written, by {@link pathKey}. Default: `true` and `false`
 */
export function toNode(
  data: unknown,
  file: SettingsFile,
  path: Path = [],
  spellings: ReadonlyMap<string, string> = new Map(),
): Node {
  const origin = { file, path };
  const inner = (value: unknown, step: string | number) => toNode(value, file, [...path, step], spellings);
  if (Array.isArray(data)) return { kind: 'list', origin, items: data.map(inner) };
  if (typeof data === 'object' && data !== null) {
    const entries = new Map<string, Node>();
    for (const [key, value] of Object.entries(data)) entries.set(key, inner(value, key));
    return { kind: 'map', origin, entries };
  }
  const spelling = typeof data === 'boolean' ? spellings.get(pathKey(path)) : undefined;
  return { kind: 'value', origin, value: data as ValueNode['value'], ...(spelling === undefined ? {} : { spelling }) };
}

export function toData(node: Node): unknown {
  if (node.kind === 'value') return node.value;
  if (node.kind === 'list') return node.items.map(toData);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, toData(value)]));
}

function child(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.kind === 'map' && typeof step === 'string') return node.entries.get(step);
  if (node?.kind === 'list' && typeof step === 'number') return node.items[step];
  return undefined;
}

export function nodeAt(root: Node, path: Path): Node | undefined {
  return path.reduce<Node | undefined>(child, root);
}

/** Whether a value at `path`, or above it, was wrong and was removed. */
export function wasPruned(root: Node, path: Path): boolean {
  // In a list this is unknown: its other items have moved up.
  return path.some((step, index) => typeof step === 'string' && nodeAt(root, path.slice(0, index))?.pruned?.has(step));
}

/** Where the value at `path` was set; if it is missing, its parent's place with the rest of the path. */
export function originAt(root: Node, path: Path): Origin {
  let node = root;
  for (const [index, step] of path.entries()) {
    const next = child(node, step);
    if (!next) return { file: node.origin.file, path: [...node.origin.path, ...path.slice(index)] };
    node = next;
  }
  return node.origin;
}

/** Takes the values at `paths` out; paths are those before any is taken out. */
export function prune(root: Node, paths: readonly Path[]): void {
  const doomed: [Node, string | number, Node | undefined][] = [];
  for (const path of paths) {
    let parent: Node = root;
    for (const step of path.slice(0, -1)) parent = child(parent, step) ?? parent;
    const last = path[path.length - 1];
    if (last !== undefined) doomed.push([parent, last, child(parent, last)]);
  }
  for (const [parent, last, node] of doomed) {
    parent.pruned = new Set([...(parent.pruned ?? []), last]);
    if (parent.kind === 'map') parent.entries.delete(String(last));
    else if (parent.kind === 'list' && node) parent.items.splice(parent.items.indexOf(node), 1);
  }
}
