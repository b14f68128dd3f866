/** Names that stay: what the cluster, people and other rooms know things by. Written again here, so that a change shows. */
export const POOL_LABEL = 'node-pool';
export const TENANT_LABEL = 'tenant';
export const ISOLATION_LABEL = 'network/isolation';
export const ISOLATION_VALUE = 'egress-proxy';
export const PROXY_ANNOTATION = 'egress-proxy';
export const REGISTRIES_ANNOTATION = 'image-registries';
export const AUDIENCES_ANNOTATION = 'token-audiences';
export const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';
export const FORCE = 'kustomize.toolkit.fluxcd.io/force';
export const POD_SECURITY = 'pod-security.kubernetes.io/';
export const FLUX_SYSTEM = 'flux-system';
export const PLATFORM_ACCOUNT = 'kustomize-controller';
export const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io';
export const SOURCE = 'source.toolkit.fluxcd.io';
export const RBAC = 'rbac.authorization.k8s.io';

/** The policy of a tenant before all network policies, where the network plugin is Calico. */
export const CALICO = 'crd.projectcalico.org';
export function globalPolicyOf(tenant: string): string {
  return `default.egress-tenant-${tenant}`;
}

/** The ConfigMap that pods take the proxy's address from, with the hash that a build appends. */
export const CONFIG_NAME = 'client-egress-config';
export const HASHED_CONFIG = /^client-egress-config-[a-z0-9]{10}$/;

/** What stands between a tenant's pods and its proxies where it has a gateway, as all that makes it up is called. */
export const GATEWAY = 'egress-gateway';
export const GATEWAY_LABELS = { 'app.kubernetes.io/name': GATEWAY };
export const GATEWAY_PORT = 3128;
export const GATEWAY_SECRET = `${GATEWAY}-tls`;

/** Where the gateway's files are in its container, and its certificate, key and authority. */
export const GATEWAY_FILES = '/etc/egress-gateway';
export const GATEWAY_CERTIFICATE = '/etc/egress-gateway-tls';

/** How containers say the proxy by the ConfigMap's keys. */
export const COMPOSED_URL = 'http://$(PROXY_ADDRESS):$(PROXY_PORT)';

/** By which name pods find the gateway in a namespace. */
export function gatewayHost(namespace: string): string {
  return `${GATEWAY}.${namespace}.svc.cluster.local`;
}

export function taintOf(tenant: string): string {
  return `node-role.kubernetes.io/${tenant}`;
}
