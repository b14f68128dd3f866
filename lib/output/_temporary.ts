import { posix } from 'node:path';

const SUFFIX = '.synth-tmp';

/** A name beside the file that Flux and kustomize take for no manifest, and that the next run knows as ours. */
export function temporaryPath(path: string): string {
  return posix.join(posix.dirname(path), `.${posix.basename(path)}.${process.pid}${SUFFIX}`);
}

export function isTemporary(path: string): boolean {
  return path.endsWith(SUFFIX) && /^\..+\.\d+\.[^.]+$/.test(posix.basename(path));
}
