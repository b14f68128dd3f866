/** Label of a tenant's namespace, and its value: what the admission policies select by. */
export const ISOLATION_LABEL = 'network/isolation';
export const ISOLATION_VALUE = 'egress-proxy';

/** Label of nodes and selector of pods; as a namespace's annotation, which pool is the tenant's. */
export const NODE_POOL = 'node-pool';

/** Annotation of a tenant's namespace: the URL of the proxy that its pods are told of. */
export const EGRESS_PROXY = 'egress-proxy';

/** Annotations of a tenant's namespace: the registries that images may come from, and the audiences of tokens. */
export const IMAGE_REGISTRIES = 'image-registries';
export const TOKEN_AUDIENCES = 'token-audiences';

/** Annotation that an administrator sets on an existing namespace, to let the tenant of this name take it over. */
export const ADOPT = 'egress-tenant/adopt';

/** What admission policies know of a tenant by the annotations of its namespace: the platform's to write. */
export const POLICY_ANNOTATIONS = [NODE_POOL, EGRESS_PROXY, IMAGE_REGISTRIES, TOKEN_AUDIENCES, ADOPT];

/** Key of the taint on a tenant's nodes. */
export function taintKey(tenant: string): string {
  return `node-role.kubernetes.io/${tenant}`;
}
