import type { Path } from '../../settings/place';
import type { TenantDraft } from '../draft';
import { cloudPoolNameOf, poolNameOf } from '../tenant-names';
import type { Report, TenantCheck, TogetherCheck } from './_check';

const WAY = 'list only names that are no longer used';

/** Former names of one tenant: of itself, its pool and its proxies. */
export const checkFormerNames: TenantCheck = ({ name, data }, report) => {
  const own = (names: readonly (string | undefined)[] | undefined, path: Path, current: string, what: string) => {
    for (const [index, former] of (names ?? []).entries()) {
      if (former === current)
        report('former-name-in-use', [...path, index], `${former} is the current name of ${what}; ${WAY}`);
    }
  };
  own(data.formerly, ['formerly'], name, 'the tenant');
  own(data.nodePool?.formerly, ['nodePool', 'formerly'], poolNameOf(name, data.nodePool), 'the pool');
  const proxies = data.egress?.proxies ?? [];
  const claimed = new Map<string, number>();
  for (const [index, proxy] of proxies.entries()) {
    const path = ['egress', 'proxies', index, 'formerly'];
    own(proxy.formerly, path, proxy.name ?? '', 'the proxy');
    for (const [at, former] of (proxy.formerly ?? []).entries()) {
      if (former === undefined || former === proxy.name) continue;
      const current = proxies.find((other) => other.name === former);
      const first = claimed.get(former);
      if (current)
        report(
          'former-name-in-use',
          [...path, at],
          `${former} is the current name of another proxy of the tenant; ${WAY}`,
        );
      else if (first !== undefined && first !== index)
        report(
          'former-name-in-use',
          [...path, at],
          `${former} is already a former name of ${proxies[first]?.name}; only one proxy can keep its address`,
        );
      else claimed.set(former, index);
    }
  }
};

interface Claim {
  readonly tenant: TenantDraft;
  readonly what: string;
}

/** Former names of tenants and pools: none of them is another's name, now or before. */
export const checkFormerNamesTogether: TogetherCheck = (tenants, reportFor) => {
  const names = new Map(tenants.map((tenant) => [tenant.name, tenant]));
  const pools = new Map(tenants.map((tenant) => [poolNameOf(tenant.name, tenant.data.nodePool), tenant]));
  const claims = new Map<string, Claim>();
  for (const tenant of tenants) {
    const report = reportFor(tenant);
    const { formerly, nodePool } = tenant.data;
    for (const [index, former] of (formerly ?? []).entries()) {
      const path = ['formerly', index];
      judge(former, { path, tenant, current: names, kind: 'tenant', claims, report });
    }
    for (const [index, former] of (nodePool?.formerly ?? []).entries()) {
      const path = ['nodePool', 'formerly', index];
      judge(former, { path, tenant, current: pools, kind: 'pool', claims, report });
    }
    if (nodePool?.formerly === undefined && formerly?.[0] !== undefined) {
      const made = cloudPoolNameOf(tenant.name, formerly, nodePool);
      const other = pools.get(made);
      if (other && other !== tenant)
        report(
          'former-name-in-use',
          ['formerly', 0],
          (environments) =>
            `its pool is still called ${made} at the cloud, which is the pool of ${nameOf(other)} in ${environments}; choose another name for that pool`,
        );
    }
  }
};

function judge(
  former: string | undefined,
  {
    path,
    tenant,
    current,
    kind,
    claims,
    report,
  }: {
    readonly path: Path;
    readonly tenant: TenantDraft;
    readonly current: ReadonlyMap<string, TenantDraft>;
    readonly kind: 'tenant' | 'pool';
    readonly claims: Map<string, Claim>;
    readonly report: Report;
  },
): void {
  if (former === undefined) return;
  const other = current.get(former);
  const key = `${kind} ${former}`;
  const first = claims.get(key);
  if (other && other !== tenant) {
    const what = kind === 'tenant' ? `a tenant` : `the pool of ${other.name}`;
    report(
      'former-name-in-use',
      path,
      (environments) => `${former} is ${what} in ${environments} (${other.file.file}); ${WAY}`,
    );
  } else if (first && first.tenant !== tenant) {
    report(
      'former-name-in-use',
      path,
      (environments) =>
        `${former} is already a former name of ${first.what} in ${environments}; only one ${kind} can take over what was made for it`,
    );
  } else claims.set(key, { tenant, what: kind === 'tenant' ? nameOf(tenant) : `the pool of ${nameOf(tenant)}` });
}

function nameOf({ name, file }: TenantDraft): string {
  return `${name} (${file.file})`;
}
