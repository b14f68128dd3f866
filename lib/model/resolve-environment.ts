import type { EnvironmentSettings } from '../settings/environment';
import { VERSIONS } from '../versions';
import { GATEWAY_IMAGE } from './container-defaults';
import { resolveInfrastructure } from './resolve-infrastructure';
import type { Cluster, Environment, ExtraFile, Gateways } from './types';

/** Of settings that nothing is wrong with. */
export function resolveEnvironment(
  settings: EnvironmentSettings,
  source: string,
  extra: readonly ExtraFile[] = [],
): Environment {
  const { name, cluster, flux, gateways, infrastructure, owners } = settings;
  return {
    name,
    source,
    cluster: resolveCluster(cluster),
    flux: {
      ...flux,
      lockdown: flux.lockdown ?? false,
      prune: flux.prune ?? true,
      reconcile: flux.reconcile ?? 'per-environment',
      source: { ...flux.source },
    },
    gateways: resolveGateways(gateways),
    ...(owners ? { owners } : {}),
    ...(extra.length > 0 ? { extra } : {}),
    ...(infrastructure ? { infrastructure: resolveInfrastructure(infrastructure) } : {}),
  };
}

/** Undefined: those that no environment has touched. */
export function resolveGateways(gateways: EnvironmentSettings['gateways']): Gateways {
  return { image: gateways?.image ?? GATEWAY_IMAGE, certificates: gateways?.certificates ?? 'secret' };
}

function resolveCluster({ resolver, ...cluster }: EnvironmentSettings['cluster']): Cluster {
  return {
    ...cluster,
    admissionPlugins: cluster.admissionPlugins ?? [],
    ...(resolver
      ? {
          resolver: {
            address: resolver.address,
            image: resolver.image ?? `coredns/coredns:${VERSIONS.coredns}`,
            apiServer: resolver.apiServer ?? cluster.privateNetwork,
          },
        }
      : {}),
  };
}
