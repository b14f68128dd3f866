import type { Files } from '../../../lib/squid';

/** Files that exist in a test only, by absolute path. */
export function memory(files: Readonly<Record<string, string>>): Files {
  return {
    read: (path) => files[path],
    list: (folder) => [
      ...new Set(
        Object.keys(files)
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] as string),
      ),
    ],
  };
}
