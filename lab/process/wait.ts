import { setTimeout as sleep } from 'node:timers/promises';
import { EgressError } from '../../lib/errors';
import { throwIfAborted } from './abort';

interface WaitOptions {
  /** Milliseconds. Default: 60 000. */
  readonly timeout?: number;
  /** Milliseconds between two tries. Default: 100. */
  readonly interval?: number;
  /** What must stay alive meanwhile. Default: nothing. */
  readonly needs?: readonly Component[];
}

/** What the message of a failure tells about. */
export interface Component {
  readonly name: string;
  readonly host: string;
  readonly log: string;
  readonly isAlive: boolean;
  tail(): string;
}

/**
 * Tries until `probe` returns something truthy, and returns that; a probe that throws has not succeeded yet.
 *
 * @param description what is waited for, for example `nodes are Ready`
 * @throws EgressError (2) that says what, which component, its last lines, and where its log is
 */
export async function waitFor<T>(
  description: string,
  probe: () => Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<T>> {
  const { timeout = 60_000, interval = 100, needs = [] } = options;
  const end = Date.now() + timeout;
  let last = '';
  for (;;) {
    throwIfAborted();
    try {
      const value = await probe();
      if (value) return value;
      last = '';
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    const dead = needs.find((component) => !component.isAlive);
    if (dead) throw failure(`waiting until ${description}: ${dead.name} on ${dead.host} has ended`, last, [dead]);
    if (Date.now() >= end) throw failure(`waited ${timeout / 1000} s until ${description}`, last, needs);
    await sleep(interval);
  }
}

function failure(what: string, last: string, components: readonly Component[]): EgressError {
  const parts = [what, ...(last ? [last] : [])];
  for (const component of components) {
    const words = component
      .tail()
      .split('\n')
      .map((line) => `    ${line}`);
    parts.push(`  ${component.name} on ${component.host}, ${component.log}:`, ...words);
  }
  return new EgressError(parts.join('\n'), 2);
}
