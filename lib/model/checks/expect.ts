import { didYouMean } from '../../settings/nearest';
import { enumerate, show } from '../../settings/text';
import type { TenantCheck } from './_check';

/** Expectations are about pods that the tenant has: in each environment, where they run there. */
export const checkExpectations: TenantCheck = ({ data: { expect = [], workloads = [] }, environment }, report) => {
  if (!environment) return;
  const names = workloads.flatMap(({ name }) => name ?? []);
  for (const [index, { from }] of expect.entries()) {
    if (from === undefined || names.includes(from)) continue;
    const near = didYouMean(from, names) || `; available: ${names.length > 0 ? enumerate(names) : 'none'}`;
    report('expectation-workload', ['expect', index, 'from'], `unknown workload ${show(from)}${near}`);
  }
};
