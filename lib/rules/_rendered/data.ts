/** A step into an object: a key of a map, or an index of a list. */
export type Step = string | number;

/** A map of JSON data that nobody has checked yet. */
export type Data = Readonly<Record<string, unknown>>;

/** Empty for what is no map: that it should be one is said elsewhere. */
export function map(value: unknown): Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

/** Empty for what is no list. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The maps of a list; what else stands there counts as an empty one, so that indices stay. */
export function maps(value: unknown): readonly Data[] {
  return list(value).map(map);
}

export function texts(value: unknown): readonly string[] {
  return list(value).map(String);
}

/** Undefined for what is no text. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** Pairs of a map, the values as text. */
export function labels(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(map(value)).map(([key, each]) => [key, String(each)]));
}
