import type { EnvironmentReport, ReportData, TenantReport } from '../lib/report';

const HOSTS = 5;

/**
 * The page's data of many tenants, out of that of a few that were decided: each copy has names, addresses and hosts of its
 * own, as tenants have, and shares only what tenants that are set up alike share.
 */
export function manyTenants(data: ReportData, count: number): ReportData {
  return {
    ...data,
    environments: data.environments.map((environment) => environmentOf(environment, count)),
    differences: Array.from({ length: count }, (_, index) =>
      data.differences
        .filter(({ tenant }) => tenant !== undefined)
        .map((each) => ({ ...each, tenant: nameOf(each.tenant ?? '', index) })),
    ).flat(),
  };
}

function environmentOf(environment: EnvironmentReport, count: number): EnvironmentReport {
  const { tenants, findings } = environment;
  const destinations = [...environment.destinations];
  const own = (index: number) => tenants[index % tenants.length] as TenantReport;
  return {
    ...environment,
    destinations,
    tenants: Array.from({ length: count }, (_, index): TenantReport => {
      const tenant = own(index);
      return {
        ...tenant,
        name: nameOf(tenant.name, index),
        namespace: nameOf(tenant.namespace, index),
        pool: nameOf(tenant.pool, index),
        source: `tenants/${nameOf(tenant.name, index)}.yaml`,
        proxies: tenant.proxies.map((proxy, at) => ({
          ...proxy,
          address: addressOf(172, 2 * index + at),
          publicAddress: addressOf(51, 2 * index + at),
        })),
        allow: hosts(index).map((host) => ({
          host,
          ports: [80, 443],
          owner: `team-${index}`,
          reason: 'orders',
          anySni: false,
        })),
        cells: [
          ...tenant.cells,
          ...hosts(index).map((title): readonly [number, number] => [
            destinations.push({ title, note: 'A host of an allow list.', kind: 'named' }) - 1,
            tenant.cells.at(-1)?.[1] ?? 0,
          ]),
        ],
      };
    }),
    findings: Array.from({ length: count }, (_, index) =>
      findings
        .filter(({ tenant }) => tenant === own(index).name)
        .map((each) => ({ ...each, tenant: nameOf(own(index).name, index) })),
    ).flat(),
  };
}

/** Hosts of one tenant alone. */
function hosts(index: number): readonly string[] {
  return Array.from({ length: HOSTS }, (_, at) => `api-${at}.partner-${index}.example`);
}

function nameOf(name: string, index: number): string {
  return `${name}-${index}`;
}

function addressOf(first: number, index: number): string {
  return `${first}.${16 + Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`;
}
