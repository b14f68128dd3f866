import { EgressError } from '../errors';
import { reportLateFailures } from './late';

/** Runs something as a program: what a user is meant to read goes to stderr as it is, without a stack trace. */
export function guard(program: () => void): void {
  reportLateFailures();
  try {
    program();
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.code;
  }
}
