import { defineEnvironment } from '../../../lib';

/** What the environments of tests have in common. */
export function environment(name: string) {
  return defineEnvironment({
    name,
    cluster: {
      zone: 'fr-par-1',
      privateNetwork: '172.16.28.0/22',
      podCidr: '100.64.0.0/15',
      serviceCidr: '10.32.0.0/20',
      dns: '10.32.0.10',
    },
    registries: ['docker.io', 'example.com', 'registry.example.com', 'registry.example.com:5000'],
    flux: { name: `egress-${name}`, interval: '5m', source: { name: 'manifests' } },
    workloads: {
      replicas: 1,
      resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } },
    },
  });
}
