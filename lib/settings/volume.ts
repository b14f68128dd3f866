import { z } from 'zod';
import { label, objectName } from './names';
import { memory } from './resources';
import { alternatives, text, unique } from './schema';
import { show } from './text';

/** Returns why `value` is not a path at which something can be mounted, or undefined if it is one, such as `/data`. */
export function mountPathFault(value: string): string | undefined {
  return /^\/[^:\0]*$/.test(value) && !value.split('/').includes('..') && value !== '/'
    ? undefined
    : `${show(value)} is not a valid mount path (expected an absolute path without a colon or .., for example /data)`;
}

const mountPath = text({ 'mount-path-invalid': mountPathFault });

const subPath = text({
  'sub-path-invalid': (value) =>
    /^[^/:\0][^:\0]*$/.test(value) && !value.split('/').includes('..')
      ? undefined
      : `${show(value)} is not a valid path inside a volume (expected a relative path without a colon or .., for example db)`,
});

/** The containers of a pod that see a volume or a file. */
export const mountedIn = unique(label, 'container')
  .min(1)
  .meta({ description: 'Names of the containers that see it. Default: the main container' })
  .optional();

const mount = {
  mountPath: mountPath.meta({ description: 'Absolute path in the containers' }),
  subPath: subPath.meta({ description: 'Path inside the volume. Default: all of the volume' }).optional(),
  readOnly: z.boolean().meta({ description: 'Mount the volume read-only. Default: false' }).optional(),
  containers: mountedIn,
};

/** Of which a volume has exactly one. */
export const VOLUME_SOURCES = ['emptyDir', 'configMap', 'secret', 'claim'] as const;

export const volume = z
  .strictObject({
    name: label.meta({ description: 'Name of the volume: a DNS label' }),
    ...mount,
    mounts: z
      .array(
        z.strictObject(mount).meta({ id: 'Mount', description: 'A further place where containers see the volume' }),
      )
      .meta({ description: 'Further places where containers see the volume. Default: none' })
      .optional(),
    emptyDir: z
      .strictObject({
        sizeLimit: memory('Maximum size; a pod that exceeds it is evicted. Default: no limit').optional(),
        medium: z.literal('Memory').meta({ description: 'Keep the data in memory. Default: on disk' }).optional(),
      })
      .meta({ description: 'Temporary storage, deleted with the pod' })
      .optional(),
    configMap: objectName.meta({ description: 'Name of a ConfigMap' }).optional(),
    secret: objectName.meta({ description: 'Name of a Secret' }).optional(),
    claim: z
      .strictObject({
        size: memory('Size of the storage, for example 10Gi'),
        storageClass: objectName.meta({ description: 'StorageClass. Default: the cluster’s default class' }).optional(),
      })
      .meta({ description: 'Persistent storage (a PersistentVolumeClaim)' })
      .optional(),
  })
  .meta({ id: 'Volume', description: 'Storage from exactly one source: emptyDir, configMap, secret or claim' })
  .register(alternatives, { groups: VOLUME_SOURCES.map((source) => [source]) });
