import { type Data, list, map } from '../../data';

export { type Data, list, map } from '../../data';

/** A step into an object: a key of a map, or an index of a list. */
export type Step = string | number;

/** The maps of a list; what else stands there counts as an empty one, so that indices stay. */
export function maps(value: unknown): readonly Data[] {
  return list(value).map(map);
}

export function texts(value: unknown): readonly string[] {
  return list(value).map(String);
}

/** Undefined if the value is not a string. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Pairs of a map, the values as text. */
export function labels(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map(value)).map(([key, each]) => [key, String(each)]));
}
