import type { Command } from 'commander';
import { SCHEMA_ROOTS, writeOutput } from '../output';
import { schemaFiles } from './_schema-files';
import type { Io } from './io';
import { sharedCommand } from './options';

export function schemaCommand(io: Io): Command {
  return sharedCommand('schema', 'write schemas/, by which editors help with the settings')
    .option('--force', 'replace files in the way that were edited or are somebody else’s')
    .action((options: { out: string; force?: boolean }) => {
      const plan = writeOutput(options.out, schemaFiles(), { roots: SCHEMA_ROOTS, force: options.force });
      const written = [...plan.created, ...plan.changed].map(({ path }) => path);
      io.out(written.length > 0 ? written.join('\n') : 'schemas/ is up to date');
    });
}
