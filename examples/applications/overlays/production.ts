import { defineEnvironment } from 'kubernetes-egress-tenancy';

export default defineEnvironment({
  name: 'production',
  cluster: {
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
  },
  flux: {
    name: 'egress-production',
    interval: '5m',
    source: { name: 'platform' },
    reconcile: 'per-tenant',
  },
  registries: ['registry.example.com'],
  ingress: { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' },
  externalSecrets: {
    provider: {
      vault: {
        server: 'https://vault.example.com',
        path: 'tenants',
        version: 'v2',
        auth: { kubernetes: { mountPath: 'production', role: '{tenant}', serviceAccountRef: { name: 'default' } } },
      },
    },
  },
  workloads: {
    replicas: 1,
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  },
});
