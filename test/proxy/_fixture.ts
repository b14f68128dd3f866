import type { EnvironmentModel, Tenant } from '../../lib';

export const WEB = [80, 443];

/** A tenant in an environment, with one proxy, and what is said about its egress. */
export function plan(egress: Partial<Tenant['egress']> = {}, pool: Partial<Tenant['nodePool']> = {}) {
  const proxy = { name: 'squid-a', address: '172.16.28.8', port: 3128 };
  const tenant: Tenant = {
    name: 'client-a',
    title: 'client A',
    namespace: 'client-a-demo',
    source: 'tenants/client-a.yaml',
    nodePool: { name: 'client-a-pool', size: { min: 1, max: 1 }, ...pool },
    egress: {
      proxies: [proxy],
      mode: 'enforce',
      clientCertificate: false,
      redundancy: 'active-passive',
      private: [],
      tcp: [],
      ...egress,
    },
    podProxy: proxy,
    forwards: [],
    ingress: [],
    groups: [],
    readSecrets: false,
    noProxy: [],
    workloads: [],
  };
  const environment: EnvironmentModel['environment'] = {
    name: 'development',
    source: 'overlays/development.ts',
    cluster: {
      zone: 'fr-par-1',
      privateNetwork: '172.16.28.0/22',
      podCidr: '100.64.0.0/15',
      serviceCidr: '10.32.0.0/20',
      dns: '10.32.0.10',
      admissionPlugins: [],
    },
    flux: {
      name: 'client-egress-dev',
      interval: '5m',
      lockdown: false,
      prune: true,
      source: { name: 'repository' },
      reconcile: 'per-environment',
      wait: false,
      artifacts: false,
    },
    gateways: { image: 'haproxy', certificates: 'secret' },
    denyHosts: [],
    annotations: [],
  };
  return { environment, tenant, proxy, model: { environment, tenants: [tenant] }, vm: { environment, tenant, proxy } };
}
