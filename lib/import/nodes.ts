import { type ListNode, type MapNode, type Node, nodeAt } from '../settings/node';
import type { Origin } from '../settings/place';

/** The node at the end of the keys; undefined where one of them is not there. */
export function at(node: Node | undefined, ...keys: readonly (string | number)[]): Node | undefined {
  return node && nodeAt(node, keys);
}

/** The items of a list; empty for anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The entries of a map; empty for anything else. */
export function entriesOf(node: Node | undefined): readonly (readonly [key: string, value: Node])[] {
  return node?.kind === 'map' ? [...node.entries] : [];
}

/** A text, or a number or boolean as it is written; undefined for anything else. */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'value' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : (node.spelling ?? String(node.value));
}

/** A number, also one whose digits were kept as text. */
export function numberOf(node: Node | undefined): number | undefined {
  const text = textOf(node);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function valueNode(value: string | number | boolean, origin: Origin): Node {
  return { kind: 'value', origin, value };
}

/** A map of what is there; undefined entries are left out. */
export function mapNode(origin: Origin, entries: Readonly<Record<string, Node | undefined>>): MapNode {
  const set = Object.entries(entries).filter((entry): entry is [string, Node] => entry[1] !== undefined);
  return { kind: 'map', origin, entries: new Map(set) };
}

export function listNode(origin: Origin, items: readonly Node[]): ListNode {
  return { kind: 'list', origin, items: [...items] };
}

/** The list, or undefined if it is empty. */
export function someNodes(origin: Origin, items: readonly Node[]): ListNode | undefined {
  return items.length > 0 ? listNode(origin, items) : undefined;
}

/** The map, or undefined if it is empty. */
export function someEntries(origin: Origin, entries: Readonly<Record<string, Node | undefined>>): MapNode | undefined {
  const node = mapNode(origin, entries);
  return node.entries.size > 0 ? node : undefined;
}
