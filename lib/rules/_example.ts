import {
  EXTENSIONS,
  EXTERNAL_SECRETS,
  HELM,
  infraOf,
  KUSTOMIZATION,
  KUSTOMIZE,
  NOTIFICATION,
  overlayOf,
  SOURCE,
} from './_names';
import { rawText, yaml } from './_support';
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
  Ingress: 'networking.k8s.io/v1',
  HTTPRoute: 'gateway.networking.k8s.io/v1',
  ExternalSecret: `${EXTERNAL_SECRETS}/v1`,
  SecretStore: `${EXTERNAL_SECRETS}/v1`,
  Role: 'rbac.authorization.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io/v1',
  ValidatingAdmissionPolicyBinding: 'admissionregistration.k8s.io/v1',
  Kustomization: `${KUSTOMIZE}/v1`,
  GitRepository: `${SOURCE}/v1`,
  OCIRepository: `${SOURCE}/v1`,
  ArtifactGenerator: `${EXTENSIONS}/v1beta1`,
  HelmRelease: `${HELM}/v2`,
  Alert: `${NOTIFICATION}/v1beta3`,
  Provider: `${NOTIFICATION}/v1beta3`,
  GlobalNetworkPolicy: 'crd.projectcalico.org/v1',
  CiliumNetworkPolicy: 'cilium.io/v2',
  CiliumClusterwideNetworkPolicy: 'cilium.io/v2',
  CiliumLocalRedirectPolicy: 'cilium.io/v2',
};

type Tag = (text: TemplateStringsArray | string) => Example;

/** Lines that several examples share. */
export const sharedLines = String.raw;

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
  return (text) => ({
    yaml: `apiVersion: ${API_VERSIONS[kind]}\nkind: ${kind}\nmetadata: { ${metadata.join(', ')} }\n${yaml(text).yaml.trimStart()}`,
  });
}

/** As {@link object}, for a kind with a pod template. Takes the lines of the pod's spec, or one line of its fields. */
export function pod(head: string): Tag {
  return (text) => {
    const lines = yaml(text).yaml.trimEnd().split('\n');
    const spec = rawText(text).startsWith('\n')
      ? ['spec:', '  template:', '    spec:', ...lines.map((line) => `      ${line}`)].join('\n')
      : `spec: { template: { spec: { ${lines[0]} } } }`;
    return object(head)(spec);
  };
}

/**
 * What changes in a file of a machine: lines that begin with `-`, `+` or a space.
 *
 * @param path below `dist/infra/production/`
 */
export function inMachine(path: string): Tag {
  return (text) => {
    const example = below(`${infraOf('production')}/${path}`, text);
    return { yaml: example.yaml.replaceAll('\\${', '${'), language: 'diff' };
  };
}

/**
 * A kustomization.yaml.
 *
 * @param folder below `dist/overlays/production/`
 */
export function kustomization(folder: string): Tag {
  return (text) => below(`${overlayOf('production')}/${folder}/${KUSTOMIZATION}`, text);
}

/** Lines below a comment with the path of a file. The comment shows where lines begin that have blanks of their own. */
function below(path: string, lines: TemplateStringsArray | string): Example {
  const text = rawText(lines);
  const [, margin] = /\n( *)$/.exec(text) ?? [];
  return yaml(margin === undefined ? `# ${path}\n${text}` : `\n${margin}  # ${path}${text}`);
}
