import type { EnvironmentModel, Tenant } from '../../lib';

type Proxy = Tenant['egress']['proxies'][number];

export function tenant(name: string, proxies: readonly Proxy[], rest: Partial<Tenant> = {}): Tenant {
  return {
    name,
    title: name,
    namespace: name,
    source: `tenants/${name}.yaml`,
    nodePool: { name: `${name}-pool`, size: { min: 1, max: 1 } },
    egress: { proxies, mode: 'enforce', clientCertificate: false, redundancy: 'active-passive', private: [], tcp: [] },
    forwards: [],
    podProxy: { address: proxies[0]?.address ?? '', port: proxies[0]?.port ?? 0 },
    ingress: [],
    groups: [],
    readSecrets: false,
    noProxy: [],
    workloads: [],
    ...rest,
  };
}

/** As much of an environment as the lab reads. */
export function environment(
  tenants: readonly Tenant[],
  cluster: { readonly privateNetwork?: string } = {},
): EnvironmentModel {
  return {
    environment: {
      name: 'development',
      cluster: {
        privateNetwork: '172.16.28.0/22',
        podCidr: '100.64.0.0/15',
        serviceCidr: '10.32.0.0/20',
        dns: '10.32.0.10',
        ...cluster,
      },
    },
    tenants,
  } as unknown as EnvironmentModel;
}
