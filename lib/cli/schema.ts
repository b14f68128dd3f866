import type { Command } from 'commander';
import { toJson } from '../lint';
import { requireFolder, SCHEMA_ROOTS, writeOutput } from '../output';
import { changesOf } from './_changes';
import { withNotes } from './_help';
import { schemaFiles } from './_schema-files';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

export function schemaCommand(io: Io): Command {
  const command = sharedCommand('schema', 'write schemas/, by which editors help with the settings')
    .option('--force', 'replace files that were edited or that synth did not write')
    .action((options: SharedOptions & { force?: boolean }) => {
      requireFolder(options.out, '--out');
      const plan = writeOutput(options.out, schemaFiles(), { roots: SCHEMA_ROOTS, force: options.force });
      const written = [...plan.created, ...plan.changed].map(({ path }) => path);
      if (options.json) io.out(toJson({ ...changesOf(plan) }));
      else if (!options.quiet) io.out(written.length > 0 ? written.join('\n') : 'schemas/ is up to date');
    });
  return withNotes(command, { examples: [['schema', 'after an upgrade of this package']] });
}
