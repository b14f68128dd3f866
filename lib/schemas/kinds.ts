import { KUSTOMIZE } from '../vocabulary';
/** The kinds that we write, by the committed file that holds their schemas. An object of any other kind is a problem. */
export const KINDS = {
  kubernetes: [
    'v1 Namespace',
    'v1 ServiceAccount',
    'v1 ConfigMap',
    'v1 Secret',
    'v1 Service',
    'v1 PersistentVolumeClaim',
    'v1 LimitRange',
    'v1 ResourceQuota',
    'v1 Pod',
    'apps/v1 Deployment',
    'apps/v1 StatefulSet',
    'apps/v1 DaemonSet',
    'batch/v1 Job',
    'batch/v1 CronJob',
    'networking.k8s.io/v1 NetworkPolicy',
    'rbac.authorization.k8s.io/v1 Role',
    'rbac.authorization.k8s.io/v1 RoleBinding',
    'rbac.authorization.k8s.io/v1 ClusterRole',
    'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
    'policy/v1 PodDisruptionBudget',
    'scheduling.k8s.io/v1 PriorityClass',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
    'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
    'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy',
    'admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicyBinding',
  ],
  flux: [
    `${KUSTOMIZE}/v1 Kustomization`,
    'source.toolkit.fluxcd.io/v1 GitRepository',
    'notification.toolkit.fluxcd.io/v1beta3 Alert',
    'notification.toolkit.fluxcd.io/v1beta3 Provider',
  ],
  calico: ['crd.projectcalico.org/v1 GlobalNetworkPolicy'],
  'cert-manager': ['cert-manager.io/v1 Certificate', 'cert-manager.io/v1 Issuer'],
  monitoring: [
    'monitoring.coreos.com/v1 PodMonitor',
    'monitoring.coreos.com/v1 PrometheusRule',
    'monitoring.coreos.com/v1 Probe',
    'monitoring.coreos.com/v1alpha1 ScrapeConfig',
  ],
} as const;

export type SchemaFileName = keyof typeof KINDS;
