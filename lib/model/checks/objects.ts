import { formatQuantity, parseQuantity } from '../../settings/quantity';
import { objectLimits } from '../../settings/resources';
import type { WorkloadDraft } from '../draft';
import { carriedIn } from '../secrets';
import type { TenantCheck } from './_check';
import { leastOf, workloadsOf } from './_containers';

/** The controller's own ConfigMap in each namespace, and that of the proxy, old and new while pods change over. */
const CONFIG_MAPS = 3;

/** Jobs that a CronJob keeps by default, three that worked and one that failed, and the one that runs. */
const JOBS_OF_A_CRON_JOB = 5;

/** What the settings render, against the quota of storage and of numbers of objects. */
export const checkObjects: TenantCheck = (tenant, report) => {
  if (!tenant.environment) return;
  const workloads = workloadsOf(tenant).map(({ workload }) => workload);
  const { quota } = tenant.data;
  const bounds: Readonly<Record<string, number | undefined>> = quota?.objects ?? objectLimits.parse({});
  const secrets = carriedIn(tenant.file.secrets, tenant.environment.name).length;
  for (const [kind, count] of Object.entries({ ...countsOf(workloads), secrets })) {
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

function countsOf(workloads: readonly WorkloadDraft[]): Readonly<Record<string, number>> {
  const of = (wanted: string) => workloads.filter(({ kind }) => kind === wanted).length;
  const cronjobs = of('CronJob');
  return {
    configmaps: CONFIG_MAPS,
    persistentvolumeclaims: workloads.reduce(
      (sum, workload) => sum + claimsOf(workload).length * copiesOf(workload),
      0,
    ),
    services: workloads.filter(hasService).length,
    cronjobs,
    daemonsets: of('DaemonSet'),
    deployments: of('Deployment'),
    jobs: of('Job') + cronjobs * JOBS_OF_A_CRON_JOB,
    statefulsets: of('StatefulSet'),
  };
}

function claimsOf({ volumes = [] }: WorkloadDraft) {
  return volumes.flatMap(({ claim }) => claim ?? []);
}

/** A StatefulSet has claims of its own for each of its pods; the pods of others share them. */
function copiesOf({ kind, replicas = 1 }: WorkloadDraft): number {
  return kind === 'StatefulSet' ? leastOf(replicas) : 1;
}

function storageOf(workload: WorkloadDraft): bigint {
  const each = claimsOf(workload).reduce((sum, { size }) => sum + (parseQuantity(size ?? 0) ?? 0n), 0n);
  return each * BigInt(copiesOf(workload));
}

function hasService({ kind, ports = [], sidecars = [] }: WorkloadDraft): boolean {
  if (kind === 'StatefulSet') return true;
  return kind !== 'Job' && kind !== 'CronJob' && [ports, ...sidecars.map((one) => one.ports ?? [])].flat().length > 0;
}
