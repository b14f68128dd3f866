import { isAmbiguous } from '../kustomize';
import { YamlWriter } from '../yaml';

/** Readers look for an object's kind and name before its content. */
const FIRST = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'image',
  'command',
  'args',
  'key',
  'operator',
  'value',
];

const writer = new YamlWriter({ version: '1.1', isQuoted: isAmbiguous });

/**
 * YAML as Kubernetes reads it (1.1: `yes` and `on` are quoted, and so is what readers disagree on), long strings unbroken.
 *
 * @param keys in which order: the same for all objects, or as they come
 */
export function toYaml(value: object, keys: 'ranked' | 'as given' = 'ranked'): string {
  return writer.write(value, keys === 'ranked' ? byRank : undefined);
}

/** What a reader gets of {@link toYaml}. */
export function asRead(value: object, keys: 'ranked' | 'as given' = 'ranked'): object {
  return writer.read(value, keys === 'ranked' ? byRank : undefined);
}

function byRank(left: string, right: string): number {
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}

function rank(key: string): number {
  const place = FIRST.indexOf(key);
  return place < 0 ? FIRST.length : place;
}
