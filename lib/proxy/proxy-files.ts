import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import type { ProxyVm } from './_vm';
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
      return Object.entries(vmFolder({ environment, tenant, proxy })).map(([name, content]) => ({
        path: `${folder}/${name}`,
        content,
        source: tenant.source,
      }));
    }),
  );
}

/** The files of one proxy, by name. */
export function vmFolder(vm: ProxyVm): Readonly<Record<string, string>> {
  const lists = allowLists(vm.tenant) ?? [];
  const configuration = {
    'squid.conf': squidConf(vm),
    ...Object.fromEntries(lists.map((list) => [list.file, allowListText(list)])),
    'nftables.conf': nftables(vm),
  };
  return { ...configuration, 'cloud-init.yaml': cloudInit(vm, configuration), 'apply.sh': applyScript(vm) };
}
