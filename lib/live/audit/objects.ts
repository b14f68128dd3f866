import { list as asList, map as asMap } from '../../data';
import { build, identity, type KubeObject } from '../../kustomize';
import type { Tenant } from '../../model/types';
import { EGRESS_CONFIG, FLUX_SYSTEM, overlayPath, type Part, PLATFORM } from '../../vocabulary';
import { unscheduled } from '../as-written';
import type { Cluster } from '../kubectl';
import type { LiveObject } from '../live-object';
import { resourceOf } from '../objects';

/** What is read as it is; the rights for it are those of the other checks. Everything else counts as rendered. */
const READ = [
  'v1 Namespace',
  'v1 ResourceQuota',
  'v1 LimitRange',
  'v1 ServiceAccount',
  'v1 ConfigMap',
  'v1 Service',
  'v1 Pod',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'apps/v1 DaemonSet',
  'batch/v1 CronJob',
  'batch/v1 Job',
  'policy/v1 PodDisruptionBudget',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'networking.k8s.io/v1 NetworkPolicy',
  'rbac.authorization.k8s.io/v1 Role',
  'rbac.authorization.k8s.io/v1 RoleBinding',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
];

/** What tools write about an object, and no rule is about. */
const BOOKKEEPING = /^(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/revision)$/;

/** One of the folders that Flux builds. */
interface Folder {
  readonly path: string;
  /** Undefined: the platform's. */
  readonly tenant?: Tenant;
  readonly part?: Part;
}

export function foldersOf(environment: string, tenants: readonly Tenant[]): Folder[] {
  return [
    { path: overlayPath(environment, PLATFORM) },
    ...tenants.flatMap((tenant) =>
      (['guardrails', 'workloads'] as const).map((part) => ({
        path: overlayPath(environment, tenant.name, part),
        tenant,
        part,
      })),
    ),
  ];
}

/**
 * What each folder would build if it were as the cluster is: the live objects in the place of the rendered ones, and next to
 * them those that someone else has put into a tenant's namespaces, or that bind a tenant's accounts or groups elsewhere.
 *
 * @throws ClusterError
 */
export async function liveFolders(
  cluster: Cluster,
  texts: ReadonlyMap<string, string>,
  folders: readonly Folder[],
): Promise<ReadonlyMap<Folder, readonly KubeObject[]>> {
  const rendered = new Map(folders.map((folder) => [folder, build(texts, folder.path)]));
  const homes = new Map([...rendered].flatMap(([folder, objects]) => objects.map((one) => [identity(one), folder])));
  const live = (
    await Promise.all(
      READ.map((type) => {
        const [apiVersion = '', kind = ''] = type.split(' ');
        return cluster.list(resourceOf({ object: { apiVersion, kind, metadata: { name: '' } } }));
      }),
    )
  ).flat();
  const result = new Map<Folder, KubeObject[]>(
    [...rendered].map(([folder, objects]) => [
      folder,
      objects.filter(({ apiVersion, kind }) => !READ.includes(`${apiVersion} ${kind}`)),
    ]),
  );
  for (const object of live) {
    const home = homes.get(identity(object));
    const folder = home ?? (isMade(object) ? undefined : folders.find((one) => isAbout(object, one)));
    if (folder) result.get(folder)?.push(asWritten(object));
  }
  return result;
}

/** Whether an object that no one rendered belongs to the workloads of a tenant, or its gateway. */
function isAbout({ kind, metadata, ...object }: LiveObject, { tenant, part }: Folder): boolean {
  if (!tenant) return false;
  const { namespace } = metadata;
  if (part === 'workloads' && namespace === tenant.namespace) return true;
  if (part !== 'guardrails') return false;
  if (tenant.gateway && namespace === tenant.gateway.namespace) return true;
  if (!kind.endsWith('RoleBinding')) return false;
  const { subjects } = object as { readonly subjects?: unknown };
  return asList(subjects)
    .map(asMap)
    .some((subject) =>
      subject.kind === 'Group'
        ? tenant.groups.includes(String(subject.name))
        : (subject.namespace === FLUX_SYSTEM && subject.name === tenant.name) || subject.namespace === tenant.namespace,
    );
}

/** What controllers make by themselves, and what is on its way out. */
function isMade({ kind, metadata }: LiveObject): boolean {
  const { name, ownerReferences = [], deletionTimestamp } = metadata;
  if (ownerReferences.length > 0 || deletionTimestamp !== undefined) return true;
  if (kind === 'ServiceAccount') return name === 'default';
  // Earlier ones stay for pods that still start with them.
  return kind === 'ConfigMap' && (name === 'kube-root-ca.crt' || name.startsWith(`${EGRESS_CONFIG}-`));
}

function asWritten(object: LiveObject): KubeObject {
  const { status: _, metadata, ...rest } = object;
  const { name, namespace, labels, annotations } = metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !BOOKKEEPING.test(key));
  return {
    ...rest,
    ...(object.kind === 'Pod' ? { spec: unscheduled(asMap(object.spec)) } : {}),
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels ? { labels } : {}),
      ...(kept.length > 0 ? { annotations: Object.fromEntries(kept) } : {}),
    },
  };
}
