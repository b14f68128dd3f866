import type { EnvironmentSettings } from '../settings/environment';
import { VERSIONS } from '../versions';
import { GATEWAY_IMAGE } from './container-defaults';
import { resolveInfrastructure } from './resolve-infrastructure';
import type { Cluster, Environment, Gateways, TerraformSettings } from './types';

/** Of settings that nothing is wrong with. */
export function resolveEnvironment(settings: EnvironmentSettings, source: string): Environment {
  const { name, cluster, flux, gateways, infrastructure, retired, terraform } = settings;
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
    ...(infrastructure ? { infrastructure: resolveInfrastructure(infrastructure) } : {}),
    ...(retired ? { retired } : {}),
    ...(terraform ? { terraform: terraform as TerraformSettings } : {}),
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
