import type { Step } from './data';
import { type Data, labels, map, maps } from './data';
import { groupOf } from './identity';
import type { Rendered } from './object';

/** The pod that an object is, or makes. */
export interface Pod {
  readonly of: Rendered;
  readonly spec: Data;
  /** Where the spec is. */
  readonly path: readonly Step[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of all three sorts, the ones that start first coming first. */
  readonly containers: readonly PodContainer[];
}

export interface PodContainer {
  readonly name: string;
  readonly spec: Data;
  readonly path: readonly Step[];
  readonly sort: 'containers' | 'initContainers' | 'ephemeralContainers';
}

const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  ' Pod': [],
  ' PodTemplate': ['template'],
  ' ReplicationController': ['spec', 'template'],
  'apps Deployment': ['spec', 'template'],
  'apps StatefulSet': ['spec', 'template'],
  'apps DaemonSet': ['spec', 'template'],
  'apps ReplicaSet': ['spec', 'template'],
  'batch Job': ['spec', 'template'],
  'batch CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
};

export function podOf(of: Rendered): Pod | undefined {
  const steps = TEMPLATES[`${groupOf(of.object)} ${of.object.kind}`];
  if (!steps) return undefined;
  const template = steps.reduce<Data>((data, step) => map(data[step]), of.object);
  const spec = map(template.spec);
  const path = [...steps, 'spec'];
  const sorts = ['initContainers', 'containers', 'ephemeralContainers'] as const;
  return {
    of,
    spec,
    path,
    labels: labels(map(template.metadata).labels),
    annotations: labels(map(template.metadata).annotations),
    containers: sorts.flatMap((sort) =>
      maps(spec[sort]).map((container, index) => ({
        name: String(container.name),
        spec: container,
        path: [...path, sort, index],
        sort,
      })),
    ),
  };
}
