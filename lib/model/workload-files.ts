/** Name of the volume with a workload's files. */
export const FILES_VOLUME = 'workload-files';

/** The keys of files in their ConfigMap, in the order of the files: their paths in letters that a key may have. */
export function fileKeys(paths: readonly string[]): readonly string[] {
  const keys: string[] = [];
  for (const path of paths) {
    const key = path
      .replace(/^\/+/, '')
      .replaceAll('/', '_')
      .replace(/[^-._a-zA-Z0-9]/g, '-')
      .replace(/^\.+/, '_');
    let unique = key;
    for (let number = 2; keys.includes(unique); number++) unique = `${key}-${number}`;
    keys.push(unique);
  }
  return keys;
}
