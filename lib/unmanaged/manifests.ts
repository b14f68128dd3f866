import { describeObject, type KubeObject } from '../kustomize';
import type { EnvironmentModel } from '../model/types';
import { formatPath } from '../settings/place';
import { type Located, readDocuments } from './documents';
import type { UnmanagedFile } from './files';
import { differences, type Installation } from './flux-system/objects';
import type { Judgement, UnmanagedObject, UnmanagedProblem } from './types';

interface Manifest {
  readonly file: UnmanagedFile;
  /** How messages name it. */
  readonly shown: string;
  readonly environment: EnvironmentModel['environment'];
  readonly listed: boolean;
  /** Where what `flux bootstrap` writes is expected. */
  readonly inFluxSystem: boolean;
}

/** Judges the objects of a manifest that Flux applies. */
export function judgeManifest(manifest: Manifest): Pick<Judgement, 'problems' | 'objects'> {
  const { file, shown, environment, listed, inFluxSystem } = manifest;
  const about = { file: shown, path: '', severity: 'error', environment: environment.name } as const;
  const problems: UnmanagedProblem[] = [];
  const objects: UnmanagedObject[] = [];
  const { objects: documents, faults } = readDocuments(file.text ?? '');
  for (const fault of faults) problems.push({ ...about, ...fault, id: 'unmanaged-object' });
  for (const document of documents) {
    const object = asObject(document);
    if (!object) {
      problems.push({
        ...about,
        ...document.at([]),
        id: 'unmanaged-object',
        message: 'contains a document without apiVersion, kind or metadata.name, at which Flux stops',
      });
      continue;
    }
    const mismatches = differences(object, installationOf(environment));
    const name = describeObject(object);
    const add = (path: readonly (string | number)[], message: string) =>
      problems.push({
        ...about,
        ...document.at(path),
        path: [name, formatPath(path)].filter(Boolean).join(' '),
        id: 'unmanaged-object',
        message,
      });
    for (const { path, message } of mismatches ?? []) add(path, `${message}; flux bootstrap does not write it so`);
    if (!mismatches && inFluxSystem && !listed) {
      add([], `is not what flux bootstrap writes; remove it, or list the file under extra in ${environment.source}`);
    }
    objects.push({
      path: file.path,
      environment: environment.name,
      listed,
      bootstrapped: mismatches?.length === 0,
      object,
    });
  }
  return { problems, objects };
}

/** Undefined: it lacks what every object has. */
export function asObject({ object }: Located): UnmanagedObject['object'] | undefined {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = (metadata ?? {}) as Partial<KubeObject['metadata']>;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  if (namespace !== undefined && typeof namespace !== 'string') return undefined;
  return object as unknown as UnmanagedObject['object'];
}

function installationOf({ name, flux }: EnvironmentModel['environment']): Installation {
  return {
    environment: name,
    registry: flux.registry ?? 'ghcr.io/fluxcd',
    ...(flux.source.url === undefined ? {} : { url: flux.source.url }),
  };
}
