import type { TenantSettings } from '../settings/tenant';
import { DEFAULT_USER } from './container-defaults';
import type { Container, Probe, Resources, Volume, Workload } from './types';

type WorkloadSettings = NonNullable<TenantSettings['workloads']>[number];
type ContainerSettings = NonNullable<WorkloadSettings['sidecars']>[number];
type ResourceSettings = NonNullable<WorkloadSettings['resources']>;
type VolumeSettings = NonNullable<WorkloadSettings['volumes']>[number];

/** Of settings that nothing is wrong with. */
export function resolveWorkload(settings: WorkloadSettings, noProxy: readonly string[]): Workload {
  const { name, kind = 'Deployment', replicas, schedule, imagePullSecrets = [] } = settings;
  return {
    name,
    kind,
    ...(replicas === undefined ? {} : { replicas }),
    ...(schedule === undefined ? {} : { schedule }),
    container: container({ ...settings, name: settings.container ?? name }),
    initContainers: (settings.initContainers ?? []).map(container),
    sidecars: (settings.sidecars ?? []).map(container),
    volumes: (settings.volumes ?? []).map(volume),
    imagePullSecrets,
    noProxy,
  };
}

function container(settings: ContainerSettings): Container {
  const { name, image, command, args, runAsUser = DEFAULT_USER, resources, runtime } = settings;
  const ports = settings.ports ?? [];
  const { liveness, readiness, startup } = settings.probes ?? {};
  const probe = (given: Probe): Probe => ({
    ...given,
    ...(given.command ? {} : { port: given.port ?? ports[0]?.name }),
  });
  return {
    name,
    image,
    ...(command ? { command } : {}),
    ...(args ? { args } : {}),
    runAsUser,
    ...(resources ? { resources: resourcesOf(resources) } : {}),
    env: Object.fromEntries(Object.entries(settings.env ?? {}).map(([key, value]) => [key, String(value)])),
    ports,
    probes: {
      ...(liveness ? { liveness: probe(liveness) } : {}),
      ...(readiness ? { readiness: probe(readiness) } : {}),
      ...(startup ? { startup: probe(startup) } : {}),
    },
    ...(runtime ? { runtime } : {}),
  };
}

function resourcesOf({ requests, limits }: ResourceSettings): Resources {
  return { ...(requests ? { requests: amounts(requests) } : {}), ...(limits ? { limits: amounts(limits) } : {}) };
}

function amounts({ cpu, memory }: NonNullable<ResourceSettings['requests']>): { cpu?: string; memory?: string } {
  return {
    ...(cpu === undefined ? {} : { cpu: String(cpu) }),
    ...(memory === undefined ? {} : { memory: String(memory) }),
  };
}

function volume({ emptyDir, claim, ...settings }: VolumeSettings): Volume {
  const { sizeLimit, medium } = emptyDir ?? {};
  return {
    ...settings,
    ...(emptyDir
      ? {
          emptyDir: {
            ...(sizeLimit === undefined ? {} : { sizeLimit: String(sizeLimit) }),
            ...(medium ? { medium } : {}),
          },
        }
      : {}),
    ...(claim ? { claim: { ...claim, size: String(claim.size) } } : {}),
  };
}
