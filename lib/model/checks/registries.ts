import { completeImage, isFrom } from '../../settings/image-name';
import { didYouMean } from '../../settings/nearest';
import { enumerate } from '../../settings/text';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { TenantCheck } from './_check';
import { containersOf, workloadsOf } from './_containers';

/** Without an entry that was wrong, the list would refuse what it was meant to allow. */
function wereWrong(draft: TenantDraft | EnvironmentDraft | undefined): boolean {
  return (
    draft !== undefined &&
    (draft.wasWrong(['registries']) || draft.tree.entries.get('registries')?.pruned !== undefined)
  );
}

/** Images come from the registries of the tenant, or else from those of the environment. */
export const checkRegistries: TenantCheck = (tenant, report) => {
  const { data, environment } = tenant;
  const registries = data.registries ?? environment?.data.registries;
  if (wereWrong(tenant) || wereWrong(environment)) return;
  if (registries === undefined) {
    if (environment)
      report(
        ['registries'],
        'is not set, so that pods may name any image, and the node asks for it from its own address, past the proxy; list the registries that the images come from, here or in the environment',
        'warning',
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
        [...container.path, 'image'],
        `${image} is ${name}, which is in none of the registries of ${data.registries ? 'this tenant' : 'the environment'} (${enumerate(allowed)})${didYouMean(name, allowed)}; use an image of these, or add its registry`,
      );
    }
  }
};
