import type { Model } from '../model/types';
import { inspect, type OutputFile } from '../output';
import type { ExtraPlan, Side } from '../plan';
import type { Unmanaged } from './_unmanaged';

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/**
 * What is compared: what is on disk, or in a revision, with what would be there after a synth. That leaves alone the
 * unmanaged files. Compared with the disk, those of them that `check` refuses count as new each time.
 */
export function sides(
  outDir: string,
  revision: string | undefined,
  files: readonly OutputFile[],
  unmanaged: Unmanaged,
): Sides {
  const { sideOfOutput, sideOfRevision, sideOnDisk } = require('../plan') as typeof import('../plan');
  const rendered = sideOfOutput(files);
  const disk = sideOnDisk(outDir);
  const left = unmanaged.files.filter(({ inTheWay }) => revision !== undefined || !inTheWay);
  const paths = new Set(left.filter(({ inTheWay }) => !inTheWay).map(({ path }) => folderOf(path)));
  const texts = left.flatMap(({ path }): [string, string][] => {
    const text = disk.files.get(folderOf(path));
    return text === undefined ? [] : [[folderOf(path), text]];
  });
  const after: Side = { ...rendered, files: new Map([...rendered.files, ...texts]), unmanaged: paths };
  if (revision === undefined) return { before: { ...disk, unmanaged: paths, without: refusedBy(unmanaged) }, after };
  const before = sideOfRevision(outDir, revision);
  const foreign = [...before.files].filter(
    ([path, text]) => !rendered.files.has(path) && inspect(path, text) !== 'ours',
  );
  return { before: { ...before, unmanaged: new Set(foreign.map(([path]) => path)) }, after };
}

/** Files that an environment lists under `extra`, and what is in them. */
export function extraOf(model: Model, environment: string, { files, objects }: Unmanaged): ExtraPlan[] {
  const listed = model.environments.find((each) => each.environment.name === environment)?.environment.extra ?? [];
  return listed
    .filter(({ path }) => files.some((file) => file.path === path))
    .map(({ path }) => ({
      path,
      objects: objects
        .filter((each) => each.path === path)
        .map(({ object: { apiVersion, kind, metadata } }) => ({
          apiVersion,
          kind,
          ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
          name: metadata.name,
        })),
    }));
}

function refusedBy({ refused, objects }: Unmanaged): NonNullable<Side['without']> {
  const key = (path: string, { kind, namespace = '', name }: { kind: string; namespace?: string; name: string }) =>
    [path, kind, namespace, name].join(' ');
  const fine = new Set(
    objects
      .filter(({ listed, bootstrapped }) => listed || bootstrapped)
      .map(({ path, object }) => key(path, { kind: object.kind, ...object.metadata })),
  );
  return (path, object) => refused.has(path) && !(object && fine.has(key(path, object)));
}

/** A folder `.terraform` counts as one file. */
function folderOf(path: string): string {
  return path.replace(/(\/\.terraform)\/.*$/s, '$1');
}
