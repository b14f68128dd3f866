import { list, map } from '../data';
import { textOf } from './_text';

/**
 * A line of the record of pods' addresses. Times are in UTC; those of containers come from the kubelet, in whole seconds.
 *
 * - `pod`: what is known of a pod. The last line of a pod counts.
 * - `list`: all pods that exist follow, up to `listed`. What happened since the line before is not known.
 * - `alive`: nothing has changed, and all changes until here are in the record.
 */
export type PodLine =
  | { readonly version: '1'; readonly state: 'list' | 'listed' | 'alive'; readonly time: string }
  | (PodRecord & { readonly version: '1'; readonly state: 'pod'; readonly time: string });

export interface PodRecord {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly address: string;
  readonly node: string;
  readonly nodeAddress: string;
  /** When the first of its containers started; undefined: not yet. */
  readonly started?: string;
  /** When its last container ended, or when the pod was gone; undefined: it has not ended. */
  readonly ended?: string;
}

/**
 * What a Pod of the API says about its address.
 *
 * @param gone when it was deleted from the API; undefined: it was not
 * @returns undefined for a pod without an address of its own
 */
export function podRecord(pod: unknown, gone?: string): PodRecord | undefined {
  const { metadata, spec, status } = map(pod);
  const { podIP, hostIP, phase } = map(status);
  if (!podIP || map(spec).hostNetwork === true) return undefined;
  const states = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
    .flatMap((key) => list(map(status)[key]))
    .map((container) => map(map(container).state));
  const times = (key: string, name: string) => states.flatMap((state) => textOf(map(state[key])[name]) ?? []).sort();
  const started = [...times('running', 'startedAt'), ...times('terminated', 'startedAt')].sort()[0];
  const runs = states.some((state) => state.running !== undefined);
  const over = gone !== undefined || phase === 'Succeeded' || phase === 'Failed';
  const ended = over ? ((runs ? undefined : times('terminated', 'finishedAt').at(-1)) ?? gone) : undefined;
  const text = (of: unknown, key: string) => textOf(map(of)[key]) ?? '-';
  return {
    namespace: text(metadata, 'namespace'),
    pod: text(metadata, 'name'),
    uid: text(metadata, 'uid'),
    address: String(podIP),
    node: text(spec, 'nodeName'),
    nodeAddress: textOf(hostIP) ?? '-',
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
  };
}
