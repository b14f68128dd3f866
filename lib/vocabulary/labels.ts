/** Label of everything that belongs to one tenant; its value is the tenant's name. */
export const TENANT_LABEL = 'tenant';

/** Label of the namespaces that admission policies look at. */
export const ISOLATION_LABEL = 'network/isolation';

/** Value of {@link ISOLATION_LABEL} on a tenant's own namespace. */
export const ISOLATION_VALUE = 'egress-proxy';

/** Label of nodes and selector of pods. As an annotation of a namespace: the pool of its tenant. */
export const NODE_POOL = 'node-pool';

/** Label that names the program of a pod. */
export const NAME_LABEL = 'app.kubernetes.io/name';

/** By which charts label their pods with the name of the release. */
export const INSTANCE_LABEL = 'app.kubernetes.io/instance';

/** Label that the API server sets on each namespace. No one can change it. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/** Prefix of the labels that set a namespace's Pod Security level. */
export const POD_SECURITY = 'pod-security.kubernetes.io/';

/** The level of every namespace that we render. */
export const POD_SECURITY_LEVEL = 'restricted';

/** Labels that set the Pod Security level of a namespace, for each of the modes. */
export function podSecurityLabels(
  minor: string,
  modes: readonly ('enforce' | 'audit' | 'warn')[] = ['enforce'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [`${POD_SECURITY}${mode}`, POD_SECURITY_LEVEL],
      [`${POD_SECURITY}${mode}-version`, `v${minor}`],
    ]),
  );
}

/** Label of a Flux object: the shard whose controllers reconcile it. Without it the main controllers do. */
export const SHARD_KEY = 'sharding.fluxcd.io/key';
