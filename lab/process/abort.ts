import { AsyncLocalStorage } from 'node:async_hooks';

const storage = new AsyncLocalStorage<AbortSignal>();

/**
 * Runs work that goes many ways at the same time. When one way has failed and all is torn down, the others must not start
 * another process or write another file: aborting the signal stops each at its next step.
 */
export function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return storage.run(signal, work);
}

/** Throws when the work that this belongs to was aborted. */
export function throwIfAborted(): void {
  storage.getStore()?.throwIfAborted();
}
