import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import { APPLY_SCRIPT, infraPath, USER_DATA } from '../vocabulary';
import type { ProxyVm } from './_vm';
import { applyScript } from './apply-script';
import { cloudInit } from './cloud-init';
import { configurationFiles, deliveredFiles } from './delivered-files';

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
  const configuration = configurationFiles(vm);
  const files = deliveredFiles(vm, configuration);
  return { ...configuration, [USER_DATA]: cloudInit(vm, files), [APPLY_SCRIPT]: applyScript(vm) };
}
