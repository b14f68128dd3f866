import { configMapHash } from '../config-map-hash';
import { isMap } from '../data';
import { kindRow } from '../kinds';
import { objectKey } from '../kustomize';
import { type Manifest, valueAt } from './_objects';
import type { ClusterState } from './cluster';

const HASHED = /^(.+)-([2456789bcdfghkmt]{10})$/;

/** One side's objects under names that outlive a change of data. */
export interface Unhashed {
  readonly objects: readonly Manifest[];
  /** By the key of an object: the tenant to which it belongs. */
  readonly tenants: ReadonlyMap<string, string>;
  /** By the key of a generated ConfigMap: its name with the hash. */
  readonly hashedNames: ReadonlyMap<string, string>;
  /** By the key of a generated ConfigMap: the keys of what runs pods that refer to it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
}

/**
 * Takes the hash off the generated ConfigMaps and off all that refers to them: otherwise each change of data would read
 * as a new object, a lost one, and a change of everything that refers to it.
 */
export function withoutHashes({ objects, tenants }: ClusterState): Unhashed {
  const names = new Map<string, string>();
  const hashedNames = new Map<string, string>();
  const users = new Map<string, string[]>();
  const owned = new Map<string, string>();
  for (const object of objects) {
    const plain = plainName(object);
    if (plain === undefined) continue;
    const { namespace, name } = object.metadata;
    names.set(JSON.stringify([namespace ?? '', name]), plain);
    hashedNames.set(objectKey(renamed(object, plain)), name);
  }
  const stripped = objects.map((object) => {
    const namespace = object.metadata.namespace ?? '';
    const found = new Set<string>();
    const content = replaceNames(object, (text) => {
      const plain = names.get(JSON.stringify([namespace, text]));
      if (plain !== undefined) found.add(plain);
      return plain;
    }) as Manifest;
    const tenant = tenants.get(objectKey(object));
    if (tenant !== undefined) owned.set(objectKey(content), tenant);
    if (podTemplateOf(content) === undefined) return content;
    for (const name of found) {
      const key = ['', 'ConfigMap', namespace, name].join(' ');
      users.set(key, [...(users.get(key) ?? []), objectKey(content)]);
    }
    return content;
  });
  return { objects: stripped, tenants: owned, hashedNames, users };
}

/** What the pods of a workload are made of; undefined: it runs none. */
export function podTemplateOf(object: Manifest): unknown {
  const [, template] = /^(.+)\/spec$/.exec(kindRow(object).podSpec ?? '') ?? [];
  return template === undefined ? undefined : valueAt(object, ...template.split('/'));
}

/** Undefined: not a generated ConfigMap. A name that only looks like one has no hash that fits. */
function plainName(object: Manifest): string | undefined {
  if (object.apiVersion !== 'v1' || object.kind !== 'ConfigMap') return undefined;
  const [, plain, hash] = HASHED.exec(object.metadata.name) ?? [];
  return plain !== undefined && configMapHash(renamed(object, plain)) === hash ? plain : undefined;
}

function renamed(object: Manifest, name: string): Manifest {
  return { ...object, metadata: { ...object.metadata, name } };
}

function replaceNames(value: unknown, plainOf: (text: string) => string | undefined): unknown {
  if (typeof value === 'string') return plainOf(value) ?? value;
  if (Array.isArray(value)) return value.map((element) => replaceNames(element, plainOf));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, replaceNames(member, plainOf)]));
}
