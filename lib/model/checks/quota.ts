import type { Path } from '../../settings/place';
import { formatQuantity, parseQuantity, type QuantityOf } from '../../settings/quantity';
import { mostPods, strategyOf } from '../availability';
import { CONTAINER_DEFAULTS } from '../container-defaults';
import type { TenantDraft, WorkloadDraft } from '../draft';
import type { Report, TenantCheck } from './_check';
import { type ContainerAt, containersOf, workloadsOf } from './_containers';

type Of = 'requests' | 'limits';

interface Parts {
  readonly name: string;
  readonly pods: Pods;
  readonly containers: readonly ContainerAt[];
}

/** How many pods of a workload there are at a time. */
interface Pods {
  /** That the controller wants, with the surge of a rolling update. Without room for these an update may stand still. */
  readonly wanted: number;
  /** While others end, which count until they have. Without room for these an update takes longer. */
  readonly counted: number;
}

/** What the workloads can take at a time, against what the quota lets them. */
export const checkQuota: TenantCheck = (tenant, report) => {
  const { quota } = tenant.data;
  if (!quota || !tenant.environment) return;
  const workloads = workloadsOf(tenant).map(
    ({ workload, path }): Parts => ({
      name: workload.name ?? 'a workload',
      pods: podsOf(workload, tenant),
      containers: containersOf(workload, path),
    }),
  );
  for (const resource of ['cpu', 'memory'] as const) {
    const bound = quota[resource];
    if (bound === undefined) continue;
    const isAbove = ({ sum }: Need) => sum > (parseQuantity(bound) ?? 0n);
    const needs = (count: keyof Pods) =>
      // Requests are not above limits: one line says both.
      (['limits', 'requests'] as const).map((what) => needOf(workloads, count, what, resource)).find(isAbove);
    tell(['quota', resource], String(bound), needs('wanted'), needs('counted'), report);
  }
  const { pods } = quota;
  if (pods === undefined) return;
  const needs = (count: keyof Pods): Need | undefined => {
    const sum = workloads.reduce((total, workload) => total + workload.pods[count], 0);
    const running = workloads.filter((workload) => workload.pods[count] > 0);
    const detail = running.map((workload) => `${workload.name} ${workload.pods[count]}`);
    return sum > pods
      ? {
          sum: BigInt(sum),
          text: (environments) => `the ${sum} pods that the workloads can have in ${environments}`,
          detail: shorten(detail),
        }
      : undefined;
  };
  tell(['quota', 'pods'], String(pods), needs('wanted'), needs('counted'), report);
};

interface Need {
  readonly sum: bigint;
  /** For example `what the workloads can take in production: limits of 640Mi`. */
  readonly text: (environments: string) => string;
  readonly detail: string;
}

function needOf(workloads: readonly Parts[], count: keyof Pods, what: Of, resource: QuantityOf): Need {
  const parts = workloads.map(({ name, pods, containers }) => {
    const each = podNeeds(containers, what, resource);
    return { sum: each * BigInt(pods[count]), text: `${name} ${pods[count]} × ${formatQuantity(each, resource)}` };
  });
  const sum = parts.reduce((total, part) => total + part.sum, 0n);
  const detail = parts.filter((part) => part.sum > 0n).map((part) => part.text);
  const total = `${what} of ${formatQuantity(sum, resource)}`;
  return {
    sum,
    text: (environments) => `what the workloads can take in ${environments}: ${total}`,
    detail: shorten(detail),
  };
}

function tell(path: Path, bound: string, wanted: Need | undefined, counted: Need | undefined, report: Report): void {
  if (wanted)
    report(
      'quota-too-small',
      path,
      (environments) =>
        `${bound} is below ${wanted.text(environments)} (${wanted.detail}; with the surge of rolling updates, without pods that end)`,
    );
  else if (counted)
    report(
      'quota-tight',
      path,
      (environments) =>
        `${bound} is below ${counted.text(environments)} (${counted.detail}; with pods that end, which count until they have); new pods then wait`,
    );
}

function podsOf(workload: WorkloadDraft, tenant: TenantDraft): Pods {
  const { kind } = workload;
  const most = mostPods(workload);
  switch (kind) {
    case 'Deployment':
      // With Recreate the new pods start when the old ones have ended.
      if (strategyOf(workload) === 'recreate') return { wanted: most, counted: most };
      // A quarter more, rounded up; in the end all old pods may still be ending.
      return { wanted: most + Math.ceil(most / 4), counted: 2 * most };
    case 'StatefulSet':
      return { wanted: most, counted: most };
    case 'DaemonSet': {
      const nodes = tenant.data.nodePool?.size?.max ?? 1;
      return { wanted: nodes, counted: nodes };
    }
    case 'CronJob':
      if (workload.suspend) return { wanted: 0, counted: 0 };
      return { wanted: 1, counted: 2 };
    default:
      // A pod that a drain ends, and the one that is started in its place. Pods that have failed do not count.
      return { wanted: 1, counted: 2 };
  }
}

/** As Kubernetes counts: what runs together as a sum, init containers one by one, the larger of the two. */
function podNeeds(containers: readonly ContainerAt[], what: Of, resource: QuantityOf): bigint {
  let together = 0n;
  let alone = 0n;
  for (const { data, role } of containers) {
    const limit = data.resources?.limits?.[resource];
    const request = data.resources?.requests?.[resource] ?? limit ?? CONTAINER_DEFAULTS.requests[resource];
    const need = parseQuantity(what === 'limits' ? (limit ?? CONTAINER_DEFAULTS.limits[resource]) : request) ?? 0n;
    if (role !== 'init') together += need;
    else if (need > alone) alone = need;
  }
  return together > alone ? together : alone;
}

function shorten(parts: readonly string[]): string {
  return parts.length > 5 ? `${parts.slice(0, 5).join(', ')} and ${parts.length - 5} more` : parts.join(', ');
}
