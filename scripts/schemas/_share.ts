import { createHash } from 'node:crypto';
import type { Schema } from '../../lib/schemas/types';

/** Shorter ones cost less where they are used than a reference does. */
const LENGTH = 120;

/**
 * The schemas with each part that occurs more than once among them, and is worth it, moved into a definition of its
 * own. Its name is a hash of what it says: it stays when something else changes.
 */
export function share(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const uses = new Map<string, number>();
  const nodes = new Map<string, unknown>();
  /** Each distinct part once, counting how many others hold it. */
  const count = (value: unknown): string => {
    const text = canonical(value);
    if (!nodes.has(text)) {
      nodes.set(text, value);
      for (const child of childrenOf(value)) {
        const key = count(child);
        uses.set(key, (uses.get(key) ?? 0) + 1);
      }
    }
    return text;
  };
  for (const schema of Object.values(schemas)) count(schema);

  const definitions: Record<string, Schema> = {};
  const place = (value: unknown): unknown => {
    const text = canonical(value);
    const inner = () => mapChildren(value, place);
    if (text.length < LENGTH || (uses.get(text) ?? 0) < 2 || !isSchema(value)) return inner();
    const name = `shared-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
    definitions[name] ??= inner() as Schema;
    return { $ref: `#/definitions/${name}` };
  };
  for (const [name, schema] of Object.entries(schemas)) definitions[name] = mapChildren(schema, place) as Schema;
  return definitions;
}

/** Keys sorted, so that what says the same reads the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** A map of properties is none: a reference cannot stand for it. */
function isSchema(value: unknown): boolean {
  return typeof (value as Schema).type === 'string';
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).filter((child) => typeof child === 'object' && child !== null);
}

function mapChildren(value: unknown, change: (child: unknown) => unknown): unknown {
  const changeOne = (child: unknown) => (typeof child === 'object' && child !== null ? change(child) : child);
  if (Array.isArray(value)) return value.map(changeOne);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, changeOne(child)]));
}
