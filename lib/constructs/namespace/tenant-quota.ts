import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTAINER_DEFAULTS } from '../../model/container-defaults';
import type { Quota } from '../../model/types';

export interface TenantQuotaProps {
  readonly namespace: string;
  readonly quota: Quota;
}

/** What a tenant may use in total: its pods, its volumes, its objects; and what a container gets that sets nothing. */
export class TenantQuota extends Construct {
  constructor(scope: Construct, id: string, props: TenantQuotaProps) {
    super(scope, id);
    const { namespace, quota } = props;
    const hard: Record<string, k8s.Quantity> = {};
    if (quota.cpu) hard['requests.cpu'] = hard['limits.cpu'] = k8s.Quantity.fromString(quota.cpu);
    if (quota.memory) hard['requests.memory'] = hard['limits.memory'] = k8s.Quantity.fromString(quota.memory);
    if (quota.pods !== undefined) hard.pods = k8s.Quantity.fromString(String(quota.pods));
    if (quota.storage) hard['requests.storage'] = k8s.Quantity.fromString(quota.storage);
    for (const [kind, most] of Object.entries(quota.objects ?? {})) hard[kind] = k8s.Quantity.fromString(String(most));

    new k8s.KubeResourceQuota(this, 'quota', { metadata: { name: 'tenant-quota', namespace }, spec: { hard } });
    if (!quota.cpu && !quota.memory) return;
    // Under a quota of either the API server refuses a container without requests and limits.
    new k8s.KubeLimitRange(this, 'limits', {
      metadata: { name: 'tenant-defaults', namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: quantities(CONTAINER_DEFAULTS.requests),
            default: quantities(CONTAINER_DEFAULTS.limits),
          },
        ],
      },
    });
  }
}

function quantities({ cpu, memory }: { cpu: string; memory: string }): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
}
