import type { Node } from '../settings/node';
import { textOf } from './nodes';

/** What a cluster writes into an object, and no one into a file. */
export const CLUSTER_WRITTEN =
  /^(status|metadata\.(uid|resourceVersion|generation|managedFields|selfLink|creationTimestamp|ownerReferences|namespace))(\.|$)|\.creationTimestamp$/;

const POD = String.raw`(?:spec\.jobTemplate\.)?spec\.template\.spec`;
const CONTAINER = String.raw`${POD}\.(?:containers|initContainers|ephemeralContainers)`;

/** Values that Kubernetes or the platform sets in the same way: leaving them out changes nothing. */
const USUAL: readonly (readonly [path: string, value: RegExp])[] = [
  [String.raw`spec\.(?:progressDeadlineSeconds)`, /^600$/],
  [String.raw`spec\.revisionHistoryLimit`, /^10$/],
  [String.raw`spec\.(?:minReadySeconds)`, /^0$/],
  [String.raw`spec\.strategy\.rollingUpdate\.(?:maxSurge|maxUnavailable)`, /^25%$/],
  [String.raw`spec\.updateStrategy\.type`, /^RollingUpdate$/],
  [String.raw`spec\.updateStrategy\.rollingUpdate\.(?:partition|maxSurge)`, /^0$/],
  [String.raw`spec\.updateStrategy\.rollingUpdate\.maxUnavailable`, /^1$/],
  [String.raw`spec\.podManagementPolicy`, /^OrderedReady$/],
  [String.raw`spec\.(?:jobTemplate\.spec\.)?(?:completions|parallelism)`, /^1$/],
  [String.raw`spec\.(?:jobTemplate\.spec\.)?completionMode`, /^NonIndexed$/],
  [String.raw`spec\.(?:jobTemplate\.spec\.)?suspend`, /^false$/],
  [String.raw`${POD}\.restartPolicy`, /^(?:Always|Never)$/],
  [String.raw`${POD}\.dnsPolicy`, /^ClusterFirst$/],
  [String.raw`${POD}\.schedulerName`, /^default-scheduler$/],
  [String.raw`${POD}\.(?:serviceAccountName|serviceAccount)`, /^default$/],
  [
    String.raw`${POD}\.(?:hostNetwork|hostPID|hostIPC|shareProcessNamespace|automountServiceAccountToken|enableServiceLinks)`,
    /^false$/,
  ],
  [String.raw`${POD}\.securityContext\.runAsNonRoot`, /^true$/],
  [String.raw`${POD}\.securityContext\.seccompProfile\.type`, /^RuntimeDefault$/],
  [String.raw`${POD}\.securityContext\.fsGroupChangePolicy`, /^OnRootMismatch$/],
  [String.raw`${CONTAINER}\.imagePullPolicy`, /^IfNotPresent$/],
  [String.raw`${CONTAINER}\.securityContext\.(?:runAsNonRoot|readOnlyRootFilesystem)`, /^true$/],
  [String.raw`${CONTAINER}\.securityContext\.(?:allowPrivilegeEscalation|privileged)`, /^false$/],
  [String.raw`${CONTAINER}\.securityContext\.capabilities\.drop`, /./],
  [String.raw`${CONTAINER}\.securityContext\.seccompProfile\.type`, /^RuntimeDefault$/],
  [String.raw`${POD}\.volumes\.name`, /./],
  [String.raw`${CONTAINER}\.terminationMessagePath`, /^\/dev\/termination-log$/],
  [String.raw`${CONTAINER}\.terminationMessagePolicy`, /^File$/],
  [String.raw`${CONTAINER}\.(?:stdin|stdinOnce|tty)`, /^false$/],
  [String.raw`${CONTAINER}\.(?:liveness|readiness|startup)Probe\.successThreshold`, /^1$/],
  [String.raw`${CONTAINER}\.(?:liveness|readiness|startup)Probe\.httpGet\.scheme`, /^HTTP$/],
  [String.raw`${CONTAINER}\.(?:env\.valueFrom|envFrom)\.(?:configMap|secret)(?:Key)?Ref\.optional`, /^false$/],
  [String.raw`${CONTAINER}\.volumeMounts\.readOnly`, /^false$/],
  [String.raw`${CONTAINER}\.ports\.protocol`, /^TCP$/],
  [String.raw`${POD}\.volumes\.(?:configMap|secret)\.defaultMode`, /^(?:420|0644|0o644)$/],
  [String.raw`${POD}\.volumes\.(?:configMap|secret)\.optional`, /^false$/],
  [String.raw`spec\.volumeClaimTemplates\.(?:spec\.)?volumeMode`, /^Filesystem$/],
  [String.raw`spec\.volumeMode`, /^Filesystem$/],
  [String.raw`spec\.volumeClaimTemplates\.(?:kind|apiVersion)`, /^(?:PersistentVolumeClaim|v1)$/],
  [String.raw`spec\.type`, /^ClusterIP$/],
  [String.raw`spec\.sessionAffinity`, /^None$/],
  [String.raw`spec\.ipFamilies`, /^IPv4$/],
  [String.raw`spec\.ipFamilyPolicy`, /^SingleStack$/],
  [String.raw`spec\.(?:internalTrafficPolicy)`, /^Cluster$/],
  [String.raw`spec\.unhealthyPodEvictionPolicy`, /^AlwaysAllow$/],
];

const USUAL_PATTERNS = USUAL.map(([path, value]) => [new RegExp(`^${path}$`), value] as const);

export function isUsual(path: string, value: string | undefined): boolean {
  return value !== undefined && USUAL_PATTERNS.some(([where, what]) => where.test(path) && what.test(value));
}

/** What the platform decides: another value from now on. */
const CHANGED: readonly (readonly [path: string, reason: string])[] = [
  [
    String.raw`${CONTAINER}\.imagePullPolicy`,
    'is IfNotPresent from now on: give each version of an image a tag of its own',
  ],
  [String.raw`${POD}\.nodeSelector\.node-pool`, 'is the tenant’s pool (nodePool) from now on'],
  [
    String.raw`spec\.selector\.matchLabels`,
    'is app.kubernetes.io/name alone from now on: delete an object that runs before Flux applies the new one, since selectors cannot change',
  ],
  [String.raw`${POD}\.securityContext\.runAsNonRoot`, 'is true from now on'],
  [String.raw`${POD}\.automountServiceAccountToken`, 'is false from now on: no token of the API server is mounted'],
  [String.raw`${POD}\.enableServiceLinks`, 'is false from now on: call Services by their names'],
  [String.raw`${CONTAINER}\.securityContext\.allowPrivilegeEscalation`, 'is false from now on'],
  [
    String.raw`spec\.clusterIPs?`,
    'is chosen by the cluster from now on, which does not keep the address; call the Service by its name',
  ],
  [
    String.raw`metadata\.generateName`,
    'is not a setting: it is called by the beginning alone from now on, and has the same name each time',
  ],
  [String.raw`${POD}\.restartPolicy`, 'is Never from now on: a run that fails is tried again in a new pod'],
];

const CHANGED_PATTERNS = CHANGED.map(([path, reason]) => [new RegExp(`^${path}$`), reason] as const);

export function changeReason(path: string, node: Node): string | undefined {
  const reason = CHANGED_PATTERNS.find(([where]) => where.test(path))?.[1];
  return path.endsWith('restartPolicy') && textOf(node) !== 'OnFailure' ? undefined : reason;
}

const OPTIONAL = 'has no setting: what a workload refers to has to be there, and its pods wait until it is';

/** Why something is left, with all below it; the first that fits counts. */
const LEFT: readonly (readonly [path: string, reason: string])[] = [
  [String.raw`${POD}\.(?:hostNetwork|hostPID|hostIPC)`, 'is refused: pods of a tenant have no part in the host'],
  [String.raw`${POD}\.volumes\.hostPath`, 'is refused: pods of a tenant see no files of the host'],
  [String.raw`${POD}\.volumes\.persistentVolumeClaim`, 'needs its PersistentVolumeClaim among the files, for its size'],
  [
    String.raw`${POD}\.volumes\.(?:projected|downwardAPI|csi|ephemeral|nfs)`,
    'is a source that volumes do not have (emptyDir, configMap, secret, claim)',
  ],
  [
    String.raw`${POD}\.(?:serviceAccountName|serviceAccount)`,
    'is refused: pods run as the account default, which has no rights',
  ],
  [
    String.raw`${POD}\.(?:nodeSelector\..+|nodeName|schedulerName|runtimeClassName|priorityClassName|tolerations)`,
    'is the platform’s: pods run on the tenant’s own nodes, and the cluster’s own scheduler places them',
  ],
  [
    String.raw`${POD}\.ephemeralContainers`,
    'is refused: what `kubectl debug` adds to a pod that runs is not part of a workload',
  ],
  [String.raw`${POD}\.affinity`, 'has no setting; spread: hosts puts pods on different nodes'],
  [
    String.raw`${POD}\.topologySpreadConstraints`,
    'has no setting of this form; spread: hosts or zones is DoNotSchedule with maxSkew 1, and without it the scheduler spreads pods as well as it can',
  ],
  [
    String.raw`${POD}\.(?:hostAliases|dnsConfig|dnsPolicy|hostname|subdomain)`,
    'has no setting: names are resolved as the platform does it',
  ],
  [
    String.raw`${CONTAINER}\.securityContext\.(?:privileged|capabilities\.add)`,
    'is refused: containers have no privileges',
  ],
  [String.raw`${CONTAINER}\.(?:env\.valueFrom|envFrom)\.(?:configMap|secret)(?:Key)?Ref\.optional`, OPTIONAL],
  [String.raw`${POD}\.volumes\.(?:configMap|secret)\.optional`, OPTIONAL],
  [
    String.raw`spec\.unhealthyPodEvictionPolicy`,
    'has no setting: pods that are not ready may always be evicted (AlwaysAllow), so that a broken workload keeps no node from being drained',
  ],
  [String.raw`${CONTAINER}\.env\.valueFrom`, 'is a source that variables do not have (secret, configMap)'],
  [String.raw`${CONTAINER}\.ports\.hostPort`, 'is refused: pods of a tenant have no part in the host'],
  [String.raw`${CONTAINER}\.ports`, 'has no setting: ports are TCP'],
  [String.raw`${CONTAINER}\.volumeMounts`, 'is of a volume that is not taken, or of a form that mounts do not have'],
  [String.raw`${CONTAINER}\.lifecycle`, 'has no setting; preStop takes sleep or exec'],
  [
    String.raw`${CONTAINER}\.(?:liveness|readiness|startup)Probe\.grpc`,
    'has no setting; use httpGet, tcpSocket or exec',
  ],
  [
    String.raw`${CONTAINER}\.workingDir`,
    'has no setting; change the folder in the command: [sh, -c, "cd /app && exec …"]',
  ],
  [
    String.raw`spec\.strategy\.rollingUpdate`,
    'has no setting: a rolling update adds a quarter of the pods and takes none away',
  ],
  [String.raw`spec\.serviceName`, 'is the name of the workload from now on, and with it the names of the pods change'],
  [
    String.raw`spec\.(?:externalIPs|loadBalancerIP|loadBalancerClass|externalTrafficPolicy)`,
    'is refused: Services of a tenant are reached inside the cluster',
  ],
  [
    String.raw`spec\.type`,
    'is refused: Services of a tenant are reached inside the cluster; ingress.routes leads requests from outside to them',
  ],
  [String.raw`spec\.ports\.nodePort`, 'is refused: Services of a tenant are reached inside the cluster'],
  [String.raw`spec\.ports`, 'has no setting: ports are TCP'],
  [String.raw`spec\.behavior`, 'has no setting: the autoscaler behaves as Kubernetes has it by default'],
  [String.raw`spec\.metrics`, 'has no setting: autoscale aims for an average use of the requested CPU or memory'],
];

const LEFT_PATTERNS = LEFT.map(([path, reason]) => [new RegExp(`^${path}(?:\\..+)?$`), reason] as const);

export function leftReason(path: string): string | undefined {
  return LEFT_PATTERNS.find(([where]) => where.test(path))?.[1];
}

const ROUTE =
  'is written by the platform: name each host under ingress.routes, for example { host: shop.example.com, workload: web }';

/** Why objects of a kind are left as a whole. */
const KINDS: Readonly<Record<string, string>> = {
  Ingress: ROUTE,
  HTTPRoute: ROUTE,
  NetworkPolicy: 'is the platform’s: what comes in is ingress.from, what goes out is egress',
  ServiceAccount: 'is the platform’s: pods run as the account default',
  Role: 'is the platform’s: access.groups gives people the tenant’s role',
  RoleBinding: 'is the platform’s: access.groups gives people the tenant’s role',
  ClusterRole: 'is the cluster’s',
  ClusterRoleBinding: 'is the cluster’s',
  Secret: 'does not belong into settings, which everyone can read; create it in the namespace under the same name',
  ResourceQuota: 'is the platform’s: quota in the settings renders it',
  LimitRange: 'is the platform’s: quota in the settings renders it',
  Pod: 'would not be started again; make it a Deployment or a Job',
  ReplicaSet: 'is made by a Deployment; import that',
  Kustomization: 'is written by synth',
  GitRepository: 'is written by synth, or is the platform’s',
  HelmRelease: 'is written by synth; name the chart under charts',
  ConfigMap: 'is used by no workload of these files; the settings have ConfigMaps as files and variables of workloads',
  PersistentVolumeClaim: 'is used by no workload of these files',
  Service: 'is called by another name than the workload that it selects, or selects none of these files',
  HorizontalPodAutoscaler: 'scales no workload of these files, or by something else than CPU and memory',
  PodDisruptionBudget: 'is for no workload of these files',
};

export function kindReason(kind: string): string {
  if (kind === '') return 'is not an object of Kubernetes: it has no kind';
  return KINDS[kind] ?? 'is of a kind that tenants do not have';
}
