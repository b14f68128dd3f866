import { EgressError } from '../errors';
import { reportLateFailures } from './late';
import { safeText, unexpected } from './safe-text';

/** Runs something as a program: what a user is meant to read goes to stderr as it is, without a stack trace. */
export function guard(program: () => void): void {
  reportLateFailures();
  try {
    program();
  } catch (error) {
    const expected = error instanceof EgressError;
    process.stderr.write(`${safeText(expected ? error.message : unexpected(error))}\n`);
    process.exitCode = expected ? error.code : 2;
  }
}
