import { Command } from 'commander';
import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import type { LoadedSettings } from '../model/load';
import { requireFolder } from '../output';
import { nearest } from '../settings/nearest';
import { CLUSTERS, DIST, SETTINGS } from '../vocabulary';
import type { Io } from './io';

/** Options that all commands share. */
export interface SharedOptions {
  readonly tenants: string;
  readonly environments: string;
  readonly out: string;
  readonly env?: string;
  readonly tenant?: string;
  readonly json?: boolean;
}

/** A command with the shared options, for its file to complete. */
export function sharedCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .usage('-- [options]')
    .option('--tenants <dir>', 'folder of the tenants’ settings', SETTINGS.tenants)
    .option('--environments <dir>', 'folder of the environments’ settings', SETTINGS.environments)
    .option('--out <dir>', `folder above ${DIST}/ and ${CLUSTERS}/`, '.')
    .option('--env <name>', 'this environment only')
    .option('--tenant <name>', 'this tenant only')
    .option('--json', 'answer for a machine');
}

/** Prints warnings, without those that the settings suppress. */
export function printWarnings(warnings: readonly Problem[], io: Io): void {
  for (const warning of warnings) if (warning.suppressed === undefined) io.err(formatProblem(warning));
}

/** The settings; warnings are printed, and the names given on the command line have to be known. */
export function load(options: SharedOptions & { readonly sarif?: boolean }, io: Io): LoadedSettings {
  requireFolder(options.out, '--out');
  // Loaded here: not every command reads the settings.
  const { loadModel } = require('../model/load') as typeof import('../model/load');
  const loaded = loadModel(options);
  const { leftOut, model, warnings } = loaded;
  requireKnown(
    'environment',
    options.env,
    model.environments.map(({ environment }) => environment.name),
  );
  if (options.tenant !== undefined && leftOut.includes(options.tenant)) {
    throw new EgressError(`tenant ${options.tenant} is left out of all environments (enabled: false)`, 2);
  }
  requireKnown(
    'tenant',
    options.tenant,
    model.base.map((tenant) => tenant.name),
  );
  if (!options.json && !options.sarif) printWarnings(warnings, io);
  return loaded;
}

/** @throws EgressError (2) for a name that is not among the known ones */
export function requireKnown(what: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  const guess = nearest(name, known);
  throw new EgressError(
    `unknown ${what} ${name}: ${guess ? `did you mean ${guess}?` : `available: ${known.join(', ')}`}`,
    2,
  );
}
