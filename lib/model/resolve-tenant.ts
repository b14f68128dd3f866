import type { Suppression } from '../lint';
import { gateways as gatewaySettings, type ResolvedEnvironment } from '../settings/environment';
import { objectLimits } from '../settings/resources';
import type { ResolvedTenant } from '../settings/tenant';
import { gatewayNamespace } from '../vocabulary';
import { allowedHosts, withProbe } from './allowed-hosts';
import { noProxyOf } from './no-proxy';
import { podProxyOf } from './pod-proxy';
import { resolveWorkload } from './resolve-workload';
import { resolveRoutes } from './routes';
import { platformNames, serviceNames, serviceOf } from './service-names';
import { forwardsOf } from './tcp';
import { cloudPoolNameOf, namespaceOf, needsGateway, poolNameOf } from './tenant-names';
import type { Egress, Environment, NodePool, Quota, Tenant } from './types';

/** @param environment where it is to be; undefined: the form that no environment has touched */
export function resolveTenant(
  settings: ResolvedTenant,
  source: string,
  environment?: Pick<Environment, 'cluster' | 'gateways' | 'registries' | 'probe' | 'guardrails' | 'ingress'> &
    Partial<Pick<ResolvedEnvironment, 'allowLists'>>,
  suppress: readonly Suppression[] = [],
): Tenant {
  const { name, title = name, access, ingress, workloads } = settings;
  const { allow: entries, ...others } = settings.egress;
  const allow = withProbe(allowedHosts(entries, environment?.allowLists), environment?.probe?.url);
  const egress: Egress = { ...others, ...(allow ? { allow } : {}) };
  const registries = settings.registries ?? environment?.registries;
  const guardrails = settings.guardrails ?? environment?.guardrails;
  const namespace = namespaceOf(settings);
  const gateways = environment?.gateways ?? gatewaySettings.parse({});
  const gateway = needsGateway(egress) ? { namespace: gatewayNamespace(namespace), ...gateways } : undefined;
  const services = workloads.flatMap((workload) => serviceOf(workload) ?? []);
  const noProxy = noProxyOf(environment?.cluster, environment ? egress.private : [], [
    ...serviceNames(services, { namespace, ...egress }).names,
    ...platformNames(gateway, environment?.cluster.resolver),
  ]);
  const { access: _, suppress: __, ...rest } = settings;
  return {
    ...rest,
    ...access,
    egress,
    title,
    namespace,
    source,
    nodePool: resolvePool(settings),
    ...(gateway ? { gateway } : {}),
    forwards: forwardsOf(name, egress.tcp, environment?.cluster),
    podProxy: podProxyOf({ egress, gateway }),
    ingress: ingress?.from ?? [],
    ...(environment?.ingress && ingress?.routes?.length ? { routes: resolveRoutes(ingress.routes, workloads) } : {}),
    quota: resolveQuota(settings.quota),
    ...(registries ? { registries } : {}),
    ...(guardrails ? { guardrails } : {}),
    ...(suppress.length > 0 ? { suppress } : {}),
    noProxy,
    workloads: workloads.map(resolveWorkload),
  };
}

function resolvePool({ name, formerly, nodePool }: ResolvedTenant): NodePool {
  const { formerly: formerPools, ...pool } = nodePool;
  const current = poolNameOf(name, nodePool);
  const madeAs = cloudPoolNameOf(name, formerly, nodePool);
  return { ...pool, name: current, ...(madeAs === current ? {} : { madeAs }) };
}

/** Numbers of objects are limited in any case: they are in the API server that all tenants share. */
function resolveQuota(quota: ResolvedTenant['quota']): Quota {
  const { objects = objectLimits.parse({}), ...others } = quota ?? {};
  return { ...others, objects };
}
