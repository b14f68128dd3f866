import { z } from 'zod';
import { addedLists, unique, verbatim } from './schema';
import { mountedIn, mountPath } from './volume';

const file = z
  .strictObject({
    path: mountPath.meta({ description: 'Absolute path of the file in the containers' }),
    content: verbatim.meta({ description: 'Content of the file, as it is written here' }),
    executable: z.boolean().meta({ description: 'Whether the file can be executed. Default: false' }).optional(),
    containers: mountedIn,
  })
  .meta({ id: 'WorkloadFile', description: 'A file that containers see' });

/** Files of a workload: a ConfigMap whose name changes with its content, so that pods restart. */
export const workloadFiles = unique(file, 'path', ({ path }) => path)
  .meta({
    description:
      'Files in the containers, in addition to those of the image. Pods restart when a file changes. An override adds its files to these, or replaces the one of the same path',
  })
  .register(addedLists, { keyOf: ({ path }) => String(path) })
  .default([]);
