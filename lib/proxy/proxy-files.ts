import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import { APPLY_SCRIPT, infraPath, NFTABLES_CONF, SQUID_CONF, USER_DATA } from '../vocabulary';
import type { ProxyVm } from './_vm';
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
      return Object.entries(vmFolder({ environment, tenant, proxy })).map(([name, content]) => ({
        path: `${folder}/${name}`,
        content,
        source: tenant.source,
        owner: { environment: environment.name, tenant: tenant.name },
      }));
    }),
  );
}

/** The files of one proxy, by name. */
export function vmFolder(vm: ProxyVm): Readonly<Record<string, string>> {
  const lists = allowLists(vm.tenant) ?? [];
  const configuration = {
    [SQUID_CONF]: squidConf(vm),
    ...Object.fromEntries(lists.map((list) => [list.file, allowListText(list)])),
    [NFTABLES_CONF]: nftables(vm),
  };
  return { ...configuration, [USER_DATA]: cloudInit(vm, configuration), [APPLY_SCRIPT]: applyScript(vm) };
}
