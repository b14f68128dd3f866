import { posix } from 'node:path';
import { KUSTOMIZE_FILES } from '../settings/extra';

/** What Flux or Terraform makes of a file by its place and name. */
export type Use =
  /** Flux applies what is in it. */
  | 'manifest'
  /** kustomize follows it. */
  | 'kustomize'
  /** Flux leaves out what it says. */
  | 'ignore'
  /** Terraform or OpenTofu may read it. */
  | 'terraform'
  /** Terraform's own record of provider versions. */
  | 'lock'
  /** git and forges treat other files as it says. */
  | 'attributes'
  /** Nothing. */
  | 'none';

export interface Placed {
  readonly use: Use;
  /** Whose folder it is in; undefined: in none of an environment. */
  readonly environment?: string;
  /** Path below `flux-system/` of the environment's folder; undefined: it is elsewhere. */
  readonly inFluxSystem?: string;
}

export function placeOf(path: string, environments: readonly string[]): Placed {
  const name = posix.basename(path);
  const [, root, folder = '', rest = ''] =
    /^(clusters|dist\/(?:base|overlays|infra))\/([^/]+)\/(.+)$/s.exec(path) ?? [];
  const environment = root !== 'dist/base' && environments.includes(folder) ? { environment: folder } : {};
  const [, inFluxSystem] = (root === 'clusters' && /^flux-system\/(.+)$/s.exec(rest)) || [];
  const placed = { ...environment, ...(inFluxSystem === undefined ? {} : { inFluxSystem }) };
  if (root === 'dist/infra') {
    if (environment.environment === undefined) return { use: 'none' };
    return { use: rest === '.terraform.lock.hcl' ? 'lock' : 'terraform', ...placed };
  }
  if (KUSTOMIZE_FILES.includes(name)) return { use: 'kustomize', ...placed };
  if (name === '.sourceignore') return { use: 'ignore', ...placed };
  if (root !== 'clusters' || environment.environment === undefined) return { use: 'none', ...placed };
  if (name === '.gitattributes') return { use: 'attributes', ...placed };
  // Also those that Flux leaves out by default, such as .sops.yaml: a `!` in a .sourceignore takes them in again.
  return { use: /\.ya?ml$/.test(name) ? 'manifest' : 'none', ...placed };
}
