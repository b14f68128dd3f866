import type { EnvironmentSettings } from '../settings/environment';
import { DEFAULTS } from '../settings/infrastructure';
import type { Infrastructure } from './types';

/** Of settings that nothing is wrong with. */
export function resolveInfrastructure(settings: NonNullable<EnvironmentSettings['infrastructure']>): Infrastructure {
  const { cluster, create, logs } = settings;
  return {
    cluster,
    ...(create ? { create: { version: create.version, nodeType: create.nodeType ?? DEFAULTS.nodeType } } : {}),
    image: settings.image ?? DEFAULTS.image,
    instanceType: settings.instanceType ?? DEFAULTS.instanceType,
    ssh: settings.ssh ?? [],
    monitoring: settings.monitoring ?? [],
    ...(logs ? { logs: { host: logs.host, port: logs.port ?? DEFAULTS.logPort } } : {}),
    poolLabels: settings.poolLabels ?? 'native',
  };
}
