import { contains, overlap } from '../../settings/address';
import type { TogetherCheck } from './_check';

/** What a tenant reaches directly, and who reaches it: no way around a proxy, and none from tenant to tenant. */
export const checkReach: TogetherCheck = (tenants, reportFor) => {
  const namespaces = new Map(tenants.map((tenant) => [tenant.data.namespace ?? tenant.name, tenant]));
  const proxies = tenants.flatMap(({ name, data }) =>
    (data.egress?.proxies ?? []).flatMap(({ address, name: proxy = 'a proxy' }) =>
      address === undefined ? [] : [{ address, what: `${proxy} of ${name}` }],
    ),
  );
  for (const tenant of tenants) {
    const report = reportFor(tenant);
    const { podCidr, serviceCidr } = tenant.environment?.data.cluster ?? {};
    for (const [index, { cidr }] of (tenant.data.egress?.private ?? []).entries()) {
      if (cidr === undefined) continue;
      const path = ['egress', 'private', index, 'cidr'];
      for (const [range, what] of [
        [podCidr, 'pods'],
        [serviceCidr, 'services'],
      ] as const) {
        if (range !== undefined && overlap(cidr, range))
          report(path, (environments) => `${cidr} overlaps ${range}, the range of the ${what} of ${environments}`);
      }
      const proxy = proxies.find(({ address }) => contains(cidr, address));
      if (proxy) {
        report(
          path,
          (environments) =>
            `${cidr} holds ${proxy.address}, ${proxy.what} in ${environments}; name the range of what is meant alone`,
        );
      }
    }
    for (const [index, { namespace }] of (tenant.data.ingress?.from ?? []).entries()) {
      const other = namespace === undefined ? undefined : namespaces.get(namespace);
      const path = ['ingress', 'from', index, 'namespace'];
      if (other === tenant)
        report(path, `${namespace} is the tenant’s own namespace, which may always connect; drop it`);
      else if (other)
        report(
          path,
          (environments) =>
            `${namespace} is the namespace of ${other.name} in ${environments}; tenants do not reach each other`,
        );
    }
  }
};
