import type { KubernetesObject } from '../cluster/api';

type Change = (object: KubernetesObject) => void;

/** Changes objects of a kind, and of a name where one is given. */
export function each(kind: string, change: Change, name?: string): Change {
  return (object) => {
    if (object.kind === kind && (name === undefined || object.metadata?.name === name)) change(object);
  };
}

export function both(...changes: readonly Change[]): Change {
  return (object) => {
    for (const change of changes) change(object);
  };
}

/** Changes what describes a workload's pods, in the workload and in patches of it. */
// biome-ignore lint/suspicious/noExplicitAny: fields of any kind
export function eachPodSpec(change: (spec: any) => void, tenant = /./): Change {
  return ({ spec, metadata }) => {
    const pod = spec?.template?.spec;
    if (pod && tenant.test(metadata?.namespace ?? '')) change(pod);
  };
}

/** A policy that is there and means no pod: as if it were not. */
export function policiesForNobody(name?: string): Change {
  return each(
    'NetworkPolicy',
    ({ spec }) => Object.assign(spec, { podSelector: { matchLabels: { no: 'body' } } }),
    name,
  );
}

/** Admission would refuse, by itself, some of what mutants do to workloads; here it lets them through. */
export const withoutAdmission = auditing();

/** Admission policies, or one by its name, that refuse nothing. */
export function auditing(policy?: string): Change {
  const audit: Change = ({ spec }) => Object.assign(spec, { validationActions: ['Audit'] });
  return each('ValidatingAdmissionPolicyBinding', audit, policy);
}

export function withoutAnnotation(key: string, kinds: readonly string[]): Change {
  return ({ kind = '', metadata }) => {
    const annotations = metadata?.annotations as Record<string, string> | undefined;
    if (kinds.includes(kind) && annotations) delete annotations[key];
  };
}

/** Changes one of the files of gateways. */
export function inGatewayFile(name: string, change: (text: string) => string): Change {
  return each('ConfigMap', ({ data }) => Object.assign(data, { [name]: change(data[name]) }), 'egress-gateway');
}

/** Flux's own Kustomizations, not those of kustomize. */
export function eachReconciliation(change: Change, name?: string): Change {
  return each('Kustomization', (object) => object.apiVersion?.includes('fluxcd') && change(object), name);
}

/** Takes an argument of Flux's controllers out of the kustomization.yaml that `flux bootstrap` keeps. */
export function withoutFlag(flag: string): Change {
  const lines = new RegExp(`- op: add\\n +path: .*\\n +value: ${flag}=.*\\n`);
  return each('Kustomization', ({ patches = [] }) => {
    for (const each of patches) if (each.patch) each.patch = each.patch.replace(lines, '');
  });
}
