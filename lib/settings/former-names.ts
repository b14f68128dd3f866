import { unique } from './_schema';
import { label, tenantName } from './names';

/** Names that something had before, oldest first. Terraform follows them instead of destroying what it made. */
const former = (item: typeof label, description: string) => unique(item, 'name').meta({ description });

export const formerTenants = former(
  tenantName,
  'Names that the tenant had before, oldest first; Terraform then keeps its addresses, VMs and pool; default: none',
);

export const formerProxies = former(
  label,
  'Names that the proxy had before, oldest first; Terraform then keeps its address and VM; default: none',
);

export const formerPools = former(
  label,
  'Names that the pool had before, oldest first; the cloud keeps calling it by the oldest; default: none',
);
