import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { EgressError } from '../errors';
import { type Finding, formatFindings, isFailure, ruleFinding, toJson } from '../lint';
import type { LoadedSettings } from '../model/load';
import type { Model } from '../model/types';
import type { WritePlan } from '../output';
import type { EnvironmentPlan, Side } from '../plan';
import type { Sentence } from '../words';
import { expectationChanges, expectationLines } from './_expectations';
import { withNotes } from './_help';
import { findingsSince } from './_judged-before';
import { locateIn } from './_locate';
import { type CacheOptions, memoryOf, NO_CACHE } from './_memory';
import { planPart } from './_plan-part';
import { extraOf, sides } from './_plan-sides';
import { worldSides } from './_plan-worlds';
import { counting, during } from './_progress';
import { type Rendered, Rendering } from './_rendering';
import { isStrict, refuseStrict } from './_strict';
import { judgeOutput } from './_unmanaged';
import { printWarnings, warningsOf } from './_warnings';
import { type Compared, changedIn, reachSentences, sentenceLines } from './_words';
import type { Io } from './io';
import {
  environmentNames,
  loadQuietly,
  requireAllKnown,
  requireKnown,
  type SharedOptions,
  sharedCommand,
} from './options';

/** Loaded when it is asked for: the other commands do without it. */
const planning = () => require('../plan') as typeof import('../plan');
const inWords = () => require('../words') as typeof import('../words');

interface PlanOptions extends SharedOptions, CacheOptions {
  readonly against?: string;
  readonly between?: readonly string[];
  readonly exitCode?: boolean;
  readonly markdown?: boolean;
}

export function planCommand(io: Io): Command {
  const command = sharedCommand(
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
    .option(...NO_CACHE)
    .option('--exit-code', 'exit with 1 if anything changes')
    .addOption(new Option('--markdown', 'print a comment for a pull request').conflicts('json'))
    .action((options: PlanOptions) => {
      const { isEmpty, printPlans } = planning();
      // What goes away is no longer in the settings, and may still be asked for by its name.
      const memory = options.between === undefined ? memoryOf(options, io) : undefined;
      const loaded = loadQuietly({ ...options, env: undefined, tenant: undefined }, io, memory);
      const warnings = warningsOf(loaded.warnings, options);
      refuseStrict(warnings, options.strict);
      if (!options.json && !options.markdown && !options.quiet) printWarnings(warnings, io);
      const isRecalled = memory?.knowsMost() === true;
      const rendering = new Rendering(loaded, options.out, io, isRecalled ? memory : undefined);
      const found = plansFor(options, rendering, io);
      const { plans } = found;
      const expectations = expectationsOf(options, found);
      const reach = during(io, 'Deciding what pods reach', () => reachSentences(found, options.tenant));
      const words = options.between ? reach : inWords().inOrder([...inWords().planSentences(plans), ...reach]);
      const findings = findingsOf(options, rendering, io);
      if (options.json)
        io.out(
          toJson({
            problems: warnings,
            ...(words.length > 0 ? { words } : {}),
            environments: plans,
            findings: findings.map(ruleFinding),
            ...(expectations.length > 0 ? { expectations } : {}),
          }),
        );
      else if (options.markdown) {
        const problems = [...formatFindings(findings.filter(isFailure)), ...expectationLines(expectations)];
        io.out(commentOf(options, found, words, problems));
      } else {
        for (const line of sentenceLines(words)) io.out(line);
        io.out(printPlans(plans, { colour: io.colour, between: options.between !== undefined }));
        for (const line of expectationLines(expectations)) io.out(line);
        for (const finding of formatFindings(findings)) io.err(finding);
      }
      if (options.exitCode && !plans.every(isEmpty)) io.exitCode = 1;
      if (findings.some(isStrict(options.strict))) io.exitCode = 1;
    });
  return withNotes(command, {
    notes: 'Shows what rules find as well, which check would fail for. Changes nothing.',
    examples: [
      ['plan', 'what the next synth would change in each environment'],
      ['plan --against main', 'what merging would change in each environment'],
      ['plan --between development production', 'how the clusters of two environments differ'],
      ['plan --against origin/main --markdown', 'a comment for a pull request'],
      ['plan --exit-code', 'end with 1 if anything changes'],
    ],
    exits: { '1': 'something changes and --exit-code is set, or the settings have problems' },
  });
}

/** As a comment of a pull request. */
function commentOf(
  { against }: PlanOptions,
  { plans, between: names }: Compared,
  sentences: readonly Sentence[],
  problems: readonly string[],
): string {
  const title = names
    ? `how ${names.join(' and ')} differ`
    : against === undefined
      ? 'what the next synth changes'
      : `what changes compared with ${against}`;
  const option = names ? ` -- --between ${names.join(' ')}` : against ? ` -- --against ${against}` : '';
  return inWords().printMarkdown({
    plans,
    sentences,
    problems,
    title,
    command: `npm run plan${option}`,
    between: names !== undefined,
  });
}

/** What rules find in the files to come. Suppressed findings are settled, and not shown. */
function findingsOf(options: PlanOptions, rendering: Rendering, io: Io): Finding[] {
  const { findingsIn, RULES, settle } = require('../rules') as typeof import('../rules');
  const { loaded, memory, recalled } = rendering;
  const since = memory && recalled && findingsSince(loaded, recalled.files, memory);
  const all = () =>
    counting(io, 'Checking', 'rules', (counted) =>
      findingsIn(rendering.whole.files, loaded.model, RULES, [], locateIn(loaded), counted),
    );
  const { env, tenant, between: environments } = options;
  const shown = environmentsIn(environments) ?? (env === undefined ? undefined : [env]);
  return settle(since ?? all(), loaded.model, RULES).filter(
    (finding) =>
      finding.suppressed === undefined &&
      (!options.quiet || isFailure(finding)) &&
      (shown === undefined || (finding.environment !== undefined && shown.includes(finding.environment))) &&
      (tenant === undefined || finding.tenant === tenant),
  );
}

/** Expectations that the change decides in another way. */
function expectationsOf({ env, tenant }: PlanOptions, { loaded, plans, sidesIn }: Compared) {
  if (!sidesIn) return [];
  return expectationChanges(loaded, changedIn(loaded.model.environments, plans), sidesIn).filter(
    (each) => (env === undefined || each.environment === env) && (tenant === undefined || each.tenant === tenant),
  );
}

/** Names may also be separated by commas. */
function environmentsIn(between: readonly string[] | undefined): readonly string[] | undefined {
  return between?.flatMap((names) => names.split(',')).filter((name) => name !== '');
}

function plansFor(options: PlanOptions, rendering: Rendering, io: Io): Compared {
  const { ofTenant } = planning();
  const { model } = rendering.loaded;
  const names = environmentsIn(options.between);
  const found = names ? betweenTwo(names, rendering) : changes(options, rendering, io);
  if (options.tenant === undefined) return found;
  const { plans } = found;
  const tenants = plans.flatMap(({ removed, infra }) =>
    [...removed, ...(infra?.removed ?? [])].flatMap(({ tenant }) => tenant ?? []),
  );
  requireKnown('tenant', options.tenant, [...new Set([...model.base.map(({ name }) => name), ...tenants])]);
  return { ...found, plans: plans.map((plan) => ofTenant(plan, options.tenant as string)) };
}

function changes(options: PlanOptions, rendering: Rendering, io: Io): Compared {
  const { recalled } = rendering;
  const part = recalled && during(io, 'Comparing', () => changesOfPart(options, rendering.loaded, recalled));
  if (part) return part;
  const { whole } = rendering;
  return during(io, 'Comparing', () => changesOfAll(options, rendering.loaded, whole));
}

function changesOfPart(
  { out, against, env }: PlanOptions,
  loaded: LoadedSettings,
  { files, plan }: Rendered,
): Compared | undefined {
  refuseConflicted(out, plan);
  const part = planPart(loaded, files, plan, against);
  if (!part) return undefined;
  const { before, after } = part.sides;
  requireEnvironment(env, loaded.model, before);
  const plans = planning().planChanges(before, after, env);
  return { loaded: part.loaded, plans, sidesIn: worldSides(part.loaded, part.sides) };
}

function changesOfAll({ out, against, env }: PlanOptions, loaded: LoadedSettings, { files, plan }: Rendered): Compared {
  const { model } = loaded;
  refuseConflicted(out, plan);
  const unmanaged = judgeOutput(out, files, model, plan);
  const both = sides(out, against, files, unmanaged);
  requireEnvironment(env, model, both.before);
  const plans = planning()
    .planChanges(both.before, both.after, env)
    .map((each) => {
      const extra = extraOf(model, each.name, unmanaged);
      return extra.length > 0 ? { ...each, extra } : each;
    });
  return { loaded, plans, sidesIn: worldSides(loaded, both) };
}

/** One that goes is no longer in the settings. */
function requireEnvironment(env: string | undefined, model: Model, before: Side): void {
  requireKnown('environment', env, [
    ...new Set([...environmentNames({ model }), ...planning().environmentsOf(before)]),
  ]);
}

/** A file with merge conflicts cannot be compared. */
function refuseConflicted(out: string, { conflicted }: WritePlan): void {
  if (conflicted.length === 0) return;
  const lines = conflicted.map((path) => `${join(out, path)}: has merge conflicts`);
  throw new EgressError([...lines, 'npm run synth writes generated files again'].join('\n'), 1);
}

function betweenTwo(names: readonly string[], { loaded, whole: { files } }: Rendering): Compared {
  return { loaded, files, plans: [between(names, loaded.model, planning().sideOfOutput(files))], between: names };
}

function between(names: readonly string[], model: Model, side: Side): EnvironmentPlan {
  requireAllKnown('environment', names, environmentNames({ model }));
  const [one, other, ...more] = names.map((name) =>
    model.environments.find(({ environment }) => environment.name === name),
  );
  if (!one || !other || more.length > 0)
    throw new EgressError(`--between takes two environments, not ${names.length}`, 2);
  return planning().planBetween(side, one, other);
}
