import { posix } from 'node:path';
import { EgressError } from '../errors';
import { type Built, buildWithOrigins, type FileSource, objectKey } from '../kustomize';
import { inspect, sourceOf } from '../output';
import { clusterPath, INFRA, KUSTOMIZATION, MONITORING, overlayPath, ownerOf } from '../vocabulary';
import type { Manifest } from './_objects';
import { isOurs } from './_ours';
import { isJudged, unmanagedObjects } from './_unmanaged';
import type { Side } from './types';

/** The environments that a side has something of, sorted by name. */
export function environmentsOf({ files }: Side): string[] {
  const names = new Set<string>();
  for (const [path, text] of files) {
    const { environment: name } = ownerOf(path);
    if (name === undefined || names.has(name)) continue;
    // Next to the environments' folders there may be Terraform or rules of the user's own.
    const isGenerated = [INFRA, MONITORING].some((root) => path.startsWith(`${root}/`));
    if (!isGenerated || inspect(path, text) === 'ours') names.add(name);
  }
  return [...names].sort();
}

/** What one cluster has: its objects, and the tenants to which they belong. */
export interface ClusterState {
  readonly objects: readonly Manifest[];
  /** By the key of an object; the platform's own are left out. */
  readonly tenants: ReadonlyMap<string, string>;
}

/**
 * All that a side gives one cluster: what Flux builds for it, and the Flux objects that tell it to.
 *
 * @param other the side that it is compared with
 * @throws EgressError 2, with the file's name, for a side that does not build
 */
export function clusterState(side: Side, environment: string, other: Side): ClusterState {
  const overlay = overlayPath(environment);
  const cluster = clusterPath(environment);
  const unmanaged = unmanagedObjects(side, environment, other);
  const keys = new Set(unmanaged.map(({ object }) => objectKey(object)));
  const flux = [...side.files.keys()].filter((path) => !isJudged(path, environment) && isOurs(path, side, other));
  const built = hasFolder(side, overlay) ? buildOf(side, side.files, overlay) : [];
  const ours = [...built, ...buildFiles(side, cluster, flux)].filter(({ object }) => !keys.has(objectKey(object)));
  return {
    objects: [...ours.map(({ object }) => object as Manifest), ...unmanaged.map(({ object }) => object)],
    tenants: tenantsOf(
      side,
      ours,
      unmanaged.map(({ object }) => object),
    ),
  };
}

/** The tenant of an object is that of its file. One out of an unmanaged file belongs to whose namespace it is in. */
function tenantsOf(side: Side, ours: readonly Built[], unmanaged: readonly Manifest[]): Map<string, string> {
  const tenants = new Map<string, string>();
  const byNamespace = new Map<string, string>();
  for (const { object, origin } of ours) {
    const { tenant } = side.owners?.get(origin) ?? ownerOf(origin, sourceOf(side.files.get(origin) ?? ''));
    if (tenant === undefined) continue;
    tenants.set(objectKey(object), tenant);
    if (object.kind === 'Namespace') byNamespace.set(object.metadata.name, tenant);
  }
  for (const object of unmanaged) {
    const tenant = byNamespace.get(object.metadata.namespace ?? '');
    if (tenant !== undefined) tenants.set(objectKey(object), tenant);
  }
  return tenants;
}

/**
 * What Flux builds out of a folder of a side; undefined: the side has no such folder.
 *
 * @throws EgressError 2, with the file's name, if it does not build
 */
export function buildFolder(side: Side, folder: string): Manifest[] | undefined {
  return hasFolder(side, folder)
    ? buildOf(side, side.files, folder).map(({ object }) => object as Manifest)
    : undefined;
}

function hasFolder({ files }: Side, folder: string): boolean {
  return files.has(posix.join(folder, KUSTOMIZATION));
}

/** As Flux does with a folder that has no kustomization.yaml: one that lists the files is made up. */
function buildFiles(side: Side, folder: string, paths: readonly string[]): Built[] {
  const madeUp = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...paths].sort().map((path) => posix.relative(folder, path)),
  };
  const list = posix.join(folder, KUSTOMIZATION);
  return buildOf(side, { get: (path) => (path === list ? [madeUp] : side.files.get(path)) }, folder);
}

function buildOf(side: Side, files: FileSource, folder: string): Built[] {
  try {
    return buildWithOrigins(files, folder);
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    throw new EgressError(`${side.label} does not build: ${error.message}`, 2);
  }
}
