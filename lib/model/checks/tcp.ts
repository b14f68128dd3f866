import { loginPort } from '../../settings/machine-ports';
import { deniedBy } from '../allowed-hosts';
import type { TenantDraft } from '../draft';
import { nextServiceAddress, serviceAddressFault, tcpAddresses } from '../tcp';
import type { Report, TenantCheck, TogetherCheck } from './_check';

/** Hosts and ports of `egress.tcp` by themselves, and against the rest of the tenant's settings. */
export const checkTcp: TenantCheck = (tenant, report) => {
  const { tcp = [], proxies = [], private: ranges = [] } = tenant.data.egress ?? {};
  const { cluster = {}, denyHosts } = tenant.environment?.data ?? {};
  const hidden = proxies.some(({ publicAddress }) => publicAddress === undefined);
  for (const [index, { host, port, address }] of tcp.entries()) {
    if (host === undefined) continue;
    const path = ['egress', 'tcp', index];
    const denied = deniedBy(host, denyHosts);
    if (denied !== undefined) {
      report(
        'allow-list-denied',
        path,
        (environments) => `${host} is denied by ${denied} in denyHosts of ${environments}; remove one of the two`,
      );
    }
    if (ranges.some(({ hosts = [] }) => hosts.includes(host))) {
      report(
        'tcp-host-private',
        [...path, 'host'],
        `${host} is a host of egress.private, too, and has one address in pods; remove one of the two`,
      );
    }
    const login = port === undefined ? undefined : loginPort(port);
    if (tenant.environment && login !== undefined && hidden) {
      report(
        'tcp-own-machine',
        [...path, 'port'],
        (environments) =>
          `${port} is ${login}, and a proxy has no publicAddress in ${environments}: if ${host} resolves to it, only the firewall of the VM refuses the connection. Set publicAddress`,
      );
    }
    if (address !== undefined) {
      const fault = serviceAddressFault(address, cluster);
      if (fault !== undefined) report('tcp-address', [...path, 'address'], fault);
      const other = tcp.findIndex((one, at) => at < index && one.host === host && one.address !== undefined);
      if (other >= 0 && tcp[other]?.address !== address) {
        report(
          'tcp-address',
          [...path, 'address'],
          `${address} is not ${tcp[other]?.address}, which entry ${other + 1} has for the same host; a host has one address`,
        );
      }
    }
  }
};

/** No two hosts have one service address, whether the settings name it or not. */
export const checkTcpAddresses: TogetherCheck = (tenants, reportFor) => {
  const owners = new Map<string, { readonly host: string; readonly tenant: TenantDraft }>();
  const all = tenants.map((tenant) => ({ tenant, addresses: addressesOf(tenant) }));
  const taken = all.flatMap(({ addresses }) => [...addresses.values()]);
  for (const { tenant, addresses } of all) {
    for (const [host, address] of addresses) {
      const owner = owners.get(address);
      if (owner) reportTaken(tenant, host, address, owner, taken, reportFor(tenant));
      else owners.set(address, { host, tenant });
    }
  }
};

function addressesOf({ data, name, environment }: TenantDraft): ReadonlyMap<string, string> {
  return tcpAddresses(name, data.egress?.tcp ?? [], environment?.data.cluster ?? {});
}

function reportTaken(
  tenant: TenantDraft,
  host: string,
  address: string,
  owner: { readonly host: string; readonly tenant: TenantDraft },
  taken: readonly string[],
  report: Report,
): void {
  const index = (tenant.data.egress?.tcp ?? []).findIndex((one) => one.host === host);
  const path = [
    'egress',
    'tcp',
    index,
    ...(tenant.data.egress?.tcp?.[index]?.address === undefined ? [] : ['address']),
  ];
  const free = nextServiceAddress(tenant.environment?.data.cluster ?? {}, taken);
  const whose = owner.tenant === tenant ? '' : ` of ${owner.tenant.name} (${owner.tenant.file.file})`;
  report(
    'address-taken',
    path,
    (environments) =>
      `${address}, the service address of ${host}, is that of ${owner.host}${whose} already in ${environments}; set address${free === undefined ? '' : `, for example ${free}`}`,
  );
}
