import { EgressError } from '../errors';
import { formatProblem, type Problem, sortProblems } from '../lint';
import { lateProblem } from '../settings/late-failure';
import { fileProblem } from '../settings/report';

/** How long the timers and connections of environment files may keep a command waiting. */
const PATIENCE_MS = 2_000;

const STILL_RUNNING =
  'a timer or connection of a file in this folder is still open after the file was loaded; remove it, since settings are plain data';

const late: Problem[] = [];

/** Whether an environment file caused an error that nothing caught. {@link whenIdle} reports it with the other problems. */
export function isLateProblem(error: unknown): boolean {
  const problem = lateProblem(error);
  if (problem) late.push(problem);
  return problem !== undefined;
}

/**
 * Waits until the timers, promises and connections that environment files started have ended. For programs that end when
 * nothing is left to do.
 *
 * @param environments folder of the files
 * @returns what failed or did not end
 */
export async function untilIdle(environments: string): Promise<readonly Problem[]> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      late.push(fileProblem('module-fails', environments, STILL_RUNNING));
      resolve();
      // What is still open would keep the program running after it has reported this.
      setImmediate(() => process.exit(1));
    }, PATIENCE_MS).unref();
    process.once('beforeExit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
  return late;
}

/**
 * Loads settings, and waits until what their environment files started has ended.
 *
 * @throws EgressError as `load` does; what failed late is among the problems
 */
export async function whenIdle<T>(load: () => T, wait: () => Promise<readonly Problem[]>): Promise<T> {
  let loaded: T | undefined;
  let error: unknown;
  try {
    loaded = load();
  } catch (thrown) {
    error = thrown;
  }
  const failed = await wait();
  const found = error instanceof EgressError ? error.problems : [];
  if (error !== undefined && (failed.length === 0 || found.length === 0)) throw error;
  if (failed.length === 0) return loaded as T;
  // A file that is loaded twice, or that two files import, fails twice.
  const unique = new Map([...found, ...failed].map((problem) => [formatProblem(problem), problem]));
  const problems = sortProblems([...unique.values()]);
  throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);
}
