import { k8s } from 'cdk8s-plus-28';
import type { Volume, WorkloadFile, WorkloadKind } from '../../model/types';
import { FILES_VOLUME, fileKeys } from '../../model/workload-files';

/** What a pod mounts: its volumes, and its files as a volume of their own. */
export interface Mounted {
  readonly volumes: readonly Volume[];
  readonly files: readonly WorkloadFile[];
  /** Name of the ConfigMap with the files. */
  readonly filesConfigMap: string | undefined;
  /** Name of the main container. */
  readonly main: string;
}

/** Access of files that can be executed. */
const EXECUTABLE = 0o755;

/** The pod's volumes; a StatefulSet's claims are not among them, since the controller adds those itself. */
export function podVolumes(workload: string, kind: WorkloadKind, mounted: Mounted): k8s.Volume[] | undefined {
  const own = mounted.volumes.filter((volume) => !(volume.claim && kind === 'StatefulSet'));
  const all = [...own.map((volume) => ({ name: volume.name, ...sourceOf(workload, volume) })), ...filesVolume(mounted)];
  return all.length === 0 ? undefined : all;
}

function sourceOf(workload: string, volume: Volume): Omit<k8s.Volume, 'name'> {
  if (volume.configMap) return { configMap: { name: volume.configMap } };
  if (volume.secret) return { secret: { secretName: volume.secret } };
  if (volume.claim) return { persistentVolumeClaim: { claimName: `${workload}-${volume.name}` } };
  const { sizeLimit, medium } = volume.emptyDir ?? {};
  return { emptyDir: { medium, sizeLimit: sizeLimit ? k8s.Quantity.fromString(sizeLimit) : undefined } };
}

function filesVolume({ files, filesConfigMap: name }: Mounted): k8s.Volume[] {
  if (name === undefined) return [];
  const keys = fileKeys(files.map(({ path }) => path));
  const isPlain = files.every(({ executable }) => !executable);
  const items = files.map(({ executable }, index) => {
    const key = keys[index] ?? '';
    return { key, path: key, ...(executable ? { mode: EXECUTABLE } : {}) };
  });
  return [{ name: FILES_VOLUME, configMap: isPlain ? { name } : { name, items } }];
}

/** What one container sees. Without `containers` only the main one sees a volume or a file. */
export function mountsOf(container: string, { volumes, files, main }: Mounted): k8s.VolumeMount[] | undefined {
  const isSeen = ({ containers = [main] }: { readonly containers?: readonly string[] }) =>
    containers.includes(container);
  const keys = fileKeys(files.map(({ path }) => path));
  const mounts = [
    ...volumes.flatMap((volume) =>
      [volume, ...(volume.mounts ?? [])]
        .filter(isSeen)
        .map(({ mountPath, subPath, readOnly }) => ({ name: volume.name, mountPath, subPath, readOnly })),
    ),
    ...files.flatMap((file, index) =>
      isSeen(file) ? [{ name: FILES_VOLUME, mountPath: file.path, subPath: keys[index], readOnly: true }] : [],
    ),
  ];
  return mounts.length === 0 ? undefined : mounts;
}

/** What a volume claims, for a claim of its own or for a StatefulSet's template. */
export function claimOf(volume: Volume): k8s.PersistentVolumeClaimSpec {
  if (!volume.claim) throw new Error(`volume ${volume.name} claims nothing`);
  return {
    accessModes: ['ReadWriteOnce'],
    storageClassName: volume.claim.storageClass,
    resources: { requests: { storage: k8s.Quantity.fromString(volume.claim.size) } },
  };
}

export function claimTemplates(
  volumes: readonly Volume[],
  annotations: Readonly<Record<string, string>> | undefined,
): k8s.KubePersistentVolumeClaimProps[] | undefined {
  const claims = volumes.filter((volume) => volume.claim);
  if (claims.length === 0) return undefined;
  return claims.map((volume) => ({
    metadata: { name: volume.name, annotations },
    spec: claimOf(volume),
  }));
}
