import type { ExitCode } from '../errors';

/** What a command may touch of the process that it runs in. Relative paths count from the process's folder. */
export interface Io {
  /** For the answer, on stdout. */
  out(text: string): void;
  /** For problems and remarks, on stderr. */
  err(text: string): void;
  /** The exit code, unless an error sets another one. */
  exitCode: ExitCode;
  /** Whether a terminal reads stdout, and wants colours. @default false */
  readonly colour?: boolean;
  /** Whether a terminal reads stderr, and wants colours. @default false */
  readonly colourErr?: boolean;
  /** Whether a run may build upon what an earlier one found out. @default false */
  readonly remembers?: boolean;
  /** Shows what is being done, in place of what was shown before; an empty text ends it. @default - not shown */
  readonly progress?: ((text: string) => void) | undefined;
}
