/** A map of JSON or YAML data that nothing has checked yet. */
export type Data = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The map; empty for anything else, which other checks report. */
export function map(value: unknown): Data {
  return isMap(value) ? value : {};
}

/** The list; empty for anything else, which other checks report. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
