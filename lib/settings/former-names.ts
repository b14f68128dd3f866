import { label, tenantName } from './names';
import { unique } from './schema';

/** Earlier names, oldest first. Terraform then moves what it created instead of destroying it. */
const former = (item: typeof label, description: string) => unique(item, 'name').meta({ description });

export const formerTenants = former(
  tenantName,
  'Earlier names of the tenant, oldest first, so that Terraform keeps its addresses, VMs and pool. Default: none',
);

export const formerProxies = former(
  label,
  'Earlier names of the proxy, oldest first, so that Terraform keeps its address and VM. Default: none',
);

export const formerPools = former(
  label,
  'Earlier names of the pool, oldest first; at the cloud the pool keeps the oldest. Default: none',
);
