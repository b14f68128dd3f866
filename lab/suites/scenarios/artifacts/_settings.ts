import type { Settings } from '../_settings';

/** Tenants of one shape, each with a proxy and a workload, in an environment whose Flux looks again after an hour. */
export function manyTenants(count: number, artifacts: boolean): Settings {
  return {
    environment: {
      name: 'production',
      cluster: {
        zone: 'fr-par-1',
        privateNetwork: '172.16.0.0/12',
        podCidr: '100.64.0.0/15',
        serviceCidr: '10.32.0.0/20',
        dns: '10.32.0.10',
      },
      flux: { name: 'fleet', interval: '1h', source: { name: 'manifests' }, reconcile: 'per-tenant', artifacts },
    },
    tenants: Array.from({ length: count }, (_, index) => ({
      name: nameOf(index),
      egress: { proxies: [{ name: 'squid-a', address: `172.16.${1 + Math.floor(index / 250)}.${(index % 250) + 2}` }] },
      workloads: [{ name: 'web', image: 'registry.example.com/web:1', replicas: 1 }],
    })),
  } as unknown as Settings;
}

export function nameOf(index: number): string {
  return `tenant-${String(index).padStart(4, '0')}`;
}
