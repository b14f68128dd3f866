import { TOP_LEVEL_DOMAINS } from '../../settings/top-level-domains';
import { allowEntries } from '../allowed-hosts';
import { isOpen, serviceNames, serviceOf } from '../service-names';
import type { TenantCheck } from './_check';

/** Names that pods reach directly, and that public hosts end in. */
export const checkDirectNames: TenantCheck = (tenant, report) => {
  const { data, name, environment } = tenant;
  const { mode, private: ranges = [] } = data.egress ?? {};
  const allow = allowEntries(tenant);
  const namespace = data.namespace ?? name;
  const caller = { namespace, allow, mode };
  let exposed: string | undefined;
  for (const [index, workload] of (data.workloads ?? []).entries()) {
    const service = serviceOf(workload);
    if (!service?.name) continue;
    exposed ??= service.name;
    for (const { name: left, host } of serviceNames([service], caller).leftOut) {
      report(
        'service-name-public',
        ['workloads', index, 'name'],
        `${left} is left out of NO_PROXY, because clients would request ${host} directly as well; call the Service ${service.name}.${namespace}.svc`,
      );
    }
  }
  if (exposed !== undefined && isOpen(caller) && TOP_LEVEL_DOMAINS.has(namespace)) {
    report(
      'service-name-public',
      [data.namespace === undefined ? 'name' : 'namespace'],
      `${namespace} is a public top-level domain: pods reach the Service ${exposed} as ${exposed}.${namespace}, and not a public host of that name`,
    );
  }
  for (const [index, { hosts = [] }] of ranges.entries()) {
    for (const [at, host] of hosts.entries()) {
      const path = ['egress', 'private', index, 'hosts', at];
      const taken = allow?.find((entry) => host !== undefined && entry.host?.endsWith(host))?.host;
      if (taken !== undefined) {
        report(
          'private-host-allowed',
          path,
          `${host} would take ${taken} of egress.allow past the proxy; remove one of the two`,
        );
      }
      if (environment?.data.cluster?.resolver) {
        report(
          'private-host-unresolved',
          path,
          (environments) =>
            `pods cannot resolve ${host} in ${environments}, where cluster.resolver knows only names inside the cluster`,
        );
      }
    }
  }
};
