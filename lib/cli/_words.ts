import type { ReachSentence } from '../explain';
import { printable } from '../lint/printable';
import type { LoadedSettings } from '../model/load';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import type { EnvironmentPlan, Side } from '../plan';
import type { Sentence } from '../words';
import { outputOf } from './_expectations';
import type { Sides } from './_plan-sides';
import { placesIn } from './_world';

/** Loaded when it is needed: a plan without changes does without it. */
const engine = () => require('../explain') as typeof import('../explain');

export interface Compared {
  readonly plans: readonly EnvironmentPlan[];
  /** Undefined between two environments. */
  readonly sides?: Sides;
  /** The names of two environments that are compared. */
  readonly between?: readonly string[];
}

/** What a change opens and closes, or how two environments differ, decided by the engines over both sides. */
export function reachSentences(
  loaded: LoadedSettings,
  files: readonly OutputFile[],
  { plans, sides, between }: Compared,
  tenant: string | undefined,
): readonly ReachSentence[] {
  const { isEmpty } = require('../plan') as typeof import('../plan');
  const { asRendered, changeSentences, differenceSentences, worldOf } = engine();
  const isAsked = (name: string) => tenant === undefined || name === tenant;
  const places = placesIn(loaded);
  const { environments } = loaded.model;
  if (between) {
    const [before, after] = between.flatMap((name) => {
      const found = environments.find(({ environment }) => environment.name === name);
      return found ? [worldOf(files, [], found, places)] : [];
    });
    return before && after && before !== after ? differenceSentences({ before, after }, isAsked) : [];
  }
  if (!sides) return [];
  const changed = environments.filter(({ environment }) =>
    plans.some((plan) => plan.name === environment.name && !isEmpty(plan)),
  );
  if (changed.length === 0) return [];
  const [old, now] = [filesOf(sides.before), filesOf(sides.after)];
  const worlds = changed.map((each: EnvironmentModel) => ({
    before: worldOf(old, [], asRendered(old, each), places),
    after: worldOf(now, [], each, places),
  }));
  return changeSentences(worlds, isAsked);
}

/** Without unmanaged files that are counted as not there. */
function filesOf(side: Side): OutputFile[] {
  return outputOf(side).filter(({ path }) => side.without?.(path) !== true);
}

/** The sentences above the fields, without restarts, which the fields show as briefly. */
export function sentenceLines(sentences: readonly Sentence[]): readonly string[] {
  const shown = sentences.filter(({ kind }) => kind !== 'runs');
  return shown.length === 0 ? [] : ['in short', ...shown.map(({ text }) => `  ${printable(text)}`), ''];
}
