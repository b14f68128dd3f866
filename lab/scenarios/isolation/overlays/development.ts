import { defineEnvironment } from '../../../../lib';

export default defineEnvironment({
  name: 'development',
  cluster: {
    zone: 'fr-par-1',
    privateNetwork: '172.16.28.0/22',
    podCidr: '100.64.0.0/15',
    serviceCidr: '10.32.0.0/20',
    dns: '10.32.0.10',
    resolver: { address: '10.32.0.53' },
  },
  flux: {
    name: 'client-egress-dev',
    interval: '10m',
    lockdown: true,
    source: { name: 'scaleway-k8s-egres-proxy' },
    reconcile: 'per-tenant',
  },
  workloads: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
