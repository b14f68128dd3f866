import type { Command } from 'commander';
import { toJson } from '../lint';
import { SYNTH_ROOTS, type WritePlan, writeOutput } from '../output';
import { CLUSTERS, DIST } from '../vocabulary';
import { changesOf } from './_changes';
import { render } from './_render';
import { scopeOf } from './_scope';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function synthCommand(io: Io): Command {
  return sharedCommand('synth', `write ${DIST}/ and ${CLUSTERS}/ out of the settings`)
    .option('--force', 'replace files that were edited or that synth did not write')
    .action((options: SharedOptions & { force?: boolean }) => {
      const loaded = load(options, io);
      const files = render(loaded);
      const plan = writeOutput(options.out, files, {
        roots: SYNTH_ROOTS,
        covers: scopeOf(options, files),
        force: options.force,
      });
      if (options.json) io.out(toJson({ problems: loaded.warnings, ...changesOf(plan) }));
      else io.out(summary(plan));
    });
}

function summary(plan: WritePlan): string {
  const { created, changed, removed, unchanged } = plan;
  const lines = [
    ...created.map(({ path }) => `+ ${path}`),
    ...changed.map(({ path }) => `~ ${path}`),
    ...removed.map(({ path }) => `- ${path}`),
  ];
  const counts = `${created.length} created, ${changed.length} changed, ${removed.length} removed, ${unchanged.length} as they were`;
  return [...lines, counts].join('\n');
}
