import { posix } from 'node:path';
import { didYouMean } from '../../settings/nearest';
import type { Path } from '../../settings/place';
import { VOLUME_SOURCES } from '../../settings/volume';
import type { TenantDraft, WorkloadDraft } from '../draft';
import { FILES_VOLUME } from '../workload-files';
import type { Report, TenantCheck } from './_check';
import { clash } from './_clash';
import { containersOf, workloadsOf } from './_containers';

type VolumeDraft = NonNullable<WorkloadDraft['volumes']>[number];

/** Where a volume or a file is mounted. */
interface MountAt {
  readonly path: Path;
  /** In messages: the name of the volume, or `a file`. */
  readonly name: string;
  readonly mountPath: string;
  /** Undefined: the main container. */
  readonly containers?: readonly (string | undefined)[];
  /** Nothing can be mounted below it. */
  readonly readOnly: boolean;
  readonly isFile: boolean;
}

export const checkVolumes: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    for (const [index, volume] of (workload.volumes ?? []).entries()) {
      checkSource(volume, [...path, 'volumes', index], tenant, report);
      if (volume.name === FILES_VOLUME && (workload.files ?? []).length > 0)
        report(
          'name-taken',
          [...path, 'volumes', index, 'name'],
          `${FILES_VOLUME} is the volume of the workload’s files; choose another name`,
        );
    }
    const names = containersOf(workload, path).flatMap(({ name }) => name ?? []);
    const mounts = mountsOf(workload, path);
    for (const mount of mounts) checkContainerNames(mount, names, tenant, report);
    const main = names[0] ?? '';
    for (const container of names)
      checkPlaces(
        mounts.filter(({ containers = [main] }) => containers.includes(container)),
        tenant,
        report,
      );
  }
};

function checkSource(volume: VolumeDraft, at: Path, tenant: TenantDraft, report: Report): void {
  const set = VOLUME_SOURCES.filter((source) => volume[source] !== undefined);
  if (set.length === 1 || VOLUME_SOURCES.some((source) => tenant.wasWrong([...at, source]))) return;
  const which = set.length === 0 ? 'none of them' : set.join(' and ');
  report(
    'volume-source',
    set.length === 0 ? at : [...at, set[1] ?? ''],
    `a volume is exactly one of ${VOLUME_SOURCES.join(', ')}, and not ${which}`,
  );
}

function mountsOf({ volumes = [], files = [] }: WorkloadDraft, path: Path): MountAt[] {
  const ofVolumes = volumes.flatMap((volume, index) => {
    const { name = 'another volume', configMap, secret, mounts = [] } = volume;
    const at = [...path, 'volumes', index];
    const all = [{ mount: volume, at }, ...mounts.map((mount, place) => ({ mount, at: [...at, 'mounts', place] }))];
    return all.flatMap(({ mount: { mountPath, readOnly = false, containers }, at }) =>
      mountPath === undefined
        ? []
        : [{ path: at, name, mountPath, containers, readOnly: readOnly || !!(configMap ?? secret), isFile: false }],
    );
  });
  const ofFiles = files.flatMap(({ path: mountPath, containers }, index) =>
    mountPath === undefined
      ? []
      : [{ path: [...path, 'files', index], name: 'a file', mountPath, containers, readOnly: true, isFile: true }],
  );
  return [...ofVolumes, ...ofFiles];
}

function checkContainerNames(mount: MountAt, names: readonly string[], tenant: TenantDraft, report: Report): void {
  for (const [index, name] of (mount.containers ?? []).entries()) {
    if (name === undefined || names.includes(name) || tenant.wasWrong([...mount.path, 'containers'])) continue;
    const near = didYouMean(name, names) || `; available: ${names.join(', ')}`;
    report('container-unknown', [...mount.path, 'containers', index], `${name} is not a container of this pod${near}`);
  }
}

/** What one container sees: each place once, and nothing below a file or below what is read-only. */
function checkPlaces(mounts: readonly MountAt[], tenant: TenantDraft, report: Report): void {
  const places = new Map<string, MountAt & { readonly key: Path }>();
  for (const mount of mounts) {
    const ours = { ...mount, key: [...mount.path, mount.isFile ? 'path' : 'mountPath'] };
    const place = posix.normalize(`${mount.mountPath}/`);
    const first = places.get(place);
    if (!first) {
      places.set(place, ours);
      continue;
    }
    const { at, other } = clash(tenant, { ...first, path: first.key }, { ...ours, path: ours.key });
    report('mount-path-taken', at, `${mount.mountPath} is where ${other.name} is already mounted`);
  }
  for (const [place, mount] of places) {
    const around = [...places].find(
      ([outer, { readOnly, isFile }]) => outer !== place && place.startsWith(outer) && (readOnly || isFile),
    )?.[1];
    if (around === undefined) continue;
    const why = around.isFile ? 'is a file' : `is where ${around.name} is mounted, read-only`;
    report(
      'mount-path-inside',
      mount.key,
      `${mount.mountPath} is inside of ${around.mountPath}, which ${why}: the container could not start`,
    );
  }
}
