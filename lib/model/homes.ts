import type { Tenant } from './types';

/** The namespaces of a tenant: its own, and that of its gateway. */
export function homesOf({ namespace, gateway }: Pick<Tenant, 'namespace' | 'gateway'>): readonly string[] {
  return gateway ? [namespace, gateway.namespace] : [namespace];
}
