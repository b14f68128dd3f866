import type { Problem } from './lint';

/** What a run ends with: 0 fine, 1 found something, 2 could not run, 3 could not decide. */
export type ExitCode = 0 | 1 | 2 | 3;

/** The one error that a user is meant to read. Anything else that is thrown is a bug of ours. */
export class EgressError extends Error {
  /**
   * @param message one line or more, ready to print
   * @param code 1: something was found; 2: it could not run
   * @param problems what was found in settings files, if that is what it is about
   */
  constructor(
    message: string,
    readonly code: Exclude<ExitCode, 0>,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'EgressError';
  }
}
