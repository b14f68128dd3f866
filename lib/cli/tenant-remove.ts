import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import type { LoadedSettings } from '../model/load';
import { driftOf, planWrite, SYNTH_ROOTS } from '../output';
import { dateFault } from '../settings/date';
import { withNotes } from './_help';
import { render } from './_render';
import { scopeOf } from './_scope';
import { numbered } from './_steps';
import type { Io } from './io';
import { type SharedOptions, sharedCommand } from './options';

interface TenantRemoveOptions extends SharedOptions {
  readonly keepUntil?: string;
  readonly releaseAddresses?: boolean;
}

const TITLES = {
  1: 'Stage 1 of 3: cordoned. Nothing new starts, and all that runs stays',
  2: 'Stage 2 of 3: nothing runs any more. Data and addresses stay',
  3: 'Stage 3 of 3: removed. Data and public addresses stay until they are deleted',
} as const;

export function tenantRemoveCommand(io: Io): Command {
  const command = sharedCommand('tenant:remove', 'remove a tenant from the settings, one stage at a time')
    .usage('NAME [options]')
    .argument('<name>', 'its name')
    .option('--keep-until <date>', 'last day on which partners may use its addresses, for example 2027-03-31')
    .option('--release-addresses', 'let Terraform release its public addresses')
    .action((name: string, options: TenantRemoveOptions) => {
      const { keepUntil, releaseAddresses } = options;
      if (options.env !== undefined)
        throw new EgressError(
          `--env ${options.env}: a tenant is removed from all environments; to leave it out of one, set enabled: false there`,
          2,
        );
      if (options.tenant !== undefined && options.tenant !== name)
        throw new EgressError(`--tenant ${options.tenant}: the tenant is called ${name}; leave the option out`, 2);
      const fault = keepUntil === undefined ? undefined : dateFault(keepUntil);
      if (fault) throw new EgressError(`--keep-until ${fault}`, 2);
      if (keepUntil !== undefined && releaseAddresses)
        throw new EgressError('--keep-until and --release-addresses exclude each other; leave one out', 2);
      // Loaded here: the other commands do without it.
      const { removeTenant } = require('../scaffold') as typeof import('../scaffold');
      const { stage, changed, removed, steps } = removeTenant({
        ...options,
        name,
        before: (stage, settings) => requireWritten(stage, settings, { ...options, tenant: name }),
      });
      if (options.json) io.out(toJson({ stage, changed, removed, steps }));
      else if (!options.quiet)
        io.out(
          [
            TITLES[stage],
            ...changed.map((path) => `${path}: ${existsSync(path) ? 'changed' : 'deleted'}`),
            ...removed.map((path) => `${path}: removed, since it is from a workload that is removed`),
            '',
            ...numbered(steps),
          ].join('\n'),
        );
    });
  return withNotes(command, {
    notes:
      'Run it three times, each time after the stage before has been applied; npm run plan shows what each changes. docs/leaving.md explains the stages.',
    examples: [
      ['tenant:remove client-a', 'the next stage: cordoned, then without workloads'],
      ['tenant:remove client-a --keep-until 2027-03-31', 'the last stage: its addresses stay reserved'],
    ],
  });
}

/** A stage builds on the one before, of which Flux knows only by what synth has written. */
function requireWritten(stage: number, settings: LoadedSettings, { out, tenant }: SharedOptions): void {
  if (stage === 1) return;
  const written = render(settings);
  const drift = driftOf(planWrite(out, written, { roots: SYNTH_ROOTS, covers: scopeOf({ tenant }, written) }));
  const [first, ...others] = drift;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  throw new EgressError(
    `stage ${stage - 1} is in the settings and not in what Flux applies: ${first.message}${more}. Run npm run synth, commit and merge it, wait until Flux has applied it, and run this again`,
    1,
  );
}
