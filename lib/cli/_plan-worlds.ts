import type { World } from '../explain';
import type { LoadedSettings } from '../model/load';
import type { EnvironmentModel } from '../model/types';
import type { OutputFile } from '../output';
import type { Side } from '../plan';
import { outputOf } from './_expectations';
import type { Sides } from './_plan-sides';
import { placesIn } from './_world';

/** One environment before and after a change. */
export interface WorldSides {
  readonly before: World;
  readonly after: World;
}

/** Both sides of a change, in an environment of the settings: built once, when they are first asked for. */
export function worldSides(
  loaded: LoadedSettings,
  { before, after }: Sides,
): (environment: EnvironmentModel) => WorldSides {
  const { asRendered, worldsOf } = require('../explain') as typeof import('../explain');
  const [old, now] = [filesOf(before), filesOf(after)];
  const places = placesIn(loaded);
  const [oldWorlds, newWorlds] = [worldsOf(old, [], places), worldsOf(now, [], places)];
  const known = new Map<EnvironmentModel, WorldSides>();
  return (environment) => {
    const found = known.get(environment) ?? {
      before: oldWorlds(asRendered(old, environment)),
      after: newWorlds(environment),
    };
    known.set(environment, found);
    return found;
  };
}

/** Without unmanaged files that are counted as not there. */
function filesOf(side: Side): OutputFile[] {
  return outputOf(side).filter(({ path }) => side.without?.(path) !== true);
}
