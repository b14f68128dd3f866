import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Report } from './_check';

/** Addresses that outlive their proxies: of proxies that are gone, in an environment whose addresses Terraform makes. */
export function checkRetired({ data, name }: EnvironmentDraft, tenants: readonly TenantDraft[], report: Report): void {
  const { retired, infrastructure } = data;
  if (retired !== undefined && retired.length > 0 && infrastructure === undefined) {
    report(
      'retired-unused',
      ['retired'],
      `keeps no address: without infrastructure Terraform makes none in ${name}; add infrastructure, or remove this`,
    );
  }
  for (const [index, entry] of (retired ?? []).entries()) {
    if (entry.tenant === undefined || entry.proxy === undefined) continue;
    for (const tenant of tenants) {
      const isTenant = tenant.name === entry.tenant;
      if (!isTenant && !tenant.data.formerly?.includes(entry.tenant)) continue;
      for (const proxy of tenant.data.egress?.proxies ?? []) {
        const isProxy = proxy.name === entry.proxy;
        if (!isProxy && !proxy.formerly?.includes(entry.proxy)) continue;
        const problem =
          isTenant && isProxy
            ? `proxy ${entry.proxy} of ${entry.tenant} is still in ${name} (${tenant.file.file}); remove this entry, or the proxy`
            : `proxy ${entry.proxy} of ${entry.tenant} is now ${proxy.name} of ${tenant.name} in ${name} (${tenant.file.file}), which keeps the address; remove this entry`;
        report('retired-in-use', ['retired', index, isTenant ? 'proxy' : 'tenant'], problem);
      }
    }
  }
}
