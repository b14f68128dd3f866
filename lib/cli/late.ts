import { formatProblem } from '../lint';
import { lateProblem } from '../settings/module-late';
import { safeText, unexpected } from './safe-text';

/** What an environment's file left behind may fail when all is done: it ends the run as its other mistakes do. */
export function reportLateFailures(): void {
  const report = (error: unknown) => {
    const problem = lateProblem(error);
    process.stderr.write(`${safeText(problem ? formatProblem(problem) : unexpected(error))}\n`);
    process.exit(problem ? 1 : 2);
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
}
