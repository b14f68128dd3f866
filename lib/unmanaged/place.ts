import { posix } from 'node:path';
import { bootstrapPath, CLUSTERS, INFRA, infraPath, KUSTOMIZE_FILES, ownerOf } from '../vocabulary';

/** What Flux or Terraform makes of a file by its place and name. */
type Use =
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
  const { environment: folder = '' } = ownerOf(path);
  const environment = environments.includes(folder) ? { environment: folder } : {};
  const below = (parent: string) => (path.startsWith(`${parent}/`) ? path.slice(parent.length + 1) : undefined);
  const inFluxSystem = folder === '' ? undefined : below(bootstrapPath(folder));
  const placed = { ...environment, ...(inFluxSystem === undefined ? {} : { inFluxSystem }) };
  if (below(INFRA) !== undefined) {
    if (environment.environment === undefined) return { use: 'none' };
    return { use: below(infraPath(folder)) === '.terraform.lock.hcl' ? 'lock' : 'terraform', ...placed };
  }
  if (KUSTOMIZE_FILES.includes(name)) return { use: 'kustomize', ...placed };
  if (name === '.sourceignore') return { use: 'ignore', ...placed };
  if (below(CLUSTERS) === undefined || environment.environment === undefined) return { use: 'none', ...placed };
  if (name === '.gitattributes') return { use: 'attributes', ...placed };
  // Also those that Flux leaves out by default, such as .sops.yaml: a `!` in a .sourceignore takes them in again.
  return { use: /\.ya?ml$/.test(name) ? 'manifest' : 'none', ...placed };
}
