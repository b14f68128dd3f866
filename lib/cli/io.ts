import type { ExitCode } from '../errors';
import type { Problem } from '../lint';

/** What a command may touch of the process that it runs in. Relative paths count from the process's folder. */
export interface Io {
  /** For the answer, on stdout. */
  out(text: string): void;
  /** For problems and remarks, on stderr. */
  err(text: string): void;
  /** What the run ends with, unless an error says otherwise. */
  exitCode: ExitCode;
  /** Whether a terminal reads stdout, and wants colours. @default false */
  readonly colour?: boolean;
  /** Waits until what the files of this folder started has ended; returns what failed. @default - does not wait */
  readonly untilIdle?: (environments: string) => Promise<readonly Problem[]>;
}
