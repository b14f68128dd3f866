import type { z } from 'zod';
import type { Suppression } from '../lint';
import type { ResolvedEnvironment } from '../settings/environment';
import type { ResolvedTenant } from '../settings/tenant';
import type { pod } from '../settings/workload';
import type { PodProxy } from './pod-proxy';
import type { CarriedSecret } from './secrets';
import type { TcpForward } from './tcp';

/**
 * The resolved settings: every default applied, every address checked, everything named. Plain readonly data, and the
 * only thing that the rooms after this one take. What the settings have is declared and described there; what is
 * computed from them, here.
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

type Settings<T> = T extends object ? { readonly [Key in keyof T]: Settings<T[Key]> } : T;

type EnvironmentSettings = Settings<Omit<ResolvedEnvironment, 'terraform'>> & Pick<ResolvedEnvironment, 'terraform'>;
type TenantSettings = Settings<Omit<ResolvedTenant, 'charts'>> & Pick<ResolvedTenant, 'charts'>;

/** What is only of use while settings are merged and checked. */
type MergedEnvironmentKey = 'workloads' | 'namespaces' | 'nodePools' | 'allowLists';

export interface Environment extends Omit<EnvironmentSettings, MergedEnvironmentKey | 'cluster' | 'extra'> {
  /** The settings file, for example `overlays/development.ts`: the same wherever the repository lies. */
  readonly source: string;
  readonly cluster: Cluster;
  /** Annotations with a domain that tenants may set: `domain/` or `domain/name`, the built-in list included. */
  readonly annotations: readonly string[];
  /** Files that the user wrote in the environment's folders of `clusters/` and `dist/infra/`; undefined: none. */
  readonly extra?: readonly ExtraFile[];
  /** Suppressed findings, each with a reason; undefined: none. */
  readonly suppress?: readonly Suppression[];
}

export interface ExtraFile {
  /** Posix path from the output folder. */
  readonly path: string;
  /** Where the settings list it. */
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

export type RetiredAddress = NonNullable<EnvironmentSettings['retired']>[number];

export type Cluster = EnvironmentSettings['cluster'];

/** What the gateways of all tenants have in common. */
export type Gateways = EnvironmentSettings['gateways'];

/** What Terraform makes around the cluster, and who may reach the proxies' VMs besides their tenants. */
export type Infrastructure = NonNullable<EnvironmentSettings['infrastructure']>;

export type AdmissionPlugin = Cluster['admissionPlugins'][number];

export type MutatingAdmission = NonNullable<Cluster['mutatingAdmission']>;

export type Flux = EnvironmentSettings['flux'];

export type FluxSource = Flux['source'];

export interface Tenant
  extends Omit<
    TenantSettings,
    'title' | 'namespace' | 'nodePool' | 'egress' | 'quota' | 'ingress' | 'access' | 'workloads'
  > {
  /** Where the tenant's pods send their requests: its gateway, or its first proxy. */
  readonly podProxy: PodProxy;
  readonly title: string;
  readonly namespace: string;
  /** The settings file, for example `tenants/client-a.yaml`. */
  readonly source: string;
  readonly nodePool: NodePool;
  readonly egress: Egress;
  /** Undefined: pods speak to their one proxy themselves. */
  readonly gateway?: Gateway;
  /** The ways to the hosts of `egress.tcp`, through the gateway. */
  readonly forwards: readonly TcpForward[];
  readonly ingress: readonly IngressSource[];
  /** Requests from outside; undefined: none, or the environment leads none to tenants. */
  readonly routes?: readonly Route[];
  readonly quota?: Quota;
  /** Groups of people that are bound to the tenant's role. */
  readonly groups: readonly string[];
  /** Whether these groups may read Secrets. */
  readonly readSecrets: boolean;
  /** Audiences that the tokens of pods may be issued for, in addition to the API server's own; undefined: none. */
  readonly audiences?: readonly string[];
  /** Suppressed findings, each with a reason; undefined: none. */
  readonly suppress?: readonly Suppression[];
  /** Encrypted Secrets, with what they hold unread; undefined: none. */
  readonly secretFiles?: readonly CarriedSecret[];
  /** What is reached without the proxy: the value of NO_PROXY. */
  readonly noProxy: readonly string[];
  readonly workloads: readonly Workload[];
}

export type Repository = NonNullable<Tenant['repository']>;

export type TenantChart = NonNullable<Tenant['charts']>[number];

export interface NodePool extends Omit<TenantSettings['nodePool'], 'name' | 'formerly'> {
  /** Value of the node label `node-pool`. */
  readonly name: string;
  /** Name of the pool at the cloud, which cannot be changed there; undefined: the same. */
  readonly madeAs?: string;
}

/** What stands between the pods of a tenant and its proxies, where these are several or ask for a certificate. */
interface Gateway extends Gateways {
  /** Its own namespace: the tenant's with `-egress` behind it. */
  readonly namespace: string;
}

export interface Egress extends Omit<TenantSettings['egress'], 'allow'> {
  /** Hosts of the tenant's list and of the shared lists that it names; undefined: any public host. */
  readonly allow?: readonly AllowedHost[];
}

export type AllowedHost = Exclude<NonNullable<TenantSettings['egress']['allow']>[number], { readonly list: string }>;

export type PrivateRange = Egress['private'][number];

export type IngressSource = NonNullable<NonNullable<TenantSettings['ingress']>['from']>[number];

/** Requests for a host and a path, and the Service that answers. */
export interface Route {
  /** `shop.example.com`, or `*.shop.example.com`. */
  readonly host: string;
  readonly path: string;
  /** Name of the workload and of its Service; undefined: a chart answers. */
  readonly workload?: string;
  /** Name of the chart whose pods answer; undefined: a workload does. */
  readonly chart?: string;
  /** The chart's Service. @default - the name of the chart */
  readonly service?: string;
  /** Port of the Service. */
  readonly port: number;
  /** Port of the pods behind it. */
  readonly podPort: number;
  /** ClusterIssuer of the certificate; undefined: plain HTTP. */
  readonly issuer?: string;
}

/** How requests from outside reach tenants. */
export type EnvironmentIngress = NonNullable<EnvironmentSettings['ingress']>;

/** A Secret whose values the provider has. */
export type ExternalSecret = NonNullable<TenantSettings['externalSecrets']>[number];

export interface Quota extends Omit<NonNullable<TenantSettings['quota']>, 'storage' | 'objects'> {
  /** Of all claims together; undefined: no limit. */
  readonly storage?: string;
  /** How many objects of a kind, by its plural: `configmaps`, `jobs`. */
  readonly objects?: Readonly<Record<string, number>>;
}

type Pod = Settings<z.output<typeof pod>>;

export type WorkloadKind = Pod['kind'];

export interface Workload extends Pod {
  /** The main container. */
  readonly container: Container;
}

export type Container = Pod['sidecars'][number];

export type Resources = NonNullable<Container['resources']>;

export type ContainerPort = Container['ports'][number];

export type Probe = NonNullable<Container['probes']['liveness']>;

export type Volume = Pod['volumes'][number];

export type WorkloadFile = Pod['files'][number];

export type Disruption = Exclude<NonNullable<Pod['disruption']>, string>;

export type Autoscale = NonNullable<Pod['autoscale']>;
