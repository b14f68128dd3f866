/** Domain of the taints on tenants' nodes. */
const DOMAIN = 'node-role.kubernetes.io/';

/** Value of the taint on a tenant's nodes. */
export const TAINT_VALUE = 'dedicated';

/** Key of the taint on a tenant's nodes. */
export function taintKey(tenant: string): string {
  return `${DOMAIN}${tenant}`;
}

/** The taint on a tenant's nodes. */
export function tenantTaint(tenant: string) {
  return { key: taintKey(tenant), value: TAINT_VALUE, effect: 'NoSchedule' } as const;
}

/** The toleration that lets pods onto a tenant's nodes. */
export function tenantToleration(tenant: string) {
  return { key: taintKey(tenant), operator: 'Equal', value: TAINT_VALUE, effect: 'NoSchedule' } as const;
}
