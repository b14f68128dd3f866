import { KUSTOMIZE } from './_names';
import { yaml } from './_support';
import type { Example } from './rule';

const API_VERSIONS: Readonly<Record<string, string>> = {
  Namespace: 'v1',
  Pod: 'v1',
  Service: 'v1',
  ConfigMap: 'v1',
  Secret: 'v1',
  LimitRange: 'v1',
  ResourceQuota: 'v1',
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  PersistentVolumeClaim: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  PodDisruptionBudget: 'policy/v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io/v1',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io/v1',
  Kustomization: `${KUSTOMIZE}/v1`,
  GitRepository: 'source.toolkit.fluxcd.io/v1',
  GlobalNetworkPolicy: 'crd.projectcalico.org/v1',
};

type Tag = (strings: TemplateStringsArray) => Example;

/**
 * An example with a plain head.
 *
 * @param head kind, namespace and name: `Deployment client-b/api`
 * @param marks labels or annotations: `labels: { team: shop }`. Default: none
 * @returns takes the lines that follow `metadata`
 */
export function object(head: string, marks?: string): Tag {
  const [, kind = '', namespace, name] = /^(\w+) (?:(.+)\/)?(.+)$/.exec(head) ?? [];
  const metadata = [`name: ${name}`, ...(namespace ? [`namespace: ${namespace}`] : []), ...(marks ? [marks] : [])];
  return (strings) => ({
    yaml: `apiVersion: ${API_VERSIONS[kind]}\nkind: ${kind}\nmetadata: { ${metadata.join(', ')} }\n${yaml(strings).yaml.trimStart()}`,
  });
}

/** As {@link object}, for a kind with a pod template. Takes the lines of the pod's spec, or one line of its fields. */
export function pod(head: string): Tag {
  return (strings) => {
    const lines = yaml(strings).yaml.trimEnd().split('\n');
    const isBlock = String(strings.raw[0]).startsWith('\n');
    const spec = isBlock
      ? ['spec:', '  template:', '    spec:', ...lines.map((line) => `      ${line}`)].join('\n')
      : `spec: { template: { spec: { ${lines[0]} } } }`;
    return object(head)(Object.assign([spec], { raw: [spec] }));
  };
}
