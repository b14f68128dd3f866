import { stringify } from 'yaml';

/** People look for what a thing is before they look for what it says. */
const FIRST = ['apiVersion', 'kind', 'metadata', 'name', 'namespace'];

/** YAML as Kubernetes reads it (1.1: `yes` and `on` are quoted), long strings unbroken, keys in one order. */
export function toYaml(value: object): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: byRank });
}

function byRank(a: { key: unknown }, b: { key: unknown }): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}

function rank(key: string): number {
  const place = FIRST.indexOf(key);
  return place < 0 ? FIRST.length : place;
}

function keyOf(pair: { key: unknown }): string {
  const key = pair.key as { value?: unknown } | string;
  return String(typeof key === 'object' && key !== null ? key.value : key);
}
