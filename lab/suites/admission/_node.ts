import type { KubernetesObject } from '../../cluster/api';
import { TENANT } from './_cluster';

/** A node of the tenant's pool. */
export function node(name: string): KubernetesObject {
  const taint = { key: `node-role.kubernetes.io/${TENANT}`, value: 'dedicated', effect: 'NoSchedule' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'node-pool': `${TENANT}-pool` } },
    spec: { taints: [taint] },
  };
}
