import { groupsOf } from '../../groups';
import type { KubeObject } from '../../kustomize';
import type { Environment, EnvironmentModel, Tenant } from '../../model/types';
import { clusterOf, FLUX_SYSTEM } from '../_names';
import { map } from './data';
import type { Files } from './files';
import { groupOf, identity, identityOf } from './identity';
import { isKind, namespaceOf, ownerIn, type Rendered } from './object';
import { type Pod, podOf } from './pods';
import { isFluxKustomization, type Reconciled, reconciled } from './reconciled';

/** What rules look at: one environment as it was rendered, and what was promised for it. */
export interface Context {
  /** What was promised of the environment. */
  readonly environment: Environment;
  /** What was promised of each tenant. */
  readonly promised: readonly Tenant[];
  readonly files: Files;
  /** The folder of the Flux objects, `clusters/production`. */
  readonly cluster: string;
  /** The objects in it, which Flux applies, too. */
  readonly flux: readonly Rendered[];
  /** Other objects in it, out of unmanaged files; they are among `objects`. */
  readonly direct: readonly Rendered[];
  /** All Flux Kustomizations, those of tenants' own repositories included. */
  readonly reconciled: readonly Reconciled[];
  /** Whether everything builds. The content of a folder that does not build is unknown. */
  readonly complete: boolean;
  /** All that Flux applies, each object once. */
  readonly objects: readonly Rendered[];
  /** One of the objects, the Flux objects among them. */
  find(group: string, kind: string, name: string, namespace?: string): Rendered | undefined;
  /** Pods in the namespaces of tenants. */
  readonly pods: readonly TenantPod[];
  /** The tenants that have a namespace, with it. */
  readonly namespaces: readonly TenantNamespace[];
  /** The tenants that have a gateway, with its namespace. */
  readonly gateways: readonly TenantNamespace[];
  /** Pods in the namespaces of gateways. */
  readonly gatewayPods: readonly TenantPod[];
  /** Pods of the platform that are rendered, such as those of the collector of logs. */
  readonly platformPods: readonly Pod[];
}

export interface TenantPod extends Pod {
  readonly tenant: Tenant;
}

export interface TenantNamespace {
  readonly tenant: Tenant;
  readonly namespace: Rendered;
  /** What is in it. */
  readonly objects: readonly Rendered[];
}

export function contextOf(files: Files, { environment, tenants: promised }: EnvironmentModel): Context {
  const cluster = clusterOf(environment.name);
  const inCluster = files.below(cluster).flatMap((path) => objectsIn(files, path));
  const flux = inCluster.filter(isOfFlux);
  // Whatever repository these say: a wrong one is a finding of its own, and not the end of all others.
  const outer = flux.filter(isFluxKustomization).map((each) => reconciled(files, each, true));
  const direct = inCluster.filter((each) => !isOfFlux(each));
  const tenantOf = tenantsByNamespace(promised);
  const objects = unique([...outer.flatMap((each) => each.objects), ...direct]).map((each) =>
    withTenant(each, tenantOf),
  );
  const inner = objects.filter(isFluxKustomization).map((each) => reconciled(files, each, isOwn(each, environment)));

  const complete = outer.every(({ failure }) => failure === undefined);
  const all = [...objects, ...flux];
  const byNamespace = groupsOf(all, namespaceOf);
  const own = promised.map((tenant) => ({ tenant, name: tenant.namespace }));
  const ofGateways = promised.flatMap((tenant) => (tenant.gateway ? [{ tenant, name: tenant.gateway.namespace }] : []));
  const homes = new Set([...own, ...ofGateways].map(({ name }) => name));
  const rendered = new Map<string, Rendered>();
  for (const each of all.filter(isNamespace)) {
    const { name } = each.object.metadata;
    if (!rendered.has(name)) rendered.set(name, each);
  }
  const namespacesOf = (homes: typeof own) =>
    homes.flatMap(({ tenant, name }): TenantNamespace[] => {
      const namespace = rendered.get(name);
      return namespace ? [{ tenant, namespace, objects: byNamespace.get(name) ?? [] }] : [];
    });
  const podsOf = (homes: typeof own) =>
    homes.flatMap(({ tenant, name }) =>
      (byNamespace.get(name) ?? []).flatMap((each): TenantPod[] => {
        const pod = podOf(each);
        return pod ? [{ ...pod, tenant }] : [];
      }),
    );
  const index = new Map(all.map((each) => [identity(each.object), each]));
  return {
    environment,
    promised,
    files,
    cluster,
    flux,
    direct,
    reconciled: [...outer, ...inner],
    complete,
    objects,
    find: (group, kind, name, namespace) => index.get(identityOf(group, kind, { name, namespace })),
    pods: podsOf(own),
    namespaces: namespacesOf(own),
    gateways: namespacesOf(ofGateways),
    gatewayPods: podsOf(ofGateways),
    platformPods: objects
      .filter((each) => !direct.includes(each) && !homes.has(namespaceOf(each) ?? ''))
      .flatMap((each) => podOf(each) ?? []),
  };
}

function isOfFlux({ object }: Rendered): boolean {
  return groupOf(object).endsWith('.fluxcd.io');
}

export function isNamespace(rendered: Rendered): boolean {
  return isKind(rendered, 'Namespace', '');
}

function objectsIn(files: Files, path: string): Rendered[] {
  return files.documents(path).flatMap((document): Rendered[] => {
    const { name } = map(document.metadata);
    if (typeof document.kind !== 'string' || typeof document.apiVersion !== 'string' || typeof name !== 'string')
      return [];
    return [{ object: document as unknown as KubeObject & Rendered['object'], files: [path], ...ownerIn(files, path) }];
  });
}

/** Whether a Kustomization reads the repository that is rendered here, and not one of a tenant. */
function isOwn({ object }: Rendered, { flux }: Environment): boolean {
  const { kind, name, namespace = object.metadata.namespace } = map(map(object.spec).sourceRef);
  return kind === 'GitRepository' && name === flux.source.name && namespace === FLUX_SYSTEM;
}

/** The first tenant that has a namespace, as its own or its gateway’s. */
function tenantsByNamespace(promised: readonly Tenant[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { name, namespace, gateway } of promised) {
    for (const each of [namespace, ...(gateway ? [gateway.namespace] : [])])
      if (!found.has(each)) found.set(each, name);
  }
  return found;
}

function withTenant(rendered: Rendered, tenantOf: ReadonlyMap<string, string>): Rendered {
  if (rendered.tenant !== undefined) return rendered;
  const namespace = isNamespace(rendered) ? rendered.object.metadata.name : namespaceOf(rendered);
  const tenant = tenantOf.get(namespace ?? '');
  return tenant === undefined ? rendered : { ...rendered, tenant };
}

function unique(all: readonly Rendered[]): readonly Rendered[] {
  return [...new Map(all.map((each) => [identity(each.object), each])).values()];
}
