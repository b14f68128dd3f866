import { inspect } from '../output';
import type { Side } from './types';

/** What synth did not write is neither written nor removed by it. */
export function isOurs(path: string, side: Side, other: Side): boolean {
  if (side.unmanaged?.has(path)) return false;
  return (other.files.has(path) && !other.unmanaged?.has(path)) || inspect(path, side.files.get(path) ?? '') === 'ours';
}
