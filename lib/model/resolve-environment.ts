import type { Suppression } from '../lint';
import type { ResolvedEnvironment } from '../settings/environment';
import { MAIN_BRANCH } from '../vocabulary';
import { allowedAnnotations } from './annotations';
import { cniOf, isCilium } from './cni';
import type { Cluster, Environment, ExtraFile, FluxSource } from './types';

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
    flux: { ...rest.flux, source: resolveSource(rest.flux.source) },
    cluster: resolveCluster(settings),
    annotations: allowedAnnotations(settings.annotations),
    ...(extra.length > 0 ? { extra } : {}),
    ...(suppress.length > 0 ? { suppress } : {}),
  };
}

function resolveSource(source: FluxSource): FluxSource {
  return source.url === undefined ? source : { ...source, ref: source.ref ?? { branch: MAIN_BRANCH } };
}

function resolveCluster(settings: ResolvedEnvironment): Cluster {
  const { resolver, ...cluster } = settings.cluster;
  const version = cluster.version ?? settings.infrastructure?.create?.version;
  const cni = cniOf(settings);
  // Cilium's own policy finds the API server wherever it is.
  const apiServer = resolver?.apiServer ?? (isCilium({ cni }) ? undefined : cluster.privateNetwork);
  return {
    ...cluster,
    ...(version === undefined ? {} : { version }),
    ...(cni === undefined ? {} : { cni }),
    ...(resolver ? { resolver: { ...resolver, ...(apiServer === undefined ? {} : { apiServer }) } } : {}),
  };
}
