import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CONTAINER_DEFAULTS } from '../../model/container-defaults';
import { tenantFaults } from '../../model/props';
import type { Quota } from '../../model/types';
import { PROBE } from '../../vocabulary';
import { validateProps } from '../_props';

/** API groups of the kinds that a ResourceQuota counts as `count/<plural>.<group>`. */
const GROUPS: Readonly<Record<string, string>> = {
  cronjobs: 'batch',
  daemonsets: 'apps',
  deployments: 'apps',
  horizontalpodautoscalers: 'autoscaling',
  jobs: 'batch',
  poddisruptionbudgets: 'policy',
  statefulsets: 'apps',
};

export interface TenantQuotaProps {
  readonly namespace: string;
  readonly quota: Quota;
  /** Whether a probe runs in the namespace, which is not counted. @default false */
  readonly probed?: boolean;
}

/** What a tenant may use in total: its pods, its volumes, its objects; and what a container gets that sets nothing. */
export class TenantQuota extends Construct {
  constructor(scope: Construct, id: string, props: TenantQuotaProps) {
    super(scope, id);
    const { namespace, quota, probed = false } = props;
    validateProps(this, () => tenantFaults({ quota }));
    const ofPods = quantitiesOf({
      'requests.cpu': quota.cpu,
      'limits.cpu': quota.cpu,
      'requests.memory': quota.memory,
      'limits.memory': quota.memory,
      pods: quota.pods,
    });
    const ofObjects = quantitiesOf({ 'requests.storage': quota.storage, ...objectsOf(quota, probed) });
    const quotaOf = (name: string, spec: k8s.ResourceQuotaSpec) =>
      new k8s.KubeResourceQuota(this, name, { metadata: { name, namespace }, spec });
    if (probed) {
      quotaOf('tenant-quota', { hard: ofObjects });
      // A quota that leaves out some pods can count nothing but pods.
      if (Object.keys(ofPods).length > 0)
        quotaOf('tenant-quota-pods', {
          hard: ofPods,
          scopeSelector: {
            matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: [PROBE.name] }],
          },
        });
    } else quotaOf('tenant-quota', { hard: { ...ofPods, ...ofObjects } });
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

/** Limits by their names in a ResourceQuota. A probe is a Deployment: one more than the tenant may have. */
function objectsOf({ objects = {} }: Quota, probed: boolean): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(objects).map(([kind, most]) => [quotaName(kind), most + (probed && kind === 'deployments' ? 1 : 0)]),
  );
}

function quotaName(kind: string): string {
  const group = GROUPS[kind];
  return group === undefined ? kind : `count/${kind}.${group}`;
}

function quantitiesOf(hard: Readonly<Record<string, string | number | undefined>>): Record<string, k8s.Quantity> {
  const set = Object.entries(hard).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  return Object.fromEntries(set.map(([name, most]) => [name, k8s.Quantity.fromString(String(most))]));
}

function quantities({ cpu, memory }: { cpu: string; memory: string }): Record<string, k8s.Quantity> {
  return { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) };
}
