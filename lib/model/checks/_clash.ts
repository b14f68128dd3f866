import type { Path } from '../../settings/place';
import type { TenantDraft } from '../draft';

/** Of two values that clash, the one to report, which an override sets if it sets one of them, and the other. */
export function clash<Value extends { readonly path: Path }>(
  tenant: TenantDraft,
  first: Value,
  second: Value,
): { readonly at: Path; readonly other: Value } {
  return isOverridden(tenant, first.path) && !isOverridden(tenant, second.path)
    ? { at: first.path, other: second }
    : { at: second.path, other: first };
}

/** Whether an override sets a value. With the name of an entry it does so only if it adds the entry. */
function isOverridden(tenant: TenantDraft, path: Path): boolean {
  return tenant.at(path.at(-1) === 'name' ? path.slice(0, -1) : path).path[0] === 'environments';
}
