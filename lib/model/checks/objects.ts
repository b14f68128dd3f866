import { formatQuantity, parseQuantity } from '../../settings/quantity';
import { objectLimits } from '../../settings/resources';
import { budgetOf, mostPods } from '../availability';
import type { WorkloadDraft } from '../draft';
import { carriedIn } from '../secrets';
import { serviceOf } from '../service-names';
import type { TenantCheck } from './_check';
import { workloadsOf } from './_containers';

/** The controller's own ConfigMap in each namespace, and that of the proxy, old and new while pods change over. */
const CONFIG_MAPS = 3;

/** ConfigMaps of a workload with files, old and new while pods change over. */
const CONFIG_MAPS_OF_FILES = 2;

/** What the settings render, against the quota of storage and of numbers of objects. */
export const checkObjects: TenantCheck = (tenant, report) => {
  if (!tenant.environment) return;
  const workloads = workloadsOf(tenant).map(({ workload }) => workload);
  const { quota } = tenant.data;
  const bounds: Readonly<Record<string, number | undefined>> = quota?.objects ?? objectLimits.parse({});
  const secrets =
    carriedIn(tenant.file.secrets, tenant.environment.name).length + (tenant.data.externalSecrets ?? []).length;
  for (const [kind, count] of Object.entries({
    ...countsOf(workloads, tenant.data.nodePool?.size?.max ?? 1),
    secrets,
  })) {
    const bound = bounds[kind];
    if (bound === undefined || count <= bound) continue;
    report(
      'quota-too-small',
      ['quota', 'objects', kind],
      (environments) => `${bound} is below the ${count} ${kind} that the settings make in ${environments}; raise it`,
    );
  }
  if (quota?.storage === undefined) return;
  const storage = workloads.reduce((sum, workload) => sum + storageOf(workload), 0n);
  const { storage: bound } = quota;
  if (storage <= (parseQuantity(bound) ?? 0n)) return;
  report(
    'quota-too-small',
    ['quota', 'storage'],
    (environments) =>
      `${bound} is below the ${formatQuantity(storage, 'memory')} that the volumes claim in ${environments}; raise it`,
  );
};

function countsOf(workloads: readonly WorkloadDraft[], nodes: number): Readonly<Record<string, number>> {
  const of = (wanted: string) => workloads.filter(({ kind }) => kind === wanted).length;
  const cronJobs = workloads.filter(({ kind }) => kind === 'CronJob');
  return {
    configmaps: CONFIG_MAPS + CONFIG_MAPS_OF_FILES * workloads.filter(({ files = [] }) => files.length > 0).length,
    persistentvolumeclaims: workloads.reduce(
      (sum, workload) => sum + claimsOf(workload).length * copiesOf(workload),
      0,
    ),
    services: workloads.filter((workload) => serviceOf(workload)).length,
    cronjobs: cronJobs.length,
    daemonsets: of('DaemonSet'),
    deployments: of('Deployment'),
    horizontalpodautoscalers: workloads.filter(({ autoscale }) => autoscale).length,
    jobs: of('Job') + cronJobs.reduce((sum, workload) => sum + jobsOf(workload), 0),
    poddisruptionbudgets: workloads.filter((workload) => budgetOf(workload, nodes)).length,
    statefulsets: of('StatefulSet'),
  };
}

function claimsOf({ volumes = [] }: WorkloadDraft) {
  return volumes.flatMap(({ claim }) => claim ?? []);
}

/** A StatefulSet has claims of its own for each of its pods; the pods of others share them. */
function copiesOf(workload: WorkloadDraft): number {
  return workload.kind === 'StatefulSet' ? mostPods(workload) : 1;
}

/** Jobs that a CronJob keeps, and the one that runs. */
function jobsOf({ history = {} }: WorkloadDraft): number {
  const { successful = 3, failed = 1 } =
    typeof history === 'number' ? { successful: history, failed: history } : history;
  return successful + failed + 1;
}

function storageOf(workload: WorkloadDraft): bigint {
  const each = claimsOf(workload).reduce((sum, { size }) => sum + (parseQuantity(size ?? 0) ?? 0n), 0n);
  return each * BigInt(copiesOf(workload));
}
