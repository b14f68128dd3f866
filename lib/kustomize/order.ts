import { KINDS_BY_NAME } from '../kinds';
import type { KubeObject } from './types';

/** Ranks of the kinds in `kubectl kustomize`'s default order; kinds without one lie between. */
const RANK = new Map([...ranked('first', -1000), ...ranked('last', 1)]);

function ranked(order: 'first' | 'last', from: number): (readonly [kind: string, rank: number])[] {
  const kinds = [...KINDS_BY_NAME].filter(([, row]) => row.order === order);
  return kinds.map(([kind], index) => [kind, from + index] as const);
}

interface Keyed<T> {
  readonly object: T;
  readonly rank: number;
  readonly type: string;
  readonly place: string;
}

/** A sorted copy: by rank of the kind, then group, version and kind, then namespace and name. */
export function inBuildOrder<T extends KubeObject>(objects: readonly T[]): T[] {
  return objects
    .map(sortKeys)
    .sort((a, b) => a.rank - b.rank || byText(a.type, b.type) || byText(a.place, b.place))
    .map(({ object }) => object);
}

/** `~` sorts after letters and digits: the core group, and what has no namespace, come last among their like. */
function sortKeys<T extends KubeObject>(object: T): Keyed<T> {
  const slash = object.apiVersion.indexOf('/');
  const group = object.apiVersion.slice(0, Math.max(slash, 0)) || '~G';
  const version = object.apiVersion.slice(slash + 1);
  return {
    object,
    rank: RANK.get(object.kind) ?? 0,
    type: `${group}_${version}_${object.kind}`,
    place: `${object.metadata.namespace || '~X'}|${object.metadata.name}`,
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
