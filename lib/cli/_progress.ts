import type { Io } from './io';

/** Runs something that takes long with many tenants. Meanwhile a terminal shows what is being done. */
export function during<T>(io: Io, what: string, run: () => T): T {
  io.progress?.(what);
  try {
    return run();
  } finally {
    io.progress?.('');
  }
}
