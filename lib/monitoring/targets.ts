import type { Tenant } from '../model/types';
import type { Monitored } from './alert';

/** Targets with the labels that tell them apart. */
export interface Targets {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** The VMs of a tenant, by their addresses in the private network; each job adds its port. */
export function vmTargets({ name }: Monitored, { name: tenant, egress }: Tenant): readonly Targets[] {
  return egress.proxies.map(({ name: proxy, address }) => ({
    targets: [address],
    labels: { environment: name, tenant, proxy },
  }));
}

/** The ports of proxies on their public addresses, which must be closed. */
export function closedTargets({ name }: Monitored, { name: tenant, egress }: Tenant): readonly Targets[] {
  return egress.proxies.flatMap(({ name: proxy, publicAddress, port }) =>
    publicAddress === undefined
      ? []
      : [{ targets: [`${publicAddress}:${port}`], labels: { environment: name, tenant, proxy } }],
  );
}

/** The log server. */
export function logTargets({ name, logs }: Monitored): readonly Targets[] {
  return logs ? [{ targets: [`${logs.host}:${logs.port}`], labels: { environment: name, tenant: 'platform' } }] : [];
}
