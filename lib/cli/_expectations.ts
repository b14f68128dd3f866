import type { ExpectationResult } from '../explain';
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
function resultsOf(
  loaded: LoadedSettings,
  files: readonly OutputFile[],
  unmanaged: readonly OutputFile[],
  as: (environment: EnvironmentModel) => EnvironmentModel = (environment) => environment,
) {
  return loaded.model.environments.flatMap((environment): readonly ExpectationResult[] => {
    const asking = environment.tenants.filter(({ expect = [] }) => expect.length > 0);
    if (asking.length === 0) return [];
    const world = engine().worldOf(files, unmanaged, as(environment), placesIn(loaded));
    return asking.flatMap(({ name }) => {
      const tenant = world.context.promised.find((each) => each.name === name);
      return tenant ? engine().expectationResults(world, tenant) : [];
    });
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
  readonly before: ExpectationResult['explanation']['verdict'];
  readonly after: ExpectationResult['explanation']['verdict'];
  readonly holds: boolean;
}

/** The expectations of the settings that the files before a change decide in another way. */
export function expectationChanges(
  loaded: LoadedSettings,
  before: Side,
  after: readonly OutputFile[],
): ExpectationChange[] {
  const now = resultsOf(loaded, after, []);
  if (now.length === 0) return [];
  const isMet = holdsIn(loaded);
  const files = outputOf(before);
  const old = resultsOf(loaded, files, [], (environment) => engine().asRendered(files, environment));
  return now.flatMap((result, index) => {
    const was = old[index]?.explanation.verdict;
    const { tenant, environment, text, explanation } = result;
    const { verdict } = explanation;
    if (was === undefined || was === verdict) return [];
    return [{ tenant, environment, expectation: text, before: was, after: verdict, holds: isMet(result) }];
  });
}

/** Files on the disk, or of a revision, as rules and engines read them. */
export function outputOf({ files }: Pick<Side, 'files'>): OutputFile[] {
  return [...files].map(([path, content]) => ({ path, content, source: path, owner: ownerOf(path) }));
}

/** One line for each. */
export function expectationLines(changes: readonly ExpectationChange[]): string[] {
  return changes.map(({ tenant, environment, expectation, before, after, holds }) => {
    const fails = holds ? '' : ', which check fails for';
    return printable(`expect of ${tenant} in ${environment}: ${expectation}: ${before} → ${after}${fails}`);
  });
}
