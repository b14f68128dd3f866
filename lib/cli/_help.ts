import type { Command } from 'commander';

interface HelpNotes {
  /** What to know before running it. */
  readonly notes?: string;
  /** Each a command line without the program, and what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** By exit code, where it differs from the usual ones. */
  readonly exits?: Readonly<Record<string, string>>;
}

const EXITS = { '0': 'fine', '1': 'something was found', '2': 'it could not run' };

/** Notes, examples and exit codes of a command, below its options. */
export function withNotes(command: Command, { notes, examples, exits }: HelpNotes): Command {
  const lines = examples.map(([line]) => `egress-tenancy ${line}`);
  const width = Math.max(...lines.map(({ length }) => length));
  const shown = examples.map(([, does], index) => `  ${(lines[index] ?? '').padEnd(width)}  ${does}`);
  const codes = Object.entries({ ...EXITS, ...exits }).map(([code, meaning]) => `  ${code}  ${meaning}`);
  return command.addHelpText(
    'after',
    [...(notes ? ['', notes] : []), '', 'Examples:', ...shown, '', 'Exit codes:', ...codes].join('\n'),
  );
}
