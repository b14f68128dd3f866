import { allowedAnnotations } from '../annotations';
import type { TenantCheck } from './_check';
import { workloadsOf } from './_containers';

/** Annotations with a domain that the admission policy would refuse. */
export const checkAnnotations: TenantCheck = (tenant, report) => {
  if (!tenant.environment) return;
  const added = (tenant.environment.data.annotations ?? []).flatMap((each) => each ?? []);
  const allowed = new Set(allowedAnnotations(added));
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const key of Object.keys(workload.annotations ?? {})) {
      const domain = key.slice(0, key.indexOf('/') + 1);
      const isAllowed = domain === '' ? !key.startsWith('io.') : allowed.has(key) || allowed.has(domain);
      if (isAllowed) continue;
      report(
        'annotation-not-listed',
        [...path, 'annotations', key],
        (environments) =>
          `other software acts on annotations with a domain, and ${key} is not listed in ${environments}; remove it, or ask the platform to list it under annotations`,
      );
    }
  }
};
