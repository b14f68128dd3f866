import { AsyncLocalStorage } from 'node:async_hooks';
import type { Problem } from '../lint';

/** Describes an error that the code of an environment file threw. */
type Describe = (error: unknown) => Problem;

const running = new AsyncLocalStorage<Describe>();
const byPath = new Map<string, Describe>();

/**
 * Runs an environment file. What its timers and promises throw after it has returned is found by {@link lateProblem}.
 *
 * @param path the file as it stands in stack traces
 */
export function watchLateFailures<T>(path: string, describe: Describe, run: () => T): T {
  byPath.set(path, describe);
  return running.run(describe, run);
}

/** The problem of an error that nothing caught, for the handler of such errors. Undefined: no environment file caused it. */
export function lateProblem(error: unknown): Problem | undefined {
  const stack = String((error as Partial<Error> | undefined)?.stack ?? '');
  // A microtask loses the context that it was queued in.
  const describe = running.getStore() ?? [...byPath].find(([path]) => stack.includes(`${path}:`))?.[1];
  return describe?.(error);
}
