import { posix } from 'node:path';
import { EgressError } from '../../errors';
import { build, type KubeObject } from '../../kustomize';
import { KUSTOMIZE } from '../_names';
import { map, text } from './data';
import type { Files } from './files';
import { isKind, ownerIn, type Rendered } from './object';
import { type Origins, originsOf } from './origins';

/** A Flux Kustomization, and what it applies. */
export interface Reconciled {
  readonly kustomization: Rendered;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Folder from the root of the output; undefined: it is in another repository. */
  readonly folder?: string;
  /** What the folder builds. */
  readonly objects: readonly Rendered[];
  readonly origins?: Origins;
  /** Why the folder does not build. */
  readonly failure?: string;
}

export function isFluxKustomization(rendered: Rendered): boolean {
  return isKind(rendered, 'Kustomization', KUSTOMIZE);
}

/** @param own whether it reads the repository that these files are in */
export function reconciled(files: Files, kustomization: Rendered, own: boolean): Reconciled {
  const spec = map(kustomization.object.spec);
  if (!own) return { kustomization, spec, objects: [] };
  const path = posix.normalize(`./${text(spec.path) ?? '.'}`);
  const folder = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  const origins = originsOf(files, folder);
  try {
    const objects = build(files, folder).map((object): Rendered => {
      const from = origins.of(object);
      return { object: object as KubeObject & Rendered['object'], files: from, ...ownerIn(files, from[0] ?? '') };
    });
    return { kustomization, spec, folder, objects, origins };
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    return { kustomization, spec, folder, objects: [], origins, failure: error.message };
  }
}
