import type { Tenant } from '../model/types';
import type { Rendered } from './_rendered';
import type { Step } from './rule';

/** Settings that objects of a kind come from. */
const KINDS: Readonly<Record<string, readonly Step[]>> = {
  ConfigMap: ['egress', 'proxies'],
  NetworkPolicy: ['egress'],
  ResourceQuota: ['quota'],
  RoleBinding: ['access'],
  GitRepository: ['repository'],
  OCIRepository: ['charts'],
  HelmRelease: ['charts'],
  Ingress: ['ingress', 'routes'],
  HTTPRoute: ['ingress', 'routes'],
  ExternalSecret: ['externalSecrets'],
};

/** Keys of a container's settings, by the key of the container in the object. */
const CONTAINER_KEYS: Readonly<Record<string, string>> = {
  image: 'image',
  command: 'command',
  args: 'args',
  env: 'env',
  ports: 'ports',
  resources: 'resources',
  livenessProbe: 'probes',
  readinessProbe: 'probes',
  startupProbe: 'probes',
};

/** The path of the tenant's setting that a path of an object comes from; the tenant's name if it is no single one. */
export function settingsPath(tenant: Tenant, on: Rendered | undefined, path: readonly Step[]): readonly Step[] {
  const { kind = '', name = '' } = on ? { kind: on.object.kind, name: on.object.metadata.name } : {};
  const index = tenant.workloads.findIndex((workload) => workload.name === name);
  const isOwn = on?.part === 'workloads' && index >= 0;
  if (isOwn) return ['workloads', index, ...workloadKey(path, tenant.workloads[index]?.initContainers?.length ?? 0)];
  if (kind === 'NetworkPolicy' && (path.includes('ingress') || name.startsWith('allow-route-'))) return ['ingress'];
  if (kind === 'Namespace') return ['namespace'];
  return KINDS[kind] ?? ['name'];
}

const WORKLOAD_KEYS = { replicas: 'replicas', strategy: 'volumes', schedule: 'schedule', volumes: 'volumes' };

/** @param ending number of the init containers that end; those after them are sidecars */
function workloadKey(path: readonly Step[], ending: number): readonly Step[] {
  const init = path.indexOf('initContainers');
  const at = path[init + 1];
  if (init >= 0 && typeof at === 'number') {
    const place = at < ending ? ['initContainers', at] : ['sidecars', at - ending];
    return [...place, ...keyIn(CONTAINER_KEYS, path[init + 2])];
  }
  const container = path.indexOf('containers');
  // The main container is the first one.
  if (container >= 0) return path[container + 1] === 0 ? keyIn(CONTAINER_KEYS, path[container + 2]) : [];
  return keyIn(WORKLOAD_KEYS, path.at(1) ?? path.at(-1));
}

function keyIn(keys: Readonly<Record<string, string>>, step: Step | undefined): readonly Step[] {
  const key = typeof step === 'string' && Object.hasOwn(keys, step) ? keys[step] : undefined;
  return key === undefined ? [] : [key];
}
