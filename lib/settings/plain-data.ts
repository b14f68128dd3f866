import type { Path } from './place';
import { show } from './text';

export interface PlainData {
  readonly data?: unknown;
  readonly fault?: { readonly path: Path; readonly message: string };
}

const MOST_LEVELS = 50;

/** A copy of data that is maps, lists, text, numbers and booleans all through; otherwise where it is not. */
export function plainData(value: unknown): PlainData {
  try {
    return { data: copy(value, [], new Set()) };
  } catch (error) {
    if (error instanceof NotPlain) return { fault: { path: error.path, message: error.message } };
    throw error;
  }
}

class NotPlain extends Error {
  constructor(
    readonly path: Path,
    message: string,
  ) {
    super(message);
  }
}

function copy(value: unknown, path: Path, open: Set<object>): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new NotPlain(path, `${show(String(value))} is no number to work with`);
      return value;
    case 'object':
      return value === null ? null : copyObject(value, path, open);
    default:
      throw new NotPlain(path, `is a ${typeof value}; settings are plain text, numbers, lists and maps`);
  }
}

function copyObject(value: object, path: Path, open: Set<object>): unknown {
  if (open.has(value)) throw new NotPlain(path, 'contains itself');
  if (path.length > MOST_LEVELS) throw new NotPlain(path, 'is nested too deeply');
  open.add(value);
  try {
    if (Array.isArray(value)) return Array.from(value, (item, index) => copy(item ?? null, [...path, index], open));
    const prototype: unknown = Object.getPrototypeOf(value);
    // Compared by shape, since an object of another realm (jest's) has another Object.prototype.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      throw new NotPlain(path, 'is an object of a class or with a prototype of its own; settings are plain maps');
    }
    const data: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (key === '__proto__') throw new NotPlain([...path, key], 'unknown key; settings have no __proto__');
      const member = (value as Record<string, unknown>)[key];
      if (member !== undefined) data[key] = copy(member, [...path, key], open);
    }
    return data;
  } catch (error) {
    if (error instanceof NotPlain) throw error;
    throw new NotPlain(path, 'cannot be read: a property throws');
  } finally {
    open.delete(value);
  }
}
