/** How a field merges. A list without keys here, or a field that is not here, is replaced as a whole. */
export interface MergeRule {
  readonly fields?: Readonly<Record<string, MergeRule>>;
  /** The fields that tell an element of this list from the others; empty: its elements are plain values. */
  readonly keys?: readonly string[];
  /** Rule of each element. */
  readonly element?: MergeRule;
}

const fields = (members: Readonly<Record<string, MergeRule>>): MergeRule => ({ fields: members });
const list = (keys: readonly string[], element?: MergeRule): MergeRule => ({ keys, element });

const metadata = fields({ finalizers: list([]), ownerReferences: list(['uid']) });

const containerFields = {
  env: list(['name']),
  volumeDevices: list(['devicePath']),
  volumeMounts: list(['mountPath']),
};
const container = fields({ ...containerFields, ports: list(['containerPort', 'protocol']) });

const podSpec = fields({
  containers: list(['name'], container),
  initContainers: list(['name'], container),
  ephemeralContainers: list(['name'], fields(containerFields)),
  hostAliases: list(['ip']),
  imagePullSecrets: list(['name']),
  topologySpreadConstraints: list(['topologyKey', 'whenUnsatisfiable']),
  volumes: list(['name'], fields({ ephemeral: fields({ volumeClaimTemplate: fields({ metadata }) }) })),
});

const podTemplate = fields({ metadata, spec: podSpec });
const workload = fields({ metadata, spec: fields({ template: podTemplate }) });
const plain = fields({ metadata });

/**
 * By `apiVersion kind`, what kustomize's built-in OpenAPI (Kubernetes 1.21) says of the kinds that we write. A kind that
 * is not here merges as kustomize merges a kind that it does not know: maps by key, lists as a whole.
 */
const RULES: Readonly<Record<string, MergeRule>> = {
  'v1 Pod': fields({ metadata, spec: podSpec }),
  'v1 PodTemplate': fields({ metadata, template: podTemplate }),
  'apps/v1 Deployment': workload,
  'apps/v1 ReplicaSet': workload,
  'apps/v1 StatefulSet': workload,
  'apps/v1 DaemonSet': workload,
  'batch/v1 Job': workload,
  'batch/v1 CronJob': fields({ metadata, spec: fields({ jobTemplate: workload }) }),
  'v1 Service': fields({ metadata, spec: fields({ ports: list(['port', 'protocol']) }) }),
  'v1 ServiceAccount': fields({ metadata, secrets: list(['name']) }),
  'v1 Namespace': plain,
  'v1 ConfigMap': plain,
  'v1 Secret': plain,
  'v1 PersistentVolumeClaim': plain,
  'v1 LimitRange': plain,
  'v1 ResourceQuota': plain,
  'networking.k8s.io/v1 NetworkPolicy': plain,
  'rbac.authorization.k8s.io/v1 Role': plain,
  'rbac.authorization.k8s.io/v1 RoleBinding': plain,
  'rbac.authorization.k8s.io/v1 ClusterRole': plain,
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': plain,
  'policy/v1 PodDisruptionBudget': plain,
  'scheduling.k8s.io/v1 PriorityClass': plain,
};

/** Undefined: a kind that kustomize does not know. */
export function mergeRule(apiVersion: unknown, kind: unknown): MergeRule | undefined {
  const type = `${apiVersion} ${kind}`;
  return Object.hasOwn(RULES, type) ? RULES[type] : undefined;
}
