/** Where the manifests of clusters lie below the output's root. */
export const MANIFEST_ROOTS = ['dist/base', 'dist/overlays', 'clusters'] as const;

/** Whether a file is one of those; posix path from the output's root. */
export function isManifest(path: string): boolean {
  const hidden = path.split('/').some((part) => part.startsWith('.'));
  return path.endsWith('.yaml') && !hidden && MANIFEST_ROOTS.some((root) => path.startsWith(`${root}/`));
}

/** Where what Flux does not apply lies: the proxies' machines, and the Terraform that makes them. */
export const INFRA_ROOT = 'dist/infra';

const INFRA = /^dist\/infra\/[^/.][^/]*\/(?:main\.tf\.json|[^/.][^/]*\/[^/.][^/]*\/[^/.][^/]*)$/;

/** Whether a plan looks at a file at all. */
export function isCompared(path: string): boolean {
  return isManifest(path) || INFRA.test(path);
}
