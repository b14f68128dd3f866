import { lateProblem } from '../settings/module-late';
import { formatProblem } from '../settings/problem';

/** What an environment's file left behind may fail when all is done: it ends the run as its other mistakes do. */
export function reportLateFailures(): void {
  const report = (error: unknown) => {
    const problem = lateProblem(error);
    process.stderr.write(`${problem ? formatProblem(problem) : ((error as Error | undefined)?.stack ?? error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', report).on('unhandledRejection', report);
}
