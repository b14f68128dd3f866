import type { EnvironmentSettings } from '../settings/environment';
import { resolveInfrastructure } from './resolve-infrastructure';
import type { Environment } from './types';

/** Of settings that nothing is wrong with. */
export function resolveEnvironment(settings: EnvironmentSettings, source: string): Environment {
  const { name, cluster, flux, infrastructure } = settings;
  return {
    name,
    source,
    cluster: { ...cluster, admissionPlugins: cluster.admissionPlugins ?? [] },
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
