import type { AdmissionPlugin } from '../../model/types';
import { NODE_POOL, SCHEDULER, tenantToleration } from '../../vocabulary';

/** What the API server adds to pods before the plugin looks at them; without these it would refuse every pod. */
const ADDED = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
];

/** What the DaemonSet controller adds. */
const DAEMON = ['disk-pressure', 'pid-pressure', 'unschedulable', 'network-unavailable'].map((taint) => ({
  key: `node.kubernetes.io/${taint}`,
  operator: 'Exists',
  effect: 'NoSchedule',
}));

/** Annotations by which the API server's own plugins give a namespace's pods their place, and refuse others. */
export function pinning(
  plugins: readonly AdmissionPlugin[],
  tenant: string,
  nodePool: string,
): Readonly<Record<string, string>> {
  const own = tenantToleration(tenant);
  return {
    ...(plugins.includes('PodNodeSelector') ? { [`${SCHEDULER}node-selector`]: `${NODE_POOL}=${nodePool}` } : {}),
    ...(plugins.includes('PodTolerationRestriction')
      ? {
          [`${SCHEDULER}defaultTolerations`]: JSON.stringify([own]),
          [`${SCHEDULER}tolerationsWhitelist`]: JSON.stringify([own, ...ADDED, ...DAEMON]),
        }
      : {}),
  };
}
