import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { gatewayNamespace } from '../../vocabulary';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Findings } from '../findings';
import { needsGateway, poolNameOf } from '../tenant-names';
import { reporter } from './_check';

/** A name that a tenant takes in the cluster. */
interface Name {
  readonly value: string;
  /** The tenant’s setting that it comes from. */
  readonly path: Path;
  /** The environment’s list by which the platform gives such names to a tenant; undefined: it cannot. */
  readonly list?: 'namespaces' | 'nodePools';
  /** What the name is of, where no setting spells it. */
  readonly derived?: string;
  /** Names of different sorts may be the same. Default: that of the list, or namespaces. */
  readonly sort?: string;
}

/** A name belongs to the longest tenant name that it begins with. Other names are given by the platform. */
export function checkNames(
  all: readonly string[],
  environment: EnvironmentDraft,
  tenants: readonly TenantDraft[],
  findings: Findings,
): void {
  const taken = new Set<string>();
  const known = new Set(all);
  for (const tenant of tenants) {
    const report = reporter(tenant, findings, environment.name);
    for (const { value, path, list, derived, sort = list ?? 'namespaces' } of namesOf(tenant, known)) {
      const key = `${sort} ${value}`;
      const owner = ownerOf(value, known);
      // The same name twice is reported as such, at the same place.
      const isReported = taken.has(key);
      taken.add(key);
      if (isReported) continue;
      if (owner === tenant.name || (list && listed(environment.data[list], tenant.name).includes(value))) continue;
      const why = owner
        ? `belongs to the tenant ${owner}, whose name it begins with`
        : `does not begin with the tenant’s name (expected ${tenant.name} or ${tenant.name}-…)`;
      report(
        'name-not-owned',
        path,
        (environments) =>
          `${derived === undefined ? value : `${value}, ${derived},`} ${why}; choose another name${list ? `, or have the platform list it under ${list} in ${environments}` : ''}`,
      );
    }
  }
  const report = reporter(environment, findings);
  for (const [index, { secret = '' }] of (environment.data.flux?.notify ?? []).entries()) {
    const owner = ownerOf(secret, known);
    if (owner === undefined) continue;
    report(
      'name-not-owned',
      ['flux', 'notify', index, 'secret'],
      `${secret} belongs to the tenant ${owner}, whose name it begins with; choose another name`,
    );
  }
  for (const list of ['namespaces', 'nodePools'] as const) {
    for (const tenant of Object.keys(environment.data[list] ?? {})) {
      if (!all.includes(tenant))
        report('tenant-unknown', [list, tenant], `no tenant is called ${tenant}${didYouMean(tenant, all)}`);
    }
  }
}

function namesOf({ name, data }: TenantDraft, tenants: ReadonlySet<string>): Name[] {
  // A name that was wrong is reported already.
  if (data.name !== name) return [];
  const namespace = data.namespace ?? name;
  const path = [data.namespace === undefined ? 'name' : 'namespace'];
  const hasGateway = data.egress && needsGateway(data.egress) && ownerOf(namespace, tenants) === name;
  const pool = poolNameOf(name, data.nodePool);
  return [
    { value: namespace, path, list: 'namespaces' },
    ...(hasGateway ? [{ value: gatewayNamespace(namespace), path, derived: 'the namespace of its gateway' }] : []),
    data.nodePool?.name === undefined
      ? { value: pool, path: ['name'], list: 'nodePools', derived: 'its node pool' }
      : { value: pool, path: ['nodePool', 'name'], list: 'nodePools' },
    ...(data.notify ?? []).flatMap(({ secret }, index): Name[] =>
      secret === undefined ? [] : [{ value: secret, path: ['notify', index, 'secret'], sort: 'secrets' }],
    ),
    ...(data.secrets?.key === undefined
      ? []
      : [{ value: data.secrets.key, path: ['secrets', 'key'], sort: 'secrets of keys' }]),
  ];
}

function listed(
  names: Readonly<Record<string, readonly string[] | undefined>> = {},
  tenant: string,
): readonly string[] {
  return (Object.hasOwn(names, tenant) && names[tenant]) || [];
}

function ownerOf(name: string, tenants: ReadonlySet<string>): string | undefined {
  for (let end = name.length; end > 0; end = name.lastIndexOf('-', end - 1)) {
    const tenant = name.slice(0, end);
    if (tenants.has(tenant)) return tenant;
  }
  return undefined;
}
