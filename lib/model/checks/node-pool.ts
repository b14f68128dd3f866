import { contains, overlap } from '../../settings/address';
import type { TenantCheck, TogetherCheck } from './_check';

export const checkNodePool: TenantCheck = ({ data, environment, wasWrong }, report) => {
  const { size, sources } = data.nodePool ?? {};
  if (size?.min !== undefined && size.max !== undefined && size.min > size.max) {
    report(['nodePool', 'size', 'min'], `${size.min} is above max, which is ${size.max}`);
  }
  const network = environment?.data.cluster?.privateNetwork;
  if (network === undefined) return;
  if (sources === undefined && !wasWrong(['nodePool', 'sources'])) {
    report(
      ['nodePool', 'sources'],
      'is not known, so that only policy and certificate keep another tenant’s nodes off this tenant’s proxy; name the addresses of the pool’s nodes',
      'warning',
    );
  }
  for (const [index, range] of (sources ?? []).entries()) {
    if (!contains(network, range)) {
      report(
        ['nodePool', 'sources', index],
        (environments) => `${range} is outside ${network}, the private network of ${environments}`,
      );
    }
  }
};

/** Nodes of two tenants at one address: the proxy could not tell them apart. */
export const checkSources: TogetherCheck = (tenants, reportFor) => {
  const seen: { readonly range: string; readonly file: string; readonly name: string }[] = [];
  for (const tenant of tenants) {
    const sources = tenant.data.nodePool?.sources ?? [];
    for (const [index, range] of sources.entries()) {
      const other = seen.find((one) => overlap(one.range, range));
      if (!other) continue;
      reportFor(tenant)(
        ['nodePool', 'sources', index],
        (environments) =>
          `${range} holds nodes of ${other.name}, too (${other.range} in ${other.file}), in ${environments}; either could use the other’s proxy`,
        'warning',
      );
    }
    seen.push(...sources.map((range) => ({ range, file: tenant.file.file, name: tenant.name })));
  }
};
