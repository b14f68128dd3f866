import { posix } from 'node:path';
import { z } from 'zod';
import { addedLists, text, unique, verbatim } from './schema';
import { show } from './text';
import { mountedIn, mountPathFault } from './volume';

/** What container runtimes mount themselves. */
const OF_SYSTEM = ['/proc', '/dev', '/sys'];

/** Folders of every image, or of nearly every one. */
const FOLDERS = /^\/(bin|boot|etc|home|lib|lib64|media|mnt|opt|root|run|sbin|srv|tmp|usr|usr\/local|var)$/;

function filePathFault(value: string): string | undefined {
  const path = posix.normalize(value);
  const outer = OF_SYSTEM.find((one) => `${path}/`.startsWith(`${one}/`));
  if (outer !== undefined)
    return `${show(value)} is in ${outer}, which the container runtime mounts itself; choose another path`;
  if (path.endsWith('/') || FOLDERS.test(path))
    return `${show(value)} is a folder, which a file cannot take the place of; name the file, for example ${posix.join(path, 'config.yaml')}`;
  return undefined;
}

const file = z
  .strictObject({
    path: text({ 'mount-path-invalid': mountPathFault, 'file-path-reserved': filePathFault }).meta({
      description: 'Absolute path of the file in the containers',
    }),
    content: verbatim.meta({ description: 'Content of the file, as it is written here' }),
    executable: z.boolean().meta({ description: 'Whether the file can be executed. Default: false' }).optional(),
    containers: mountedIn,
  })
  .meta({ id: 'WorkloadFile', description: 'A file that containers see' });

/** Files of a workload: a ConfigMap whose name changes with its content, so that pods restart. */
export const workloadFiles = unique(file, 'path', ({ path }) => path)
  .meta({
    description:
      'Files in the containers, in addition to those of the image. Pods restart when a file changes. An override adds its files to these, or replaces the one of the same path; remove: true removes it',
  })
  .register(addedLists, { keyOf: ({ path }) => String(path), removedBy: 'path' })
  .default([]);
