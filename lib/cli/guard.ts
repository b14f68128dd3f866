import { EgressError } from '../errors';
import { isLateProblem } from './idle';
import { safeText, unexpected } from './safe-text';

/** Runs something as a program: what a user is meant to read goes to stderr as it is, without a stack trace. */
export async function guard(program: () => Promise<void>): Promise<void> {
  exitOnUncaught();
  try {
    await program();
  } catch (error) {
    const expected = error instanceof EgressError;
    process.stderr.write(`${safeText(expected ? error.message : unexpected(error))}\n`);
    process.exitCode = expected ? error.code : 2;
  }
}

/** Ends the run with one line for what fails in a timer, or in a promise that nothing waits for. */
export function exitOnUncaught(): void {
  const report = (error: unknown) => {
    if (isLateProblem(error)) return;
    process.stderr.write(`${safeText(unexpected(error, 'in a timer or a promise of this program'))}\n`);
    process.exit(2);
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
}
