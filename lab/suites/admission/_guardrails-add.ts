import type { KubernetesObject } from '../../cluster/api';
import type { Difference } from './_equality';

const POD = '^spec\\.(jobTemplate\\.spec\\.)?template\\.';
const CONTAINER = `${POD}spec\\.(init)?[cC]ontainers\\[[^\\]]+\\]\\.`;

/** What rendered objects have in addition, by place: the platform's part. */
const ADDED: readonly RegExp[] = [
  // Names.
  /^metadata\.labels\.(tenant|app\.kubernetes\.io\/name)$/,
  new RegExp(`${POD}metadata\\.labels\\.(tenant|app\\.kubernetes\\.io/name)$`),
  /^spec\.selector\.(matchLabels\.)?app\.kubernetes\.io\/name$/,
  /^spec\.ports\[\d+\]\.name$/,
  new RegExp(`${CONTAINER}ports\\[\\d+\\]\\.name$`),
  // The proxy.
  new RegExp(`${CONTAINER}env\\[(https?_proxy|no_proxy)\\]`, 'i'),
  new RegExp(`${CONTAINER}envFrom\\[configMapRef\\]`),
  // The tenant's nodes, and what is restricted.
  new RegExp(`${POD}spec\\.(nodeSelector\\.node-pool|automountServiceAccountToken|enableServiceLinks)$`),
  new RegExp(`${POD}spec\\.tolerations\\[node-role\\.kubernetes\\.io/`),
  new RegExp(`${POD}spec\\.securityContext\\.(fsGroup|fsGroupChangePolicy)$`),
  new RegExp(`${CONTAINER}securityContext\\.`),
  // Defaults of the settings.
  new RegExp(`${CONTAINER}resources\\.`),
  new RegExp(`${CONTAINER}restartPolicy$`),
  new RegExp(`${CONTAINER}volumeMounts\\[[^\\]]+\\]\\.readOnly$`),
  /^spec\.unhealthyPodEvictionPolicy$/,
  new RegExp(`${POD}spec\\.topologySpreadConstraints\\[[^\\]]+\\]\\.(nodeTaintsPolicy|matchLabelKeys)`),
  // Flux.
  /\.annotations\.kustomize\.toolkit\.fluxcd\.io\//,
];

/** Places where a default of the API server is not that of the settings, and why. */
export const OTHERWISE: Readonly<Record<string, string>> = {
  'spec.strategy.type': 'a Deployment with a claim is not rolled: two pods would share its disk',
  'spec.strategy.rollingUpdate.maxUnavailable': 'the same',
  'spec.strategy.rollingUpdate.maxSurge': 'the same',
};

/** Values that the API server sets because of another one, by place. */
export const FOLLOWS: Readonly<Record<string, string>> = {
  'spec.externalTrafficPolicy': 'spec.type',
  'spec.allocateLoadBalancerNodePorts': 'spec.type',
};

/** Whether the guardrails, or the way in which settings are written, add a value. */
export function isAdded({ place, value }: Difference, name: string, originals: readonly KubernetesObject[]): boolean {
  if (ADDED.some((each) => each.test(place))) return true;
  // Labels and annotations of a workload are those of its pods, and labels those of all that belongs to it.
  const [, kind = '', key = ''] = /(?:^|\.)metadata\.(labels|annotations)\.(.+)$/.exec(place) ?? [];
  const sides = originals
    .filter(({ metadata }) => metadata.name === name)
    .flatMap(({ metadata, spec }) => [metadata, (spec?.template ?? spec?.jobTemplate?.spec.template)?.metadata]);
  return sides.some((side) => (side as Record<string, Record<string, unknown>>)?.[kind]?.[key] === value);
}
