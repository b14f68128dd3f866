import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EgressError } from '../errors';
import type { FileSource } from './types';

/** What a folder on disk holds, each file read once, when it is asked for. */
export function filesOnDisk(root: string): FileSource {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const known = new Map<string, string | undefined>();
  return {
    get(path) {
      if (!known.has(path)) known.set(path, read(join(root, path), decoder));
      return known.get(path);
    },
  };
}

function read(file: string, decoder: { decode(bytes: Uint8Array): string }): string | undefined {
  try {
    return decoder.decode(readFileSync(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined;
    throw new EgressError(`${file}: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no UTF-8' : message}`, 2);
  }
}
