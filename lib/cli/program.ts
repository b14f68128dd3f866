import { Command, CommanderError, type Option } from 'commander';
import { EgressError, type ExitCode } from '../errors';
import { toJson, withoutCredentials } from '../lint';
import { paint } from './_colour';
import { HIDDEN } from './_hidden';
import { refuseNpmOptions } from './_npm-options';
import { VERSION } from './_version';
import { COMMANDS } from './commands';
import type { Io } from './io';
import { safeText, unexpected } from './safe-text';

const NOTES = `
In a repository, npm run COMMAND -- OPTIONS does the same.

Exit codes:
  0  fine
  1  something was found
  2  it could not run`;

/** With one of these no progress is shown. */
const QUIET = ['--json', '--quiet', '-q'];

/** The program with all commands, which use the given terminal. */
export function programOf(io: Io): Command {
  const program = new Command('egress-tenancy')
    .description('Tenant settings in, reviewable manifests and Flux objects out')
    .usage('COMMAND [options]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpCommand(false)
    .addHelpText('after', NOTES);
  for (const [group, commands] of Object.entries(COMMANDS)) {
    program.commandsGroup(group);
    for (const create of commands) {
      const command = create(io);
      const isHidden = command.summary() === HIDDEN;
      program.addCommand(command.helpGroup(group), { hidden: isHidden });
    }
  }
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    });
    command.allowExcessArguments(false).showHelpAfterError('--help tells more');
    refuseRepetition(command);
  }
  return program;
}

/**
 * Runs one command line, without the program's name.
 *
 * @param environment of the process. @default - none
 * @returns the exit code; nothing is thrown for what a user did
 */
export async function run(args: readonly string[], target: Io, environment: NodeJS.ProcessEnv = {}): Promise<ExitCode> {
  const progress = args.some((arg) => QUIET.includes(arg)) ? undefined : target.progress;
  const clear = () => progress?.('');
  const io: Io = {
    ...target,
    progress,
    out: (text) => {
      clear();
      target.out(safeText(text, target.colour));
    },
    err: (raw) => {
      clear();
      const text = withoutCredentials(raw);
      target.err(safeText(target.colourErr ? paint(safeText(text)) : text, target.colourErr));
    },
  };
  try {
    const program = programOf(io);
    const command = program.commands.find((one) => one.name() === args[0]);
    if (command) refuseNpmOptions(command, args.slice(1), environment);
    await program.parseAsync([...args], { from: 'user' });
    return io.exitCode;
  } catch (error) {
    return report(error, args.includes('--json'), io);
  }
}

/** An option with one value, set twice, is more often a mistake than a wish for the last one. */
function refuseRepetition(command: Command): void {
  const seen = new Map<Option, number>();
  for (const option of command.options.filter(({ required, variadic }) => required && !variadic)) {
    command.on(`option:${option.name()}`, () => {
      const count = (seen.get(option) ?? 0) + 1;
      seen.set(option, count);
      if (count > 1) throw new EgressError(`${option.long} is set more than once; it takes one value`, 2);
    });
  }
}

function report(error: unknown, json: boolean, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (!(error instanceof EgressError)) {
    io.err(unexpected(error));
    return 2;
  }
  if (json && error.problems.length > 0) io.out(toJson({ problems: error.problems }));
  else io.err(error.message);
  return error.code;
}
