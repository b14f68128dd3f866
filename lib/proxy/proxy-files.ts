import type { EnvironmentModel, Tenant } from '../model/types';
import type { OutputFile } from '../output';
import type { TenantProxy } from './_plan';
import { allowLists, allowListText } from './allow-list';
import { applyScript } from './apply-script';
import { cloudInit } from './cloud-init';
import { nftables } from './nftables';
import { squidConf } from './squid-conf';

/** Folder of a proxy's files, for example `dist/infra/development/client-a/squid-a`. */
export function proxyFolder(environment: string, tenant: string, proxy: string): string {
  return `dist/infra/${environment}/${tenant}/${proxy}`;
}

/** All files of all proxies of an environment. */
export function proxyFiles({ environment, tenants }: EnvironmentModel): OutputFile[] {
  return tenants.flatMap((tenant) =>
    tenant.egress.proxies.flatMap((proxy) => {
      const folder = proxyFolder(environment.name, tenant.name, proxy.name);
      return contents({ environment, tenants }, tenant, proxy).map(([name, content]) => ({
        path: `${folder}/${name}`,
        content,
        source: tenant.source,
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
    ['squid.conf', squidConf(environment, tenant, proxy)],
    ...(allowLists(tenant) ?? []).map((list) => [list.file, allowListText(list)] as const),
    ['nftables.conf', nftables(environment, tenant, proxy)],
    ['cloud-init.yaml', cloudInit(environment, tenant, proxy)],
    ['apply.sh', applyScript(environment, tenant, proxy)],
  ];
}
