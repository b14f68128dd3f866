import { k8s } from 'cdk8s-plus-28';
import type { Volume, WorkloadKind } from '../../model/types';

/** The pod's volumes; a StatefulSet's claims are not among them, since the controller adds those itself. */
export function podVolumes(workload: string, kind: WorkloadKind, volumes: readonly Volume[]): k8s.Volume[] | undefined {
  const own = volumes.filter((volume) => !(volume.claim && kind === 'StatefulSet'));
  return own.length === 0 ? undefined : own.map((volume) => ({ name: volume.name, ...sourceOf(workload, volume) }));
}

function sourceOf(workload: string, volume: Volume): Omit<k8s.Volume, 'name'> {
  if (volume.configMap) return { configMap: { name: volume.configMap } };
  if (volume.secret) return { secret: { secretName: volume.secret } };
  if (volume.claim) return { persistentVolumeClaim: { claimName: `${workload}-${volume.name}` } };
  const { sizeLimit, medium } = volume.emptyDir ?? {};
  return { emptyDir: { medium, sizeLimit: sizeLimit ? k8s.Quantity.fromString(sizeLimit) : undefined } };
}

export function mountsOf(volumes: readonly Volume[]): k8s.VolumeMount[] | undefined {
  if (volumes.length === 0) return undefined;
  return volumes.map(({ name, mountPath, readOnly }) => ({ name, mountPath, readOnly }));
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
