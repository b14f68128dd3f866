import { Command } from 'commander';
import { EgressError } from '../errors';
import { formatProblem, isFailure } from '../lint';
import type { Memory } from '../memory';
import type { LoadedSettings } from '../model/load';
import { requireFolder } from '../output';
import { nearest } from '../settings/nearest';
import { CLUSTERS, DIST, SETTINGS } from '../vocabulary';
import { counting } from './_progress';
import { isStrict, refuseStrict, requireIds, type Strict } from './_strict';
import { printWarnings, warningsOf } from './_warnings';
import type { Io } from './io';

/** Options that all commands share. */
export interface SharedOptions {
  readonly tenants: string;
  readonly environments: string;
  readonly out: string;
  readonly env?: string;
  readonly tenant?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: Strict;
}

/** A command with the shared options, for its file to complete. */
export function sharedCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .usage('[options]')
    .option('--tenants <dir>', 'folder of the tenants’ settings', SETTINGS.tenants)
    .option('--environments <dir>', 'folder of the environments’ settings', SETTINGS.environments)
    .option('--out <dir>', `folder above ${DIST}/ and ${CLUSTERS}/`, '.')
    .option('--env <name>', 'this environment only')
    .option('--tenant <name>', 'this tenant only')
    .option('--json', 'print JSON')
    .option('-q, --quiet', 'print problems only: no warnings, no summary')
    .option('--strict [ids...]', 'fail for warnings as well: all of them, or those with these ids');
}

/** The settings; warnings are printed, and the names given on the command line have to be known. */
export function load(options: SharedOptions & { readonly sarif?: boolean }, io: Io, memory?: Memory): LoadedSettings {
  const loaded = loadQuietly(options, io, memory);
  refuseStrict(warningsOf(loaded.warnings, options), options.strict);
  if (!options.json && !options.sarif && !options.quiet) printWarnings(warningsOf(loaded.warnings, options), io);
  return loaded;
}

/** As {@link load}, and prints nothing. */
export function loadQuietly(options: SharedOptions, io: Io, memory?: Memory): LoadedSettings {
  requireFolder(options.out, '--out');
  requireIds(options.strict);
  // Loaded here: not every command reads the settings.
  const { loadModel } = require('../model/load') as typeof import('../model/load');
  const loaded = withoutWarnings(options, () =>
    counting(io, 'Reading', 'tenants', (counted) => loadModel({ ...options, memory, counted })),
  );
  const { leftOut, model } = loaded;
  requireKnown('environment', options.env, environmentNames(loaded));
  if (options.tenant !== undefined && leftOut.includes(options.tenant)) {
    throw new EgressError(`tenant ${options.tenant} is left out of all environments (enabled: false)`, 2);
  }
  requireKnown(
    'tenant',
    options.tenant,
    model.base.map((tenant) => tenant.name),
  );
  return loaded;
}

/** Leaves the warnings out of the error about settings that --quiet does not print. */
function withoutWarnings<Result>({ quiet, strict }: SharedOptions, load: () => Result): Result {
  try {
    return load();
  } catch (error) {
    if (!quiet || !(error instanceof EgressError) || error.problems.length === 0) throw error;
    const shown = error.problems.filter((problem) => isFailure(problem) || isStrict(strict)(problem));
    throw new EgressError(shown.map(formatProblem).join('\n'), error.code, error.problems);
  }
}

export function environmentNames({ model }: Pick<LoadedSettings, 'model'>): readonly string[] {
  return model.environments.map(({ environment }) => environment.name);
}

/** @throws EgressError (2) for a name that is not among the known ones */
export function requireKnown(what: string, name: string | undefined, known: readonly string[]): void {
  requireAllKnown(what, name === undefined ? [] : [name], known);
}

/** @throws EgressError (2) that has a line for each name that is not among the known ones */
export function requireAllKnown(what: string, names: readonly string[], known: readonly string[]): void {
  const lines = names
    .filter((name) => !known.includes(name))
    .map((name) => {
      const guess = nearest(name, known);
      return `unknown ${what} ${name}${guess ? `: did you mean ${guess}?` : `; available: ${known.join(', ')}`}`;
    });
  if (lines.length > 0) throw new EgressError(lines.join('\n'), 2);
}
