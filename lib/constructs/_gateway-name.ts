/** What the gateway of every tenant is called, and by what its pods are known in a namespace of their own. */
export const GATEWAY = { name: 'egress-gateway', labels: { 'app.kubernetes.io/name': 'egress-gateway' }, port: 3128 };

/** The name under which a tenant's pods find the gateway in that namespace. */
export function gatewayHost(namespace: string): string {
  return `${GATEWAY.name}.${namespace}.svc.cluster.local`;
}
