import type { Command } from 'commander';
import { build } from '../kustomize';
import type { Model } from '../model/types';
import { driftOf, type OutputFile, planWrite, SCHEMA_ROOTS, SYNTH_ROOTS } from '../output';
import { overlayPath, synthesize } from '../synthesize';
import { schemaFiles } from './_schema-files';
import { scopeOf } from './_scope';
import type { Io } from './io';
import { load, type SharedOptions, sharedCommand } from './options';

export function checkCommand(io: Io): Command {
  return sharedCommand('check', 'fail unless dist/, clusters/ and schemas/ are what the settings say').action(
    (options: SharedOptions) => {
      const { model, warnings } = load(options, io);
      const files = synthesize(model);
      buildAll(model, files);
      const plans = [
        planWrite(options.out, files, { roots: SYNTH_ROOTS, covers: scopeOf(options, files) }),
        planWrite(options.out, schemaFiles(), { roots: SCHEMA_ROOTS }),
      ];
      const drift = plans.flatMap(driftOf);
      const strangers = plans.flatMap((plan) => plan.leftAlone.map(({ path }) => path)).filter(isAppliedByFlux);
      if (options.json) io.out(JSON.stringify({ problems: warnings, drift, strangers }, null, 2));
      else {
        for (const path of strangers) io.err(`${path}: warning: not written by synth, yet Flux applies what lies here`);
        for (const { message } of drift) io.err(message);
        if (drift.length > 0) io.err('npm run synth (or npm run schema) writes what is missing here');
        else io.out(`${files.length} files are what the settings say`);
      }
      if (drift.length > 0) io.exitCode = 1;
    },
  );
}

/** That each environment builds, whatever was written: a reference that leads nowhere would fail Flux. */
function buildAll(model: Model, files: readonly OutputFile[]): void {
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  for (const { environment } of model.environments) build(texts, overlayPath(environment.name));
}

/** `clusters/<environment>/flux-system/` is where `flux bootstrap` keeps its own. */
function isAppliedByFlux(path: string): boolean {
  const [root, , folder] = path.split('/');
  return root === 'clusters' && folder !== 'flux-system';
}
