import { posix } from 'node:path';
import type { Path } from '../../settings/place';
import { VOLUME_SOURCES } from '../../settings/volume';
import type { TenantCheck } from './_check';
import { clash } from './_clash';
import { workloadsOf } from './_containers';

export const checkVolumes: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    const mounted = new Map<string, { readonly path: Path; readonly name: string }>();
    for (const [index, volume] of (workload.volumes ?? []).entries()) {
      const at = [...path, 'volumes', index];
      const said = VOLUME_SOURCES.filter((source) => volume[source] !== undefined);
      if (said.length !== 1 && !VOLUME_SOURCES.some((source) => tenant.wasWrong([...at, source]))) {
        const which = said.length === 0 ? 'none of them' : said.join(' and ');
        report(
          'volume-source',
          said.length === 0 ? at : [...at, said[1] ?? ''],
          `a volume is exactly one of ${VOLUME_SOURCES.join(', ')}, and not ${which}`,
        );
      }
      const { mountPath, name = 'another volume' } = volume;
      if (mountPath === undefined) continue;
      const place = posix.normalize(`${mountPath}/`);
      const ours = { path: [...at, 'mountPath'], name };
      const first = mounted.get(place);
      if (first) {
        const { at, other } = clash(tenant, first, ours);
        report('mount-path-taken', at, `${mountPath} is where ${other.name} is already mounted`);
      } else mounted.set(place, ours);
    }
  }
};
