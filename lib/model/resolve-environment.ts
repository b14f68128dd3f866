import type { EnvironmentSettings } from '../settings/environment';
import { VERSIONS } from '../versions';
import { resolveInfrastructure } from './resolve-infrastructure';
import type { Cluster, Environment } from './types';

/** Of settings that nothing is wrong with. */
export function resolveEnvironment(settings: EnvironmentSettings, source: string): Environment {
  const { name, cluster, flux, infrastructure } = settings;
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
    ...(infrastructure ? { infrastructure: resolveInfrastructure(infrastructure) } : {}),
  };
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
