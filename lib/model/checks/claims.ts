import { NAME_LIMIT } from '../../settings/names';
import type { TenantCheck } from './_check';
import { workloadsOf } from './_containers';

/** The names of volume claims: `<workload>-<volume>`, and `<volume>-<workload>-<number>` of a StatefulSet's pods. */
export const checkClaims: TenantCheck = (tenant, report) => {
  const alone = new Map<string, string>();
  const numbered = new Map<string, string>();
  const ofSets = new Map<string, string>();
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const [index, { name: volume, claim }] of (workload.volumes ?? []).entries()) {
      if (workload.name === undefined || volume === undefined || claim === undefined) continue;
      const at = [...path, 'volumes', index, 'name'];
      const owner = `${volume} of ${workload.name}`;
      const isSet = workload.kind === 'StatefulSet';
      const name = isSet ? `${volume}-${workload.name}` : `${workload.name}-${volume}`;
      const excess = name.length - NAME_LIMIT;
      if (!isSet && excess > 0)
        report(
          'name-too-long',
          at,
          `grows to ${name}, its claim: ${name.length} characters, ${excess} more than a name may have`,
        );
      const stem = name.replace(/-\d+$/, '');
      const other = isSet
        ? (ofSets.get(name) ?? numbered.get(name))
        : (alone.get(name) ?? (stem === name ? undefined : ofSets.get(stem)));
      if (other !== undefined && other !== owner)
        report('name-taken', at, `its claim would be ${name}, which already belongs to ${other}`);
      if (isSet) ofSets.set(name, owner);
      else alone.set(name, owner);
      if (!isSet && stem !== name) numbered.set(stem, owner);
    }
  }
};
