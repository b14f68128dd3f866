import type { ExpectationResult, World } from '../explain';
import type { Problem } from '../lint';
import { printable } from '../lint/printable';
import type { LoadedSettings } from '../model/load';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import type { Side } from '../plan';
import { settingsProblem } from '../settings/report';
import { CORDONED, ownerOf } from '../vocabulary';
import { placesIn } from './_world';

/** Loaded when it is asked for: tenants without expectations do without it. */
const engine = () => require('../explain') as typeof import('../explain');

/** The expectations of all tenants, decided over files. */
function resultsOf(loaded: LoadedSettings, files: readonly OutputFile[], unmanaged: readonly OutputFile[]) {
  const asking = loaded.model.environments.filter(hasExpectations);
  if (asking.length === 0) return [];
  const worldOf = engine().worldsOf(files, unmanaged, placesIn(loaded));
  return asking.flatMap((environment) => resultsIn(worldOf(environment), environment));
}

/** Whether a tenant of the environment expects something. */
export function hasExpectations({ tenants }: EnvironmentModel): boolean {
  return tenants.some(({ expect = [] }) => expect.length > 0);
}

/** The expectations of an environment, decided in a world of it. */
function resultsIn(world: World, { tenants }: EnvironmentModel): readonly ExpectationResult[] {
  const promised = new Map(world.context.promised.map((each) => [each.name, each]));
  return tenants.flatMap(({ name, expect = [] }) => {
    const tenant = promised.get(name);
    return tenant && expect.length > 0 ? engine().expectationResults(world, tenant) : [];
  });
}

/** One problem for each expectation that does not hold. What cannot be decided does not hold, either. */
export function expectationProblems(
  loaded: LoadedSettings,
  files: readonly OutputFile[],
  unmanaged: readonly OutputFile[],
): Problem[] {
  const holds = holdsIn(loaded);
  return resultsOf(loaded, files, unmanaged)
    .filter((result) => !holds(result))
    .flatMap(({ tenant, environment, index, text, explanation }) => {
      const origin = loaded.at(tenant, ['expect', index], environment);
      if (!origin) return [];
      const message = `${text} does not hold in ${environment}: ${printable(explanation.sentence)}`;
      return [{ ...settingsProblem('expectation-fails', origin.file, origin.path, message), environment, tenant }];
    });
}

/**
 * Whether an expectation holds. Of a cordoned tenant, whose requests are all denied on purpose, only what must not be
 * possible is judged.
 */
function holdsIn({ model }: LoadedSettings): (result: ExpectationResult) => boolean {
  const cordoned = model.environments.flatMap(({ environment, tenants }) =>
    tenants.flatMap(({ name, state }) => (state === CORDONED ? [`${environment.name} ${name}`] : [])),
  );
  return ({ environment, tenant, wanted, explanation }) =>
    explanation.verdict === wanted || (wanted === 'allowed' && cordoned.includes(`${environment} ${tenant}`));
}

/** How a change decides an expectation. */
interface ExpectationChange {
  readonly tenant: string;
  readonly environment: string;
  readonly expectation: string;
  /** Null: the tenant was not there. */
  readonly before: ExpectationResult['explanation']['verdict'] | null;
  readonly after: ExpectationResult['explanation']['verdict'];
  readonly holds: boolean;
}

/**
 * The expectations of the settings that a change decides in another way, and those of a new tenant that do not hold.
 *
 * @param environments those in which anything changes
 */
export function expectationChanges(
  loaded: LoadedSettings,
  environments: readonly EnvironmentModel[],
  sidesIn: (environment: EnvironmentModel) => { readonly before: World; readonly after: World },
): ExpectationChange[] {
  const isMet = holdsIn(loaded);
  return environments.filter(hasExpectations).flatMap((each) => {
    const { before, after } = sidesIn(each);
    const isNew = new Set(
      each.tenants.flatMap(({ name, namespace }) => (before.namespaces.has(namespace) ? [] : [name])),
    );
    const old = new Map(resultsIn(before, each).map((result) => [keyOf(result), result.explanation.verdict]));
    return resultsIn(after, each).flatMap((result) => {
      const { tenant, environment, text, explanation } = result;
      const { verdict } = explanation;
      // Without policies anything would be allowed.
      const was = isNew.has(tenant) ? null : (old.get(keyOf(result)) ?? verdict);
      const holds = isMet(result);
      if (was === verdict || (was === null && holds)) return [];
      return [{ tenant, environment, expectation: text, before: was, after: verdict, holds }];
    });
  });
}

function keyOf({ tenant, index }: ExpectationResult): string {
  return `${tenant} ${index}`;
}

/** Files on the disk, or of a revision, as rules and engines read them. */
export function outputOf({ files }: Pick<Side, 'files'>): OutputFile[] {
  return [...files].map(([path, content]) => ({ path, content, source: path, owner: ownerOf(path) }));
}

/** One line for each. */
export function expectationLines(changes: readonly ExpectationChange[]): string[] {
  return changes.map(({ tenant, environment, expectation, before, after, holds }) => {
    const fails = holds ? '' : ', which check fails for';
    return printable(
      `expect of ${tenant} in ${environment}: ${expectation}: ${before === null ? '' : `${before} → `}${after}${fails}`,
    );
  });
}
