import { Command, CommanderError } from 'commander';
import { EgressError, type ExitCode } from '../errors';
import { toJson } from '../lint';
import { auditJoinCommand } from './audit-join';
import { auditPodsCommand } from './audit-pods';
import { checkCommand } from './check';
import type { Io } from './io';
import { liveCommand } from './live';
import { outputsApplyCommand } from './outputs-apply';
import { planCommand } from './plan';
import { safeText, unexpected } from './safe-text';
import { scanCommand } from './scan';
import { schemaCommand } from './schema';
import { synthCommand } from './synth';
import { tenantAddCommand } from './tenant-add';
import { vmApplyCommand } from './vm-apply';
import { vmStatusCommand } from './vm-status';

const COMMANDS = [
  synthCommand,
  checkCommand,
  planCommand,
  tenantAddCommand,
  schemaCommand,
  scanCommand,
  outputsApplyCommand,
  vmStatusCommand,
  vmApplyCommand,
  liveCommand,
  auditPodsCommand,
  auditJoinCommand,
];

/**
 * Runs one command line, without the program's name.
 *
 * @returns the exit code; nothing is thrown for what a user did
 */
export async function run(args: readonly string[], target: Io): Promise<ExitCode> {
  const io: Io = {
    out: (text) => target.out(safeText(text, target.colour)),
    err: (text) => target.err(safeText(text, target.colour)),
    exitCode: target.exitCode,
    colour: target.colour,
  };
  const program = new Command('npm run').description('Tenant settings in, reviewable manifests and Flux objects out');
  for (const command of COMMANDS) program.addCommand(command(io));
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    });
    command.allowExcessArguments(false).showHelpAfterError('--help tells more');
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return io.exitCode;
  } catch (error) {
    return report(error, args.includes('--json'), io);
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
