import { EgressError } from '../errors';
import { KINDS_BY_NAME } from '../kinds';
import { isMap, type Json, type JsonMap } from './_json';
import { describeObject, effectiveNamespace, isClusterScoped } from './identity';
import type { KubeObject } from './types';

/** A ConfigMap that got a hash. */
export interface Renamed {
  readonly namespace: string;
  readonly from: string;
  readonly to: string;
}

/** Inside a pod's spec; a list on the way means each of its elements. */
const IN_POD = [
  'volumes/configMap/name',
  'volumes/projected/sources/configMap/name',
  ...['containers', 'initContainers'].flatMap((list) => [
    `${list}/env/valueFrom/configMapKeyRef/name`,
    `${list}/envFrom/configMapRef/name`,
  ]),
].map((path) => path.split('/'));

const RESOURCE_NAMES = [['rules', 'resourceNames']];

/** Gives every reference to a renamed ConfigMap of the same namespace its new name, in place. */
export function renameReferences(objects: readonly KubeObject[], renamed: readonly Renamed[]): void {
  if (renamed.length === 0) return;
  const byName = new Map<string, Renamed[]>();
  for (const entry of renamed) byName.set(entry.from, [...(byName.get(entry.from) ?? []), entry]);
  const byPlace = new Map(renamed.map((entry) => [`${entry.namespace}/${entry.from}`, entry.to]));

  for (const object of objects) {
    const namespace = effectiveNamespace(object);
    const newName = isClusterScoped(object)
      ? (name: string) => onlyName(byName.get(name) ?? [], object)
      : (name: string) => byPlace.get(`${namespace}/${name}`);
    for (const path of pathsOf(object)) rename(object as unknown as JsonMap, path, newName);
  }
}

function pathsOf(object: KubeObject): readonly (readonly string[])[] {
  if (object.kind === 'Role' || object.kind === 'ClusterRole') return RESOURCE_NAMES;
  // kustomize looks at the kind alone.
  const podSpec = KINDS_BY_NAME.get(object.kind)?.podSpec;
  return podSpec ? IN_POD.map((path) => [...podSpec.split('/'), ...path]) : [];
}

function rename(holder: JsonMap, path: readonly string[], newName: (name: string) => string | undefined): void {
  const [key, ...rest] = path;
  const value = holder[key as string];
  if (rest.length > 0) {
    for (const next of Array.isArray(value) ? value : [value]) if (isMap(next)) rename(next, rest, newName);
    return;
  }
  const renameOne = (name: Json) => (typeof name === 'string' ? (newName(name) ?? name) : name);
  if (Array.isArray(value)) holder[key as string] = value.map(renameOne);
  else if (value !== undefined) holder[key as string] = renameOne(value);
}

/** What belongs to the cluster may mean any namespace's. */
function onlyName(candidates: readonly Renamed[], object: KubeObject): string | undefined {
  const names = new Set(candidates.map(({ to }) => to));
  if (names.size > 1) {
    const [first] = candidates;
    throw new EgressError(
      `${describeObject(object)} names the ConfigMap ${first?.from}, of which there are ${candidates.length}: ${[...names].join(', ')}`,
      1,
    );
  }
  return candidates[0]?.to;
}
