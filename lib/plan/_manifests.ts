/** Where the manifests of clusters lie below the output's root. */
export const MANIFEST_ROOTS = ['dist/base', 'dist/overlays', 'clusters'] as const;

/** Whether a file is one of those; posix path from the output's root. In `clusters/` Flux takes hidden files, too. */
function isManifest(path: string): boolean {
  if (path.startsWith('clusters/')) return !path.endsWith('.synth-tmp');
  const hidden = path.split('/').some((part) => part.startsWith('.'));
  const isKustomize = /\/(kustomization\.yml|Kustomization)$/.test(path);
  return (
    (path.endsWith('.yaml') || isKustomize) && !hidden && MANIFEST_ROOTS.some((root) => path.startsWith(`${root}/`))
  );
}

/** Where what Flux does not apply lies: the proxies' machines, and the Terraform that makes them. */
export const INFRA_ROOT = 'dist/infra';

/** Whether a plan looks at a file at all. */
export function isCompared(path: string): boolean {
  return isManifest(path) || path.startsWith(`${INFRA_ROOT}/`);
}
