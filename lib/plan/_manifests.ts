import { posix } from 'node:path';
import { isTemporary } from '../disk';
import { BASE, CLUSTERS, INFRA, KUSTOMIZE_FILES, MONITORING, OVERLAYS } from '../vocabulary';

/** Where the manifests of clusters lie below the output's root. */
export const MANIFEST_ROOTS = [BASE, OVERLAYS, CLUSTERS] as const;

/** Whether a file is one of those; posix path from the output's root. In `clusters/` Flux takes hidden files, too. */
function isManifest(path: string): boolean {
  if (path.startsWith(`${CLUSTERS}/`)) return !isTemporary(path);
  const hidden = path.split('/').some((part) => part.startsWith('.'));
  const isKustomize = KUSTOMIZE_FILES.includes(posix.basename(path));
  return (
    (path.endsWith('.yaml') || isKustomize) && !hidden && MANIFEST_ROOTS.some((root) => path.startsWith(`${root}/`))
  );
}

/** Whether a plan looks at a file at all. */
export function isCompared(path: string): boolean {
  return isManifest(path) || [INFRA, MONITORING].some((root) => path.startsWith(`${root}/`));
}
