import { defineEnvironment } from '../../../../../lib';
import { testCni } from '../../../../runner/cni';
import { NETWORK } from '../../../../testbed/network';

export default defineEnvironment({
  name: 'development',
  cluster: {
    ...NETWORK,
    cni: testCni(),
    resolver: { address: '10.32.0.53' },
  },
  flux: {
    name: 'client-egress-dev',
    interval: '10m',
    lockdown: true,
    source: { name: 'scaleway-k8s-egres-proxy' },
    reconcile: 'per-tenant',
  },
  // The address is that of the host in the lab.
  probe: { url: 'https://ifconfig.me/ip', address: '34.160.111.145' },
  ingress: { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' },
  externalSecrets: {
    provider: { vault: { server: 'https://vault.example.com', auth: { kubernetes: { role: '{tenant}' } } } },
  },
  workloads: { resources: { requests: { cpu: '20m', memory: '32Mi' }, limits: { cpu: '400m', memory: '64Mi' } } },
});
