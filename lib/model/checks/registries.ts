import { completeImage, isFrom, isIn } from '../../settings/image-name';
import { didYouMean } from '../../settings/nearest';
import { insideRegistryFault } from '../../settings/registries';
import { enumerate } from '../../settings/text';
import type { TenantCheck } from './_check';
import { containersOf, workloadsOf } from './_containers';
import { hadWrongRegistries } from './_registries';

/** Nodes ask registries past all policies, so that only the platform may list one that is inside. */
function insideFaults(
  registries: readonly (string | undefined)[] = [],
  platform: readonly (string | undefined)[] = [],
): [index: number, fault: string][] {
  return registries.flatMap((registry, index): [number, string][] => {
    if (registry === undefined || platform.some((listed) => listed !== undefined && isIn(registry, listed))) return [];
    const fault = insideRegistryFault(registry);
    return fault === undefined ? [] : [[index, fault]];
  });
}

/** Images come from the registries of the tenant, or else from those of the environment. */
export const checkRegistries: TenantCheck = (tenant, report) => {
  const { data, environment } = tenant;
  const registries = data.registries ?? environment?.data.registries;
  if (hadWrongRegistries(environment)) return;
  if (environment) {
    for (const [index, fault] of insideFaults(data.registries, environment.data.registries))
      report('registry-inside', ['registries', index], fault);
  }
  if (hadWrongRegistries(tenant)) return;
  if (registries === undefined) {
    if (environment)
      report(
        'registries-unset',
        ['registries'],
        'is not set, so that pods may name any image, and the node asks for it from its own address, past the proxy; list the registries that the images come from, here or in the environment',
      );
    return;
  }
  const allowed = registries.filter((registry) => registry !== undefined);
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const container of containersOf(workload, path)) {
      const { image } = container.data;
      if (image === undefined || isFrom(image, allowed)) continue;
      const name = completeImage(image);
      report(
        'image-not-allowed',
        [...container.path, 'image'],
        `${image} is ${name}, which is in none of the registries of ${data.registries ? 'this tenant' : 'the environment'} (${enumerate(allowed)})${didYouMean(name, allowed)}; use an image of these, or add its registry`,
      );
    }
  }
};
