import { type Command, Option } from 'commander';
import { EgressError } from '../errors';
import { toJson } from '../lint';
import type { LoadedSettings } from '../model/load';
import type { Model } from '../model/types';
import type { OutputFile } from '../output';
import type { EnvironmentPlan, Side } from '../plan';
import { extraOf, sides } from './_plan-sides';
import { render } from './_render';
import { judgeOutput } from './_unmanaged';
import type { Io } from './io';
import { load, requireKnown, type SharedOptions, sharedCommand } from './options';

/** Loaded when it is asked for: the other commands do without it. */
const planning = () => require('../plan') as typeof import('../plan');

interface PlanOptions extends SharedOptions {
  readonly against?: string;
  readonly between?: readonly string[];
  readonly exitCode?: boolean;
}

const EXAMPLES = `
Examples:
  npm run plan                                        what the next synth would change in each environment
  npm run plan -- --against main                      what merging would change in each environment
  npm run plan -- --between development production    how the clusters of two environments differ`;

export function planCommand(io: Io): Command {
  return sharedCommand(
    'plan',
    'what would change, object by object and field by field in the clusters, line by line on the proxies’ machines',
  )
    .option('--against <revision>', 'compare with a git revision instead of what is on disk')
    .addOption(
      new Option('--between <environments...>', 'compare two environments with each other').conflicts([
        'against',
        'env',
      ]),
    )
    .option('--exit-code', 'exit with 1 if anything changes')
    .addHelpText('after', EXAMPLES)
    .action(async (options: PlanOptions) => {
      const { isEmpty, printPlans } = planning();
      // What goes away is no longer in the settings, and may still be asked for by its name.
      const loaded = await load({ ...options, env: undefined, tenant: undefined }, io);
      const plans = plansFor(options, loaded);
      if (options.json) io.out(toJson({ problems: loaded.warnings, environments: plans }));
      else io.out(printPlans(plans, { colour: io.colour, between: options.between !== undefined }));
      if (options.exitCode && !plans.every(isEmpty)) io.exitCode = 1;
    });
}

function plansFor(options: PlanOptions, loaded: LoadedSettings): EnvironmentPlan[] {
  const { ofTenant, sideOfOutput } = planning();
  const { model } = loaded;
  const files = render(loaded);
  const plans = options.between
    ? [between(options.between, model, sideOfOutput(files))]
    : changes(options, model, files);
  if (options.tenant === undefined) return plans;
  const tenants = plans.flatMap(({ removed, infra }) =>
    [...removed, ...(infra?.removed ?? [])].flatMap(({ tenant }) => tenant ?? []),
  );
  requireKnown('tenant', options.tenant, [...new Set([...model.base.map(({ name }) => name), ...tenants])]);
  return plans.map((plan) => ofTenant(plan, options.tenant as string));
}

function changes({ out, against, env }: PlanOptions, model: Model, files: readonly OutputFile[]): EnvironmentPlan[] {
  const { environmentsOf, planChanges } = planning();
  const unmanaged = judgeOutput(out, files, model);
  const { before, after } = sides(out, against, files, unmanaged);
  const names = model.environments.map(({ environment }) => environment.name);
  requireKnown('environment', env, [...new Set([...names, ...environmentsOf(before)])]);
  return planChanges(before, after, env).map((plan) => {
    const extra = extraOf(model, plan.name, unmanaged);
    return extra.length > 0 ? { ...plan, extra } : plan;
  });
}

function between(names: readonly string[], model: Model, side: Side): EnvironmentPlan {
  const [one, other, ...more] = names.map((name) => {
    requireKnown(
      'environment',
      name,
      model.environments.map(({ environment }) => environment.name),
    );
    return model.environments.find(({ environment }) => environment.name === name);
  });
  if (!one || !other || more.length > 0) throw new EgressError('--between takes two environments', 2);
  return planning().planBetween(side, one, other);
}
