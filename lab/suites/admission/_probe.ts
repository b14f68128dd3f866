import type { EnvironmentModel } from '../../../lib';

/** The environment with the probe, and tenants whose registries and quota would leave no room for it. */
export function withProbe({ environment, tenants }: EnvironmentModel): EnvironmentModel {
  const probe = { url: 'https://ifconfig.me/ip', interval: '10s', image: 'curlimages/curl:8.11.1' };
  return {
    environment: { ...environment, probe },
    tenants: tenants.map((tenant) => ({ ...tenant, registries: ['example.com'], quota: { ...tenant.quota, pods: 2 } })),
  };
}
