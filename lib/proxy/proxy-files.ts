import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import { APPLY_SCRIPT, infraPath, NFTABLES_CONF, SQUID_CONF, USER_DATA } from '../vocabulary';
import type { TenantProxy } from './_plan';
import { allowLists, allowListText } from './allow-list';
import { applyScript } from './apply-script';
import { cloudInit } from './cloud-init';
import { nftables } from './nftables';
import { squidConf } from './squid-conf';

/** All files of all proxies of an environment. */
export function proxyFiles({ environment, tenants }: EnvironmentModel): OutputFile[] {
  return tenants.flatMap((tenant) =>
    tenant.egress.proxies.flatMap((proxy) => {
      const folder = infraPath(environment.name, tenant.name, proxy.name);
      return contents({ environment, tenants }, tenant, proxy).map(([name, content]) => ({
        path: `${folder}/${name}`,
        content,
        source: tenant.source,
        owner: { environment: environment.name, tenant: tenant.name },
      }));
    }),
  );
}

function contents(
  { environment }: EnvironmentModel,
  tenant: Tenant,
  proxy: TenantProxy,
): (readonly [string, string])[] {
  return [
    [SQUID_CONF, squidConf(environment, tenant, proxy)],
    ...(allowLists(tenant) ?? []).map((list) => [list.file, allowListText(list)] as const),
    [NFTABLES_CONF, nftables(environment, tenant, proxy)],
    [USER_DATA, cloudInit(environment, tenant, proxy)],
    [APPLY_SCRIPT, applyScript(environment, tenant, proxy)],
  ];
}
