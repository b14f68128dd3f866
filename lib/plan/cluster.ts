import { posix } from 'node:path';
import { EgressError } from '../errors';
import { build, type FileSource } from '../kustomize';
import { inspect } from '../output';
import { INFRA_ROOT } from './_manifests';
import { keyOf, type Manifest } from './_objects';
import { isJudged, unmanagedObjects } from './_unmanaged';
import type { Side } from './types';

/** The environments that a side has something of, sorted by name. */
export function environmentsOf({ files }: Side): string[] {
  const names = new Set<string>();
  for (const [path, text] of files) {
    const [, root, name] = /^(dist\/overlays|dist\/infra|clusters)\/([^/]+)\/./.exec(path) ?? [];
    if (name === undefined || names.has(name)) continue;
    // Beside the environments' folders there may be Terraform of the user's own.
    if (root !== INFRA_ROOT || inspect(path, text) === 'ours') names.add(name);
  }
  return [...names].sort();
}

/**
 * All that a side gives one cluster: what Flux builds for it, and the Flux objects that tell it to.
 *
 * @param other the side that it is compared with: what both have can differ, whoever wrote it
 * @throws EgressError 2, with the file's name, for a side that does not build
 */
export function clusterObjects(side: Side, environment: string, other: Side): Manifest[] {
  const overlay = `dist/overlays/${environment}`;
  const cluster = `clusters/${environment}`;
  const unmanaged = unmanagedObjects(side, environment, other);
  const keys = new Set(unmanaged.map(({ object }) => keyOf(object)));
  const flux = [...side.files.keys()].filter(
    (path) => path.startsWith(`${cluster}/`) && !isJudged(path, environment) && isOurs(path, side, other),
  );
  const ours = [...(buildFolder(side, overlay) ?? []), ...buildFiles(side, cluster, flux)];
  return [...ours.filter((object) => !keys.has(keyOf(object))), ...unmanaged.map(({ object }) => object)];
}

/**
 * What Flux builds out of a folder of a side; undefined: the side has no such folder.
 *
 * @throws EgressError 2, with the file's name, if it does not build
 */
export function buildFolder(side: Side, folder: string): Manifest[] | undefined {
  return side.files.has(posix.join(folder, 'kustomization.yaml')) ? built(side, side.files, folder) : undefined;
}

/** What synth did not write is neither written nor removed by it. */
export function isOurs(path: string, side: Side, other: Side): boolean {
  if (side.unmanaged?.has(path)) return false;
  return (other.files.has(path) && !other.unmanaged?.has(path)) || inspect(path, side.files.get(path) ?? '') === 'ours';
}

/** As Flux does with a folder that has no kustomization.yaml: one that lists the files is made up. */
function buildFiles(side: Side, folder: string, paths: readonly string[]): Manifest[] {
  const madeUp = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: [...paths].sort().map((path) => posix.relative(folder, path)),
  };
  const list = posix.join(folder, 'kustomization.yaml');
  return built(side, { get: (path) => (path === list ? [madeUp] : side.files.get(path)) }, folder);
}

function built(side: Side, files: FileSource, folder: string): Manifest[] {
  try {
    return build(files, folder) as Manifest[];
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    throw new EgressError(`${side.label} does not build: ${error.message}`, 2);
  }
}
