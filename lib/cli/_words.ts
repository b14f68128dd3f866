import type { ReachSentence } from '../explain';
import { printable } from '../lint/printable';
import type { LoadedSettings } from '../model/load';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import type { EnvironmentPlan } from '../plan';
import type { Sentence } from '../words';
import type { WorldSides } from './_plan-worlds';
import { placesIn } from './_world';

/** Loaded when it is needed: a plan without changes does without it. */
const engine = () => require('../explain') as typeof import('../explain');

export interface Compared {
  /** The settings of what is compared. */
  readonly loaded: LoadedSettings;
  readonly plans: readonly EnvironmentPlan[];
  /** Undefined between two environments. */
  readonly sidesIn?: (environment: EnvironmentModel) => WorldSides;
  /** The names of two environments that are compared. */
  readonly between?: readonly string[];
  /** Where two environments are compared: all that is rendered. */
  readonly files?: readonly OutputFile[];
}

/** What a change opens and closes, or how two environments differ, decided by the engines over both sides. */
export function reachSentences(
  { loaded, plans, sidesIn, between, files = [] }: Compared,
  tenant: string | undefined,
): readonly ReachSentence[] {
  const { changeSentences, differenceSentences, worldsOf } = engine();
  const isAsked = (name: string) => tenant === undefined || name === tenant;
  const { environments } = loaded.model;
  if (between) {
    const worldOf = worldsOf(files, [], placesIn(loaded));
    const [before, after] = between.flatMap((name) => {
      const found = environments.find(({ environment }) => environment.name === name);
      return found ? [worldOf(found)] : [];
    });
    return before && after && before !== after ? differenceSentences({ before, after }, isAsked) : [];
  }
  return sidesIn ? changeSentences(changedIn(environments, plans).map(sidesIn), isAsked) : [];
}

/** The environments in which anything changes. */
export function changedIn(
  environments: readonly EnvironmentModel[],
  plans: readonly EnvironmentPlan[],
): readonly EnvironmentModel[] {
  const { isEmpty } = require('../plan') as typeof import('../plan');
  return environments.filter(({ environment }) =>
    plans.some((plan) => plan.name === environment.name && !isEmpty(plan)),
  );
}

/** The sentences above the fields, without restarts, which the fields show as briefly. */
export function sentenceLines(sentences: readonly Sentence[]): readonly string[] {
  const shown = sentences.filter(({ kind }) => kind !== 'runs');
  return shown.length === 0 ? [] : ['in short', ...shown.map(({ text }) => `  ${printable(text)}`), ''];
}
