import type { Suppression } from '../lint';
import { contains } from '../settings/address';
import { OBJECT_DEFAULTS, OTHER_OBJECTS, STORAGE_DEFAULT } from '../settings/resources';
import type { TenantSettings } from '../settings/tenant';
import { DEFAULT_PROXY_PORT, WEB_PORTS } from './container-defaults';
import { CLUSTER_NO_PROXY, noProxyOf } from './no-proxy';
import { resolveGateways } from './resolve-environment';
import { resolveWorkload } from './resolve-workload';
import type { Cluster, Egress, Environment, NodePool, Quota, Repository, Tenant } from './types';

/** Of settings that nothing is wrong with. Without an environment: the form that none has touched. */
export function resolveTenant(
  settings: TenantSettings,
  source: string,
  environment?: Pick<Environment, 'cluster' | 'gateways' | 'registries'>,
  suppress: readonly Suppression[] = [],
): Tenant {
  const { name, formerly, title = name, quota, access, workloads = [], repository } = settings;
  const registries = settings.registries ?? environment?.registries;
  const egress = resolveEgress(settings.egress);
  const noProxy = environment ? noProxyWith(environment.cluster, egress) : CLUSTER_NO_PROXY;
  const namespace = namespaceOf(settings);
  const gateways = environment?.gateways ?? resolveGateways(undefined);
  return {
    name,
    ...(formerly ? { formerly } : {}),
    title,
    namespace,
    source,
    ...(settings.owners ? { owners: settings.owners } : {}),
    nodePool: resolvePool(settings),
    egress,
    ...(needsGateway(egress) ? { gateway: { namespace: gatewayNamespaceOf(namespace), ...gateways } } : {}),
    ingress: settings.ingress?.from ?? [],
    quota: resolveQuota(quota),
    ...(registries ? { registries } : {}),
    groups: access?.groups ?? [],
    ...(access?.audiences ? { audiences: access.audiences } : {}),
    workloads: workloads.map((workload) => resolveWorkload(workload, noProxy)),
    ...(suppress.length > 0 ? { suppress } : {}),
    ...(repository ? { repository: resolveRepository(repository) } : {}),
  };
}

export function namespaceOf({ name, namespace }: Pick<TenantSettings, 'name' | 'namespace'>): string {
  return namespace ?? name;
}

/** Several proxies need somebody who chooses, and a certificate somebody whom the tenant cannot ask for the key. */
export function needsGateway(egress: {
  readonly proxies?: readonly unknown[];
  readonly clientCertificate?: boolean;
}): boolean {
  return (egress.proxies ?? []).length > 1 || egress.clientCertificate === true;
}

export function gatewayNamespaceOf(namespace: string): string {
  return `${namespace}-egress`;
}

export function poolNameOf(name: string, pool: { readonly name?: string } | undefined): string {
  return pool?.name ?? `${name}-pool`;
}

/**
 * Name of the pool at the cloud, where a new name would mean a new pool: the oldest that is known. A pool that is named
 * after its tenant was named after the tenant's former name.
 */
export function cloudPoolNameOf(
  name: string,
  formerly: readonly (string | undefined)[] | undefined,
  pool: { readonly name?: string; readonly formerly?: readonly (string | undefined)[] } | undefined,
): string {
  return pool?.formerly?.[0] ?? poolNameOf(formerly?.[0] ?? name, pool);
}

function resolvePool({ name, formerly, nodePool }: TenantSettings): NodePool {
  const { formerly: formerPools, ...pool } = nodePool ?? {};
  const current = poolNameOf(name, nodePool);
  const madeAs = cloudPoolNameOf(name, formerly, nodePool);
  return { ...pool, name: current, ...(madeAs === current ? {} : { madeAs }) };
}

function resolveEgress({
  proxies,
  allow,
  mode = 'enforce',
  clientCertificate = false,
  redundancy = 'active-passive',
  private: ranges = [],
}: TenantSettings['egress']): Egress {
  return {
    proxies: proxies.map((proxy) => ({ ...proxy, port: proxy.port ?? DEFAULT_PROXY_PORT })),
    ...(allow
      ? {
          allow: allow.map((entry) =>
            typeof entry === 'string'
              ? { host: entry, ports: WEB_PORTS }
              : { host: entry.host, ports: entry.ports ?? WEB_PORTS },
          ),
        }
      : {}),
    mode,
    clientCertificate,
    redundancy,
    private: ranges,
  };
}

/** What the tenant reaches directly has to be told, too, where the cluster's own ranges do not hold it already. */
function noProxyWith(cluster: Cluster, egress: Egress): readonly string[] {
  const ranges = [cluster.privateNetwork, cluster.podCidr, cluster.serviceCidr];
  const own = egress.private.map(({ cidr }) => cidr).filter((cidr) => !ranges.some((range) => contains(range, cidr)));
  return [...noProxyOf(cluster), ...own];
}

/** Its path as Flux writes paths: from the root, without a slash at the end. */
function resolveRepository({ path, ...repository }: NonNullable<TenantSettings['repository']>): Repository {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return { ...repository, path: `./${steps.join('/')}`, kustomize: repository.kustomize ?? false };
}

/** Numbers of objects are bounded in any case: they are in the API server that all tenants share. */
function resolveQuota(quota: TenantSettings['quota']): Quota {
  const { cpu, memory, pods, storage = quota && STORAGE_DEFAULT, objects } = quota ?? {};
  return {
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
    ...(pods === undefined ? {} : { pods }),
    ...(storage === undefined ? {} : { storage: String(storage) }),
    objects: Object.fromEntries(
      Object.entries({ ...OBJECT_DEFAULTS, ...objects }).map(([kind, most]) => [objectName(kind), most]),
    ),
  };
}

/** The name of a kind in a ResourceQuota. */
function objectName(kind: string): string {
  const group = new Map<string, string>(Object.entries(OTHER_OBJECTS)).get(kind);
  return group === undefined ? kind : `count/${kind}.${group}`;
}
