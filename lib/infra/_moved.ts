import type { Tenant } from '../model/types';
import { PROXY_TYPES, resourceName, TENANT_TYPES } from './resource-names';

interface Move {
  readonly from: string;
  readonly to: string;
}

/** What tells Terraform that resources of a renamed tenant or proxy are the ones that it made under the former name. */
export function moves({ name, formerly = [], egress }: Tenant): Move[] {
  const tenants = [...formerly, name];
  return [
    ...chains(
      // A group comes with the second proxy.
      TENANT_TYPES.filter((type) => type !== 'scaleway_instance_placement_group' || egress.proxies.length > 1),
      tenants.map((tenant) => resourceName(tenant)),
    ),
    ...egress.proxies.flatMap((proxy) =>
      chains(
        PROXY_TYPES,
        // Any two of the names may have met, in any order of the renames.
        tenants.flatMap((tenant) =>
          [...(proxy.formerly ?? []), proxy.name].map((label) => resourceName(tenant, label)),
        ),
      ),
    ),
  ];
}

/** From each name to the next, because Terraform lets a resource come from one other only. The last one is current. */
function chains(types: readonly string[], names: readonly string[]): Move[] {
  return types.flatMap((type) =>
    names.slice(1).map((name, index) => ({ from: `${type}.${names[index]}`, to: `${type}.${name}` })),
  );
}
