import { inspect } from '../output';
import { asObject, judgeKustomization, placeOf, readDocuments } from '../unmanaged';
import { BASE, bootstrapPath, FLUX_SYSTEM, KUSTOMIZATION } from '../vocabulary';
import { type Manifest, refOf } from './_objects';
import { isOurs } from './_ours';
import type { Side } from './types';

/** An object that Flux takes out of a file that synth does not write, or such a file itself. */
interface UnmanagedManifest {
  readonly path: string;
  /** True: synth wrote the file, in the place where `flux bootstrap` would. */
  readonly ours: boolean;
  readonly object: Manifest;
}

/** All files but manifests of the cluster: what `flux bootstrap` writes and what kustomize follows is compared as it is. */
export function isJudged(path: string, environment: string): boolean {
  const { use, inFluxSystem } = placeOf(path, [environment]);
  return inFluxSystem !== undefined || use !== 'manifest';
}

/** What Flux would take of a side's unmanaged files in one environment. */
export function unmanagedObjects(side: Side, environment: string, other: Side): UnmanagedManifest[] {
  const patches = patchFiles(side, environment);
  return [...side.files.keys()].sort().flatMap((path) => {
    const { use, ...placed } = placeOf(path, [environment]);
    const isHere = placed.environment === environment || (use === 'kustomize' && path.startsWith(`${BASE}/`));
    if (!isHere || use === 'none' || use === 'terraform' || use === 'lock') return [];
    const isBootstrap = placed.inFluxSystem !== undefined;
    if (!isBootstrap && isOurs(path, side, other)) return [];
    const text = side.files.get(path) ?? '';
    const name = isBootstrap ? `${FLUX_SYSTEM}/${placed.inFluxSystem}` : path;
    const ours = isBootstrap && inspect(path, text) === 'ours';
    return objectsOf(name, text, patches.has(path) ? 'patch' : use)
      .filter((object) => !side.without?.(path, refOf(object)))
      .map((object) => ({ path, ours, object }));
  });
}

function objectsOf(name: string, text: string, use: string): Manifest[] {
  const whole = { apiVersion: '', kind: 'File', metadata: { name }, content: text };
  if (use !== 'manifest' && use !== 'kustomize') return [whole];
  const { objects, faults } = readDocuments(text);
  if (use === 'kustomize') {
    const content = Object.assign({}, ...objects.map(({ object }) => object));
    return [{ ...content, apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', metadata: { name } }];
  }
  const read = objects.flatMap((located): Manifest[] => {
    const object = asObject(located);
    return object ? [object] : [];
  });
  return faults.length > 0 || read.length < objects.length ? [...read, whole] : read;
}

/** What the kustomization.yaml of flux-system/ takes for patches. */
function patchFiles(side: Side, environment: string): ReadonlySet<string> {
  const folder = `${bootstrapPath(environment)}/`;
  const text = side.files.get(`${folder}${KUSTOMIZATION}`);
  if (text === undefined) return new Set();
  const { patchFiles: names } = judgeKustomization(text, () => undefined);
  return new Set([...names].map((name) => folder + name));
}
