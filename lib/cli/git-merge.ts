import fs from 'node:fs';
import { Command } from 'commander';
import { withDisk } from '../disk';
import { HIDDEN } from './_hidden';
import type { Io } from './io';

/** A merge driver of git: it is run for each generated file that both sides have changed. */
export function gitMergeCommand(io: Io): Command {
  return new Command('git:merge')
    .summary(HIDDEN)
    .description('merge a generated file; git runs this')
    .usage('BASE OURS THEIRS PATH')
    .argument('<base>', 'the common ancestor')
    .argument('<ours>', 'our version, which gets the result')
    .argument('<theirs>', 'their version')
    .argument('<path>', 'of the file in the repository')
    .action((base: string, ours: string, theirs: string, path: string) => {
      // Loaded here: the other commands do without it.
      const { mergeGenerated, mergeSnapshots } = require('../output') as typeof import('../output');
      const read = (file: string) => withDisk(file, 'be read', () => fs.readFileSync(file, 'utf8'));
      const versions = { base: read(base), ours: read(ours), theirs: read(theirs) };
      const snapshot = path.endsWith('.snap') ? mergeSnapshots(versions) : undefined;
      const merged = snapshot === undefined ? mergeGenerated(path, versions) : { text: snapshot, isClean: true };
      withDisk(ours, 'be written', () => fs.writeFileSync(ours, merged.text));
      if (!merged.isClean) io.exitCode = 1;
    });
}
