import type { Suppression } from '../lint';
import type { EnvironmentSettings } from '../settings/environment';
import { VERSIONS } from '../versions';
import { allowedAnnotations } from './annotations';
import { GATEWAY_IMAGE } from './container-defaults';
import { resolveInfrastructure } from './resolve-infrastructure';
import type { Cluster, Environment, ExtraFile, Gateways, TerraformSettings } from './types';

/** Of settings that nothing is wrong with. */
export function resolveEnvironment(
  settings: EnvironmentSettings,
  source: string,
  extra: readonly ExtraFile[] = [],
  suppress: readonly Suppression[] = [],
): Environment {
  const { name, cluster, flux, gateways, annotations, infrastructure, owners, registries, retired, terraform } =
    settings;
  return {
    name,
    source,
    cluster: resolveCluster(cluster, infrastructure?.create?.version),
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
    annotations: allowedAnnotations(annotations),
    ...(registries ? { registries } : {}),
    ...(infrastructure ? { infrastructure: resolveInfrastructure(infrastructure) } : {}),
    ...(retired ? { retired } : {}),
    ...(suppress.length > 0 ? { suppress } : {}),
    ...(terraform ? { terraform: terraform as TerraformSettings } : {}),
  };
}

/** Undefined: those that no environment has touched. */
export function resolveGateways(gateways: EnvironmentSettings['gateways']): Gateways {
  return { image: gateways?.image ?? GATEWAY_IMAGE, certificates: gateways?.certificates ?? 'secret' };
}

function resolveCluster(
  { resolver, version, ...cluster }: EnvironmentSettings['cluster'],
  created: string | undefined,
): Cluster {
  const known = version ?? created;
  return {
    ...cluster,
    ...(known === undefined ? {} : { version: known }),
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
