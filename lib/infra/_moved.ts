import type { Environment, Tenant } from '../model/types';
import { namesIn, zonesOf } from './_zones';
import { PROXY_TYPES, resourceName, ZONE_TYPES } from './resource-names';

interface Move {
  readonly from: string;
  readonly to: string;
}

/** What tells Terraform that resources of a renamed tenant or proxy are the ones that it made under the former name. */
export function moves(environment: Environment, tenant: Tenant): Move[] {
  const { name, formerly = [], egress } = tenant;
  const tenants = [...formerly, name];
  return [
    ...zonesOf(environment, tenant).flatMap(({ zone, isPair }) =>
      chains(
        // A group comes with the second proxy.
        ZONE_TYPES.filter((type) => type !== 'scaleway_instance_placement_group' || isPair),
        tenants.map((each) => namesIn(zone, environment.cluster.zone, each).name),
      ),
    ),
    ...chains(
      ['scaleway_k8s_pool'],
      tenants.map((each) => resourceName(each)),
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
