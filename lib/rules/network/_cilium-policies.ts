import { isCilium } from '../../model/cni';
import type { Environment, Tenant } from '../../model/types';
import { ALLOW_API_SERVER, ALLOW_NODES, API_SERVER_PORT, RESOLVER } from '../_names';
import { type Context, isNamespace, type Rendered } from '../_rendered';

/** What a namespace that must stay isolated may hold of Cilium's kinds. */
export interface CiliumHome {
  readonly namespace: Rendered;
  /** Spec of each declared CiliumNetworkPolicy, by name. */
  readonly declared: ReadonlyMap<string, object>;
}

/** The namespaces of tenants, of gateways and of the tenants' resolver. */
export function ciliumHomes(context: Context): readonly CiliumHome[] {
  const { environment, namespaces, gateways } = context;
  const resolver = environment.cluster.resolver && context.find('', 'Namespace', RESOLVER.namespace);
  return [
    ...namespaces.map(({ tenant, namespace }) => ({ namespace, declared: ofTenant(tenant, environment) })),
    ...gateways.map(({ namespace }) => ({ namespace, declared: new Map<string, object>() })),
    ...(resolver && isNamespace(resolver) ? [{ namespace: resolver, declared: ofResolver(environment) }] : []),
  ];
}

function ofTenant({ ingress }: Tenant, { cluster }: Environment): ReadonlyMap<string, object> {
  const ports = ingress.find(({ nodes }) => nodes)?.ports ?? [];
  const hasDns = cluster.nodeLocalDns !== undefined;
  if (!isCilium(cluster) || (!hasDns && ports.length === 0)) return new Map();
  const spec = {
    endpointSelector: {},
    ...(hasDns ? { egress: [{ toEntities: ['host'], toPorts: [{ ports: [at(53, 'UDP'), at(53, 'TCP')] }] }] } : {}),
    ...(ports.length > 0
      ? { ingress: [{ fromEntities: ['host', 'remote-node'], toPorts: [{ ports: ports.map((n) => at(n, 'TCP')) }] }] }
      : {}),
  };
  return new Map([[ALLOW_NODES, spec]]);
}

function ofResolver({ cluster }: Environment): ReadonlyMap<string, object> {
  const toPorts = [{ ports: [at(API_SERVER_PORT, 'TCP')] }];
  const spec = { endpointSelector: {}, egress: [{ toEntities: ['kube-apiserver'], toPorts }] };
  return new Map(isCilium(cluster) ? [[ALLOW_API_SERVER, spec]] : []);
}

function at(port: number, protocol: string): object {
  return { port: String(port), protocol };
}
