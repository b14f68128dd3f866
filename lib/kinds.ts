/** The committed file of lib/schemas that holds a kind's schema. */
export type SchemaFileName =
  | 'kubernetes'
  | 'flux'
  | 'calico'
  | 'cilium'
  | 'cert-manager'
  | 'gateway-api'
  | 'external-secrets'
  | 'monitoring';

/** Fields that the API server never changes: these and all below them, or all below `spec` except these. */
type Immutable = { readonly fixed: readonly string[] } | { readonly allBut: readonly string[] };

/** All that this program knows of a kind. */
export interface KindRow {
  /** Where kustomize puts its objects. @default - between the first and the last ones */
  readonly order?: 'first' | 'last';
  /** Whether kustomize knows that it has no namespace. Of a kind that it does not know it assumes one. @default false */
  readonly clusterScoped?: true;
  /** Path of the spec of a pod. @default - it has no pods */
  readonly podSpec?: string;
  /**
   * Lists that a strategic merge patch merges, by path, with the fields that identify an element; those of a pod and of
   * metadata are known. @default - kustomize does not know the kind, and merges no lists of it
   */
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  /** @default - everything can change in place */
  readonly immutable?: Immutable;
  /** @default - it is never written, and refused as an unknown kind */
  readonly schema?: SchemaFileName;
}

const TEMPLATE = 'spec/template/spec';
const SELECTOR: Immutable = { fixed: ['spec.selector'] };
const ROLE_REF: Immutable = { fixed: ['roleRef'] };

/** By `apiVersion kind`, in kustomize's order: what others need comes first. A new kind is a row. */
export const KINDS = {
  'v1 Namespace': { order: 'first', clusterScoped: true, lists: {}, schema: 'kubernetes' },
  'v1 ResourceQuota': { order: 'first', lists: {}, schema: 'kubernetes' },
  'storage.k8s.io/v1 StorageClass': {
    order: 'first',
    clusterScoped: true,
    immutable: { fixed: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'] },
  },
  'apiextensions.k8s.io/v1 CustomResourceDefinition': { order: 'first', clusterScoped: true },
  'v1 ServiceAccount': { order: 'first', lists: { secrets: ['name'] }, schema: 'kubernetes' },
  'policy/v1beta1 PodSecurityPolicy': { order: 'first' },
  'rbac.authorization.k8s.io/v1 Role': { order: 'first', lists: {}, schema: 'kubernetes' },
  'rbac.authorization.k8s.io/v1 ClusterRole': { order: 'first', clusterScoped: true, lists: {}, schema: 'kubernetes' },
  'rbac.authorization.k8s.io/v1 RoleBinding': {
    order: 'first',
    lists: {},
    immutable: ROLE_REF,
    schema: 'kubernetes',
  },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': {
    order: 'first',
    clusterScoped: true,
    lists: {},
    immutable: ROLE_REF,
    schema: 'kubernetes',
  },
  'v1 ConfigMap': { order: 'first', lists: {}, schema: 'kubernetes' },
  'v1 Secret': { order: 'first', lists: {}, schema: 'kubernetes' },
  'v1 Endpoints': { order: 'first' },
  'v1 Service': {
    order: 'first',
    lists: { 'spec/ports': ['port', 'protocol'] },
    immutable: { fixed: ['spec.clusterIP', 'spec.clusterIPs'] },
    schema: 'kubernetes',
  },
  'v1 LimitRange': { order: 'first', lists: {}, schema: 'kubernetes' },
  'scheduling.k8s.io/v1 PriorityClass': { order: 'first', clusterScoped: true, lists: {}, schema: 'kubernetes' },
  'v1 PersistentVolume': { order: 'first', clusterScoped: true },
  'v1 PersistentVolumeClaim': {
    order: 'first',
    lists: {},
    immutable: { allBut: ['spec.volumeAttributesClassName'] },
    schema: 'kubernetes',
  },
  'apps/v1 Deployment': {
    order: 'first',
    podSpec: TEMPLATE,
    lists: {},
    immutable: SELECTOR,
    schema: 'kubernetes',
  },
  'apps/v1 StatefulSet': {
    order: 'first',
    podSpec: TEMPLATE,
    lists: {},
    immutable: {
      allBut: [
        'spec.replicas',
        'spec.template',
        'spec.updateStrategy',
        'spec.persistentVolumeClaimRetentionPolicy',
        'spec.minReadySeconds',
        'spec.ordinals',
        'spec.revisionHistoryLimit',
      ],
    },
    schema: 'kubernetes',
  },
  'batch/v1 CronJob': { order: 'first', podSpec: `spec/jobTemplate/${TEMPLATE}`, lists: {}, schema: 'kubernetes' },
  'policy/v1 PodDisruptionBudget': { order: 'first', lists: {}, schema: 'kubernetes' },

  'v1 Pod': { podSpec: 'spec', lists: {}, schema: 'kubernetes' },
  'v1 PodTemplate': { podSpec: 'template/spec', lists: {} },
  'apps/v1 DaemonSet': { podSpec: TEMPLATE, lists: {}, immutable: SELECTOR, schema: 'kubernetes' },
  'apps/v1 ReplicaSet': { podSpec: TEMPLATE, lists: {}, immutable: SELECTOR },
  'batch/v1 Job': {
    podSpec: TEMPLATE,
    lists: {},
    immutable: {
      fixed: ['spec.template', 'spec.selector', 'spec.completions', 'spec.completionMode', 'spec.podFailurePolicy'],
    },
    schema: 'kubernetes',
  },
  'autoscaling/v2 HorizontalPodAutoscaler': { lists: {}, schema: 'kubernetes' },
  'networking.k8s.io/v1 Ingress': { lists: {}, schema: 'kubernetes' },
  'networking.k8s.io/v1 NetworkPolicy': { lists: {}, schema: 'kubernetes' },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': { schema: 'kubernetes' },
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': { schema: 'kubernetes' },
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy': { schema: 'kubernetes' },
  'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding': { schema: 'kubernetes' },
  'kustomize.toolkit.fluxcd.io/v1 Kustomization': { schema: 'flux' },
  'helm.toolkit.fluxcd.io/v2 HelmRelease': { schema: 'flux' },
  'source.toolkit.fluxcd.io/v1 GitRepository': { schema: 'flux' },
  'source.toolkit.fluxcd.io/v1 OCIRepository': { schema: 'flux' },
  'source.extensions.fluxcd.io/v1beta1 ArtifactGenerator': { schema: 'flux' },
  'notification.toolkit.fluxcd.io/v1beta3 Alert': { schema: 'flux' },
  'notification.toolkit.fluxcd.io/v1beta3 Provider': { schema: 'flux' },
  'crd.projectcalico.org/v1 GlobalNetworkPolicy': { schema: 'calico' },
  'cilium.io/v2 CiliumNetworkPolicy': { schema: 'cilium' },
  'gateway.networking.k8s.io/v1 HTTPRoute': { schema: 'gateway-api' },
  'external-secrets.io/v1 ExternalSecret': { schema: 'external-secrets' },
  'external-secrets.io/v1 SecretStore': { schema: 'external-secrets' },
  'cert-manager.io/v1 Certificate': { schema: 'cert-manager' },
  'cert-manager.io/v1 Issuer': { schema: 'cert-manager' },
  // Not written, but checked in the platform's own files.
  'cilium.io/v2 CiliumClusterwideNetworkPolicy': { clusterScoped: true, schema: 'cilium' },
  'monitoring.coreos.com/v1 PodMonitor': { schema: 'monitoring' },
  'monitoring.coreos.com/v1 PrometheusRule': { schema: 'monitoring' },
  'monitoring.coreos.com/v1 Probe': { schema: 'monitoring' },
  'monitoring.coreos.com/v1alpha1 ScrapeConfig': { schema: 'monitoring' },
  'v1 Node': { clusterScoped: true },
  'apiregistration.k8s.io/v1 APIService': { clusterScoped: true },
  'certificates.k8s.io/v1 CertificateSigningRequest': { clusterScoped: true },
  'networking.k8s.io/v1 IngressClass': { clusterScoped: true },
  'node.k8s.io/v1 RuntimeClass': { clusterScoped: true },
  'storage.k8s.io/v1 CSIDriver': { clusterScoped: true },
  'storage.k8s.io/v1 CSINode': { clusterScoped: true },
  'storage.k8s.io/v1 VolumeAttachment': { clusterScoped: true },

  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration': { order: 'last', clusterScoped: true },
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration': { order: 'last', clusterScoped: true },
} as const satisfies Readonly<Record<string, KindRow>>;

/** The table as it is looked up. */
export const ROWS: ReadonlyMap<string, KindRow> = new Map(Object.entries(KINDS));

/** The row of an object's kind. */
export function kindRow({ apiVersion, kind }: { readonly apiVersion: unknown; readonly kind: unknown }): KindRow {
  return ROWS.get(`${apiVersion} ${kind}`) ?? {};
}

/** The way from an object to the pod or pod template in it, `[]` for a Pod itself; undefined: it has none. */
export function podTemplateSteps(object: Parameters<typeof kindRow>[0]): readonly string[] | undefined {
  return kindRow(object).podSpec?.split('/').slice(0, -1);
}

/** Rows by the name of the kind alone, for what does not depend on its API. */
export const KINDS_BY_NAME: ReadonlyMap<string, KindRow> = new Map(
  [...ROWS].map(([type, row]) => [type.replace(/^.* /, ''), row]),
);
