import type { Command } from 'commander';
import { toJson } from '../lint';
import { SYNTH_ROOTS, type WritePlan, writeOutput } from '../output';
import { CLUSTERS, DIST } from '../vocabulary';
import { changesOf } from './_changes';
import { paintChange } from './_colour';
import { withNotes } from './_help';
import { type CacheOptions, memoryOf, NO_CACHE, noteOutput } from './_memory';
import { counting } from './_progress';
import { renderWith } from './_render';
import { scopeOf } from './_scope';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function synthCommand(io: Io): Command {
  const command = sharedCommand('synth', `write ${DIST}/ and ${CLUSTERS}/ from the settings`)
    .option('--force', 'replace files that were edited or that synth did not write')
    .option(...NO_CACHE)
    .action((options: SharedOptions & CacheOptions & { force?: boolean }) => {
      const memory = memoryOf(options, io);
      const loaded = load(options, io, memory);
      const { files, tenants } = renderWith(loaded, io, memory);
      const how = {
        roots: SYNTH_ROOTS,
        covers: scopeOf(options, files),
        force: options.force,
        observed: memory !== undefined,
      };
      const plan = counting(io, 'Writing', 'files', (counted) => writeOutput(options.out, files, how, counted));
      if (memory) noteOutput(memory, options, tenants, plan);
      if (options.json) io.out(toJson({ problems: loaded.warnings, ...changesOf(plan), conflicted: plan.conflicted }));
      else if (!options.quiet) io.out(summary(plan, io));
    });
  return withNotes(command, {
    notes:
      'Everything is validated before the first file is written. Files that were edited are never replaced silently.',
    examples: [
      ['synth', 'write all files'],
      ['synth --env development', 'validate everything, write one environment'],
      ['synth --force', 'replace edited files as well'],
    ],
  });
}

function summary(plan: WritePlan, { colour }: Io): string {
  const { created, changed, removed, unchanged, conflicted } = plan;
  const lines = [
    ...created.map(({ path }) => `+ ${path}`),
    ...changed.map(({ path }) => `~ ${path}`),
    ...removed.map(({ path }) => `- ${path}`),
  ];
  const merged = conflicted.length === 1 ? '1 file' : `${conflicted.length} files`;
  const remark = `${merged} had merge conflicts and were written again: git add them`;
  const counts = `${created.length} created, ${changed.length} changed, ${removed.length} removed, ${unchanged.length} as they were`;
  return [...(colour ? lines.map(paintChange) : lines), ...(conflicted.length > 0 ? [remark] : []), counts].join('\n');
}
