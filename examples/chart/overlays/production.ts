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
    reconcile: 'per-tenant',
    source: { name: 'platform' },
  },
  registries: ['registry.example.com/acme'],
  workloads: {
    replicas: 2,
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
  },
});
