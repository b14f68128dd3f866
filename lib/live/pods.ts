import { list as asList, map as asMap } from '../data';
import type { Tenant } from '../model/types';
import { NAME_LABEL, TENANT_LABEL } from '../vocabulary';
import type { LiveObject } from './live-object';
import type { World } from './types';

/** A pod that has a node and has not ended. */
export interface LivePod {
  readonly name: string;
  readonly namespace: string;
  readonly node?: string;
  /** Undefined: the settings do not ask for it. */
  readonly workload?: string;
  readonly isReady: boolean;
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A tenant's pods that have not ended and are not about to, sorted by name. */
export async function podsOf({ cluster }: World, { name: tenant, namespace, workloads }: Tenant): Promise<LivePod[]> {
  const all = await cluster.list('pods', namespace);
  return all
    .filter((pod) => pod.metadata.deletionTimestamp === undefined && !isOver(pod))
    .map(({ metadata, spec, status }): LivePod => {
      const { [NAME_LABEL]: name, [TENANT_LABEL]: owner } = metadata.labels ?? {};
      const isOurs = owner === tenant && workloads.some((workload) => workload.name === name);
      const { nodeName, ...rest } = asMap(spec);
      return {
        name: metadata.name,
        namespace,
        ...(typeof nodeName === 'string' ? { node: nodeName } : {}),
        ...(isOurs && name !== undefined ? { workload: name } : {}),
        isReady: asList(asMap(status).conditions).some(
          (one) => asMap(one).type === 'Ready' && asMap(one).status === 'True',
        ),
        spec: rest,
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** All containers of a pod, those that prepare it included. */
export function containersOf(spec: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return ['initContainers', 'containers'].flatMap((key) => asList(spec[key]).map(asMap));
}

function isOver({ status }: LiveObject): boolean {
  return ['Succeeded', 'Failed'].includes(String(asMap(status).phase));
}
