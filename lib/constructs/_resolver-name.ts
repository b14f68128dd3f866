/** Where the tenants' resolver is, and by what its pods are known. */
export const RESOLVER = { namespace: 'egress-dns', labels: { 'app.kubernetes.io/name': 'egress-dns' } };
