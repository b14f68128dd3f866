import type { Suppression } from '../lint';
import type { TerraformArguments } from '../settings/terraform';

/**
 * The resolved settings: every default applied, every address checked, everything named. Plain readonly data, and the
 * only thing that the rooms after this one take.
 */
export interface Model {
  /** Sorted by name. */
  readonly environments: readonly EnvironmentModel[];
  /** The environment-agnostic form of each tenant that at least one environment has, sorted by name: `dist/base`. */
  readonly base: readonly Tenant[];
}

/** One environment is one cluster and one private network. */
export interface EnvironmentModel {
  readonly environment: Environment;
  /** The tenants that this environment has, sorted by name. */
  readonly tenants: readonly Tenant[];
}

export interface Environment {
  /** A DNS label, for example `development`. */
  readonly name: string;
  /** The settings file, for example `overlays/development.ts`: the same wherever the repository lies. */
  readonly source: string;
  readonly cluster: Cluster;
  readonly flux: Flux;
  readonly gateways: Gateways;
  /** Annotations with a domain that tenants may set: `domain/` or `domain/name`, the defaults included. */
  readonly annotations: readonly string[];
  /** Registries that tenants' images may come from, where the tenant does not set its own; undefined: any. */
  readonly registries?: readonly string[];
  /** Undefined: somebody else makes the machines. */
  readonly infrastructure?: Infrastructure;
  /** Owners of every file, for a forge; undefined: not set. */
  readonly owners?: readonly string[];
  /** Files that the user wrote in the environment's folders of `clusters/` and `dist/infra/`; undefined: none. */
  readonly extra?: readonly ExtraFile[];
  /** Suppressed findings, each with a reason; undefined: none. */
  readonly suppress?: readonly Suppression[];
  /** Public addresses that stay although their proxy is gone; undefined: none. */
  readonly retired?: readonly RetiredAddress[];
  /** Undefined: neither backend nor provider is set. */
  readonly terraform?: TerraformSettings;
}

export interface ExtraFile {
  /** Posix path from the output folder. */
  readonly path: string;
  /** Where the settings list it. */
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

export interface RetiredAddress {
  readonly tenant: string;
  readonly proxy: string;
  /** For example `2027-03-31`. */
  readonly keepUntil: string;
}

/** Where Terraform keeps state, and how it calls the cloud: blocks of its JSON. */
export interface TerraformSettings {
  readonly backend?: TerraformArguments;
  readonly provider?: TerraformArguments;
}

export interface Cluster {
  /** Version of Kubernetes, for example `1.35`; undefined: not known. */
  readonly version?: string;
  /** Availability zone, for example `fr-par-1`. */
  readonly zone: string;
  /** IPv4 range that nodes and proxies share, for example `172.16.28.0/22`. */
  readonly privateNetwork: string;
  /** The network plugin; undefined: not known. */
  readonly cni?: 'cilium' | 'cilium_native' | 'calico';
  /** Address of the network's gateway; undefined: not known. */
  readonly gateway?: string;
  readonly podCidr: string;
  readonly serviceCidr: string;
  /** Service address of the cluster's DNS. */
  readonly dns: string;
  /** What tenants' pods ask instead; undefined: they ask the cluster's DNS. */
  readonly resolver?: Resolver;
  /** Plugins that the API server runs, and that heed annotations of namespaces. */
  readonly admissionPlugins: readonly AdmissionPlugin[];
  /** Version in which the API server serves MutatingAdmissionPolicy; undefined: it does not. */
  readonly mutatingAdmission?: MutatingAdmission;
}

/** A resolver that knows the names inside the cluster and no others. */
export interface Resolver {
  /** Its service address. */
  readonly address: string;
  /** Image of CoreDNS. */
  readonly image: string;
  /** IPv4 address or range in which the API server is, behind its service address. */
  readonly apiServer: string;
}

/** What the gateways of all tenants have in common. */
export type Gateways = Pick<Gateway, 'image' | 'certificates'>;

/** What Terraform makes around the cluster, and who may reach the proxies' VMs besides their tenants. */
export interface Infrastructure {
  /** Name or id of the Kapsule cluster. */
  readonly cluster: string;
  /** What a cluster is made with, and its private network with it; undefined: both exist. */
  readonly create?: { readonly version: string; readonly nodeType: string };
  /** Image of the VMs, for example `debian_bookworm`. */
  readonly image: string;
  /** Instance type of the VMs, for example `DEV1-S`. */
  readonly instanceType: string;
  /** Addresses or ranges that may log in to the VMs. */
  readonly ssh: readonly string[];
  /** Addresses or ranges that may read the VMs' metrics. */
  readonly monitoring: readonly string[];
  /** Syslog server, with TLS, that the access logs go to; undefined: they stay on the VMs. */
  readonly logs?: { readonly host: string; readonly port: number };
  /** How node pools get their label and taint. */
  readonly poolLabels: 'native' | 'tags';
}

export type AdmissionPlugin = 'PodNodeSelector' | 'PodTolerationRestriction';

export type MutatingAdmission = 'v1beta1';

export interface Flux {
  /** Name of the environment's Kustomization, and prefix of the tenants' ones. */
  readonly name: string;
  /** Go duration, for example `5m`. */
  readonly interval: string;
  readonly timeout?: string;
  readonly retryInterval?: string;
  readonly lockdown: boolean;
  /** False for the commits in which `reconcile` changes: see docs/flux.md. */
  readonly prune: boolean;
  /** Where the images of Flux's controllers come from; undefined: ghcr.io/fluxcd. */
  readonly registry?: string;
  readonly source: FluxSource;
  readonly reconcile: 'per-environment' | 'per-tenant';
}

export interface FluxSource {
  /** Name of the GitRepository. */
  readonly name: string;
  /** Repository address; undefined: somebody else (`flux bootstrap`) makes the GitRepository. */
  readonly url?: string;
  /** Secret in flux-system with the credentials; undefined: none are needed. */
  readonly secret?: string;
  readonly ref?: GitReference;
  readonly verify?: { readonly mode: 'HEAD' | 'Tag' | 'TagAndHEAD'; readonly secret: string };
}

/** Exactly one of them. */
export interface GitReference {
  readonly branch?: string;
  readonly tag?: string;
  readonly semver?: string;
}

export interface Tenant {
  readonly name: string;
  /** Names that it had before, oldest first; undefined: none. */
  readonly formerly?: readonly string[];
  readonly title: string;
  readonly namespace: string;
  /** The settings file, for example `tenants/client-a.yaml`. */
  readonly source: string;
  /** Who reviews the settings file in addition to the platform; undefined: no one. */
  readonly owners?: readonly string[];
  readonly nodePool: NodePool;
  readonly egress: Egress;
  /** Undefined: pods speak to their one proxy themselves. */
  readonly gateway?: Gateway;
  readonly ingress: readonly IngressSource[];
  readonly quota?: Quota;
  /** Registries, or folders of them, that images may come from; undefined: any. */
  readonly registries?: readonly string[];
  /** Audiences that the tokens of pods may be issued for, in addition to the API server's own; undefined: none. */
  readonly audiences?: readonly string[];
  /** Groups of people that are bound to the tenant's role. */
  readonly groups: readonly string[];
  readonly workloads: readonly Workload[];
  /** Suppressed findings, each with a reason; undefined: none. */
  readonly suppress?: readonly Suppression[];
  /** The tenant's own repository, beside what is said here; undefined: none. */
  readonly repository?: Repository;
}

export interface Repository {
  readonly url: string;
  /** Folder from the root of the repository, for example `./deploy`. */
  readonly path: string;
  readonly ref: GitReference;
  /** Secret in the tenant's namespace with the credentials; undefined: none are needed. */
  readonly secret?: string;
  /** Whether what Kustomize files in it say is built. */
  readonly kustomize: boolean;
}

export interface NodePool {
  /** Value of the node label `node-pool`. */
  readonly name: string;
  /** Name of the pool at the cloud, which cannot be changed there; undefined: the same. */
  readonly madeAs?: string;
  readonly nodeType?: string;
  readonly size?: { readonly min: number; readonly max: number };
  /** Addresses or ranges of the pool's nodes; undefined: not known. */
  readonly sources?: readonly string[];
}

/** What stands between the pods of a tenant and its proxies, where these are several or ask for a certificate. */
export interface Gateway {
  /** Its own namespace: the tenant's with `-egress` behind it. */
  readonly namespace: string;
  /** Image of HAProxy. */
  readonly image: string;
  /** Where certificates come from: a Secret that somebody provides, or cert-manager. */
  readonly certificates: 'secret' | 'cert-manager';
}

export interface Egress {
  /** At least one. */
  readonly proxies: readonly Proxy[];
  /** Undefined: any public host. */
  readonly allow?: readonly AllowedHost[];
  readonly mode: 'enforce' | 'report';
  readonly clientCertificate: boolean;
  /** Of several proxies the first that works, or all of them. */
  readonly redundancy: 'active-passive' | 'active-active';
  /** Private ranges that the tenant reaches directly. */
  readonly private: readonly PrivateRange[];
}

export interface Proxy {
  readonly name: string;
  /** Names that it had before, oldest first; undefined: none. */
  readonly formerly?: readonly string[];
  /** IPv4 address inside the environment's private network. */
  readonly address: string;
  readonly port: number;
  /** The address that partners see; undefined: not known yet. */
  readonly publicAddress?: string;
  /** True: no new connections, for maintenance. */
  readonly drain?: boolean;
}

export interface AllowedHost {
  /** `api.example.com`, or `.example.com` for it and all below it. */
  readonly host: string;
  readonly ports: readonly number[];
}

export interface PrivateRange {
  readonly cidr: string;
  readonly ports: readonly number[];
}

export interface IngressSource {
  readonly namespace: string;
  readonly ports: readonly number[];
}

export interface Quota {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: number;
  /** Of all claims together. */
  readonly storage?: string;
  /** How many objects of a kind, by the kind's name in a ResourceQuota: `configmaps`, `count/jobs.batch`. */
  readonly objects?: Readonly<Record<string, number>>;
}

export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';

export interface Workload {
  readonly name: string;
  readonly kind: WorkloadKind;
  /** Undefined: left to the environment (base), or to the controller (kinds without replicas). */
  readonly replicas?: number;
  /** Cron expression; only of a CronJob. */
  readonly schedule?: string;
  /** The main container. */
  readonly container: Container;
  readonly initContainers: readonly Container[];
  readonly sidecars: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly imagePullSecrets: readonly string[];
  /** Value of NO_PROXY, and what it is made of. */
  readonly noProxy: readonly string[];
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly runAsUser: number;
  readonly resources?: Resources;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly ContainerPort[];
  readonly probes: { readonly liveness?: Probe; readonly readiness?: Probe; readonly startup?: Probe };
  /** Runtimes that ignore the proxy variables unless told otherwise. */
  readonly runtime?: 'java' | 'node';
}

export interface Resources {
  readonly requests?: { readonly cpu?: string; readonly memory?: string };
  readonly limits?: { readonly cpu?: string; readonly memory?: string };
}

export interface ContainerPort {
  readonly name: string;
  readonly port: number;
}

/** Exactly one of `path` (HTTP GET), `command` (exec), or neither (TCP connect to `port`). */
export interface Probe {
  readonly path?: string;
  readonly port?: number | string;
  readonly command?: readonly string[];
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly failureThreshold?: number;
}

/** Exactly one source: `emptyDir`, `configMap`, `secret` or `claim`. */
export interface Volume {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
  readonly emptyDir?: { readonly sizeLimit?: string; readonly medium?: 'Memory' };
  readonly configMap?: string;
  readonly secret?: string;
  readonly claim?: { readonly size: string; readonly storageClass?: string };
}
