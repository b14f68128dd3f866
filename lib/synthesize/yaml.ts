import { Document, type Pair, Scalar, visit } from 'yaml';
import { isAmbiguous } from '../kustomize';

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

/** The two states that plan compares have mostly the same objects; the oldest are forgotten. */
const texts = new Map<string, string>();
const TEXTS = 2000;

/**
 * YAML as Kubernetes reads it (1.1: `yes` and `on` are quoted, and so is what readers disagree on), long strings unbroken.
 *
 * @param keys in which order: the same for all objects, or as they come
 */
export function toYaml(value: object, keys: 'ranked' | 'as given' = 'ranked'): string {
  const key = `${keys} ${JSON.stringify(value)}`;
  const before = texts.get(key);
  if (before !== undefined) return before;
  const text = stringify(value, keys);
  const [oldest] = texts.keys();
  if (oldest !== undefined && texts.size >= TEXTS) texts.delete(oldest);
  texts.set(key, text);
  return text;
}

function stringify(value: object, keys: 'ranked' | 'as given'): string {
  const document = new Document(value, {
    version: '1.1',
    aliasDuplicateObjects: false,
    sortMapEntries: keys === 'ranked' ? byRank : false,
  });
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && isAmbiguous(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function byRank(a: Pair, b: Pair): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  return rank(left) - rank(right) || (left < right ? -1 : left > right ? 1 : 0);
}

function rank(key: string): number {
  const place = FIRST.indexOf(key);
  return place < 0 ? FIRST.length : place;
}

function keyOf({ key }: Pair): string {
  return String((key as { value: unknown }).value);
}
