import { list as asList, map as asMap } from '../data';

const CONTAINERS = ['initContainers', 'containers'] as const;

/** The spec of a pod without what the API server and the scheduler add to it. */
export function unscheduled(spec: Readonly<Record<string, unknown>>): object {
  const { nodeName: _, ...rest } = spec;
  const isToken = (volume: unknown) => String(asMap(volume).name).startsWith('kube-api-access-');
  const without = (container: unknown) => ({
    ...asMap(container),
    volumeMounts: asList(asMap(container).volumeMounts).filter((mount) => !isToken(mount)),
  });
  return {
    ...rest,
    volumes: asList(spec.volumes).filter((volume) => !isToken(volume)),
    ...Object.fromEntries(CONTAINERS.flatMap((key) => (spec[key] ? [[key, asList(spec[key]).map(without)]] : []))),
  };
}
