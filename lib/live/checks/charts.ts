import { objectKey } from '../../kustomize';
import { compareObjects, describe, resourceOf } from '../objects';
import { readinessFaults } from '../readiness';
import { list } from '../rights';
import type { Check, Result } from '../types';

export const check: Check = {
  title: 'charts are as rendered, and installed (with charts)',
  rights: [...list('helm.toolkit.fluxcd.io', 'helmreleases'), ...list('source.toolkit.fluxcd.io', 'ocirepositories')],
  async run(world) {
    const releases = world.expected.ofKind('HelmRelease');
    if (releases.length === 0) return [];
    const objects = [...releases, ...world.expected.ofKind('OCIRepository')];
    const ids = { missing: 'live-flux-missing', differs: 'live-flux-differs', exact: false } as const;
    const compared = await compareObjects(world, objects, ids);
    const states = await Promise.all(
      objects.map(async (each): Promise<Result[]> => {
        const live = (await world.cluster.list(resourceOf(each))).find(
          (one) => objectKey(one) === objectKey(each.object),
        );
        const about = { tenant: each.tenant, object: describe(each) };
        return live ? readinessFaults(live).map((fault) => ({ ...about, ...fault })) : [];
      }),
    );
    return [...compared, ...states.flat()];
  },
};
