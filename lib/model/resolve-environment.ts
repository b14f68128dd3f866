import type { Suppression } from '../lint';
import type { ResolvedEnvironment } from '../settings/environment';
import { allowedAnnotations } from './annotations';
import type { Cluster, Environment, ExtraFile } from './types';

export function resolveEnvironment(
  settings: ResolvedEnvironment,
  source: string,
  extra: readonly ExtraFile[] = [],
  suppress: readonly Suppression[] = [],
): Environment {
  const { extra: _, suppress: __, workloads, namespaces, nodePools, allowLists, ...rest } = settings;
  return {
    ...rest,
    source,
    cluster: resolveCluster(settings),
    annotations: allowedAnnotations(settings.annotations),
    ...(extra.length > 0 ? { extra } : {}),
    ...(suppress.length > 0 ? { suppress } : {}),
  };
}

function resolveCluster({ cluster: { resolver, ...cluster }, infrastructure }: ResolvedEnvironment): Cluster {
  const version = cluster.version ?? infrastructure?.create?.version;
  return {
    ...cluster,
    ...(version === undefined ? {} : { version }),
    ...(resolver ? { resolver: { ...resolver, apiServer: resolver.apiServer ?? cluster.privateNetwork } } : {}),
  };
}
