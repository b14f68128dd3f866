import { posix } from 'node:path';
import { FLUX_SYSTEM } from './names';

/** Folders of the settings; a file's `source` begins with one of them, wherever the folder lies. */
export const SETTINGS = { tenants: 'tenants', environments: 'overlays' } as const;

/** Folder of everything that synth renders, except what tells Flux to apply it. */
export const DIST = 'dist';

/** Folder of what all environments have in common. */
export const BASE = `${DIST}/base`;

/** Folder of what differs between environments. */
export const OVERLAYS = `${DIST}/overlays`;

/** Folder of the proxies' VMs and of the Terraform that makes them. Flux does not apply it. */
export const INFRA = `${DIST}/infra`;

/** Folder of the files for Prometheus and Alertmanager. Flux does not apply it. */
export const MONITORING = `${DIST}/monitoring`;

/** Folder of the runbooks. Flux does not apply it. */
export const RUNBOOKS = `${DIST}/runbooks`;

/** The page that `report` writes. It is not a part of what synth renders, and nothing applies it. */
export const REPORT_FILE = `${DIST}/report/index.html`;

/** Folder of the Flux objects. */
export const CLUSTERS = 'clusters';

/** In place of a tenant's name: what belongs to the cluster. No tenant can have this name. */
export const PLATFORM = 'platform';

/** The two folders of a tenant: what it may not change, and what it runs. */
export type Part = 'guardrails' | 'workloads';

/** The file that makes a folder one that kustomize builds. */
export const KUSTOMIZATION = 'kustomization.yaml';

/** File names that kustomize reads as instructions, whatever else is in the folder. */
export const KUSTOMIZE_FILES: readonly string[] = [KUSTOMIZATION, 'kustomization.yml', 'Kustomization'];

/** The files that `flux bootstrap` writes: the controllers, and what makes them read the repository. */
export const BOOTSTRAP_FILES = ['gotk-components.yaml', 'gotk-sync.yaml'] as const;

/** Who has to review which file, for forges. */
export const CODE_OWNERS = '.github/CODEOWNERS';

/** Files of a proxy's VM that other parts of the program know by name. */
export const SQUID_CONF = 'squid.conf';
export const NFTABLES_CONF = 'nftables.conf';
export const USER_DATA = 'cloud-init.yaml';
export const APPLY_SCRIPT = 'apply.sh';

/** @param owner a tenant, or {@link PLATFORM} */
export function basePath(owner: string, part?: Part): string {
  return join(BASE, owner, part);
}

/** @param owner a tenant, or {@link PLATFORM}. Default: the whole environment */
export function overlayPath(environment: string, owner?: string, part?: Part): string {
  return join(OVERLAYS, environment, owner, part);
}

/** Folder of an environment's machines, of those of one tenant, or of one proxy. */
export function infraPath(environment: string, tenant?: string, proxy?: string): string {
  return join(INFRA, environment, tenant, proxy);
}

/** Folder of what Prometheus reads about an environment. */
export function monitoringPath(environment: string): string {
  return join(MONITORING, environment);
}

/** Folder of the runbooks of an environment, of one tenant, or of one proxy. */
export function runbooksPath(environment: string, tenant?: string, proxy?: string): string {
  return join(RUNBOOKS, environment, tenant, proxy);
}

/** The Terraform of an environment. */
export function terraformFile(environment: string): string {
  return join(infraPath(environment), 'main.tf.json');
}

/** Folder of an environment's Flux objects. */
export function clusterPath(environment: string): string {
  return join(CLUSTERS, environment);
}

/** Folder in which `flux bootstrap --path=clusters/<environment>` keeps its own files. */
export function bootstrapPath(environment: string): string {
  return join(clusterPath(environment), FLUX_SYSTEM);
}

/** File of an object: `deployment-curl-demo.yaml`. */
export function objectFile(kind: string, name: string): string {
  return `${kind.toLowerCase()}-${name}.yaml`;
}

/**
 * File of the patch for the object in `file`: `deployment-curl-demo.patch.yaml`. The names of objects that settings choose
 * are DNS labels, which hold no dot, so that no patch has the name of an object's file.
 */
export function patchFile(file: string): string {
  return file.replace(/\.yaml$/, '.patch.yaml');
}

function join(...parts: readonly (string | undefined)[]): string {
  return posix.join(...parts.filter((part) => part !== undefined));
}
