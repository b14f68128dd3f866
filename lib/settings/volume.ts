import { z } from 'zod';
import { text } from './_schema';
import { label, objectName } from './names';
import { memory } from './resources';
import { show } from './text';

const mountPath = text({
  'mount-path-invalid': (value) =>
    /^\/[^:\0]*$/.test(value) && !value.split('/').includes('..') && value !== '/'
      ? undefined
      : `${show(value)} is not a valid mount path (expected an absolute path without a colon or .., for example /data)`,
});

export const volume = z.strictObject({
  name: label.meta({ description: 'Name of the volume, a DNS label' }),
  mountPath: mountPath.meta({ description: 'Where it is in the container' }),
  readOnly: z.boolean().meta({ description: 'Default false' }).optional(),
  emptyDir: z
    .strictObject({
      sizeLimit: memory.meta({ description: 'More than this, and the pod is evicted' }).optional(),
      medium: z.literal('Memory').meta({ description: 'In memory instead of on disk' }).optional(),
    })
    .meta({ description: 'Empty at first, gone with the pod' })
    .optional(),
  configMap: objectName.meta({ description: 'Name of a ConfigMap' }).optional(),
  secret: objectName.meta({ description: 'Name of a Secret' }).optional(),
  claim: z
    .strictObject({
      size: memory.meta({ description: 'For example 10Gi' }),
      storageClass: objectName.meta({ description: 'Default: that of the cluster' }).optional(),
    })
    .meta({ description: 'Storage that stays' })
    .optional(),
});

/** Of which a volume has exactly one. */
export const VOLUME_SOURCES = ['emptyDir', 'configMap', 'secret', 'claim'] as const;
