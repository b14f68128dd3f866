import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { withDisk } from '../disk';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import { withNotes } from './_help';
import { printWarnings } from './_warnings';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function outputsApplyCommand(io: Io): Command {
  const command = sharedCommand('outputs:apply', 'write addresses from Terraform’s outputs into the settings')
    .usage('[FILE] --env <name>')
    .argument('[file]', 'what tofu output -json prints; - for standard input', '-')
    .action((file: string, options: SharedOptions) => {
      const { model } = load({ ...options, json: true }, io);
      const names = model.environments.map(({ environment }) => environment.name);
      const environment = options.env ?? (names.length === 1 ? names[0] : undefined);
      if (environment === undefined) {
        throw new EgressError(`--env: whose outputs are these? There is ${names.join(', ')}`, 2);
      }
      // Loaded here: the other commands do without it.
      const { applyOutputs } = require('../infra') as typeof import('../infra');
      const outputs = withDisk(file, 'be read', () => readFileSync(file === '-' ? 0 : file, 'utf8'));
      const { changes, unknown, warnings } = applyOutputs(options, environment, outputs, options.tenant);
      if (options.json) {
        io.out(toJson({ changes, unknown, problems: warnings }));
        return;
      }
      if (!options.quiet) printWarnings(warnings, io);
      for (const name of unknown) io.err(`${name}: is in the outputs, and in no settings of ${environment}`);
      const lines = changes.map(({ file: changed, path, value }) => `${changed} ${path}: ${[value].flat().join(', ')}`);
      if (options.quiet) return;
      io.out(
        [...lines, lines.length > 0 ? 'npm run synth writes what follows' : 'the settings have it all'].join('\n'),
      );
    });
  return withNotes(command, {
    examples: [
      ['outputs:apply outputs.json --env production', 'read the outputs from a file instead of standard input'],
    ],
  });
}
