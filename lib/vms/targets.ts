import type { EnvironmentModel, Tenant } from '../model/types';
import { checksumList, deliveredFiles, hostName } from '../proxy';
import { CHECKSUMS_FILE } from '../vocabulary';

/** The VM of a proxy, and the files that the current settings ask for. */
export interface Vm {
  readonly environment: string;
  readonly tenant: string;
  readonly proxy: string;
  readonly address: string;
  readonly port: number;
  /** Whether the gateway gives it no new connections. */
  readonly drain: boolean;
  /** Whether its listener speaks TLS, with certificates that are not among its files. */
  readonly tls: boolean;
  /** Under which ssh knows its host key. */
  readonly name: string;
  /** Path → content. */
  readonly files: Readonly<Record<string, string>>;
}

/** All VMs of an environment, in the order of its tenants and their proxies. */
export function vmsOf({ environment, tenants }: EnvironmentModel): Vm[] {
  return tenants.flatMap((tenant: Tenant) =>
    tenant.egress.proxies.map((proxy): Vm => {
      const vm = { environment, tenant, proxy };
      const files = deliveredFiles(vm);
      return {
        environment: environment.name,
        tenant: tenant.name,
        proxy: proxy.name,
        address: proxy.address,
        port: proxy.port,
        drain: proxy.drain === true,
        tls: tenant.egress.clientCertificate,
        name: hostName(vm),
        files: { ...files, [CHECKSUMS_FILE]: checksumList(files) },
      };
    }),
  );
}
