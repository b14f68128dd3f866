import { posix } from 'node:path';
import { withoutHeader } from '../output';
import { monitoringPath } from '../vocabulary';
import { compareWatched, type MonitoringPlan } from '../watched';
import { isOurs } from './_ours';
import type { Side } from './types';

/** An environment of a side. */
interface Watched {
  readonly side: Side;
  readonly environment: string;
}

/** What would change of what watches an environment. Undefined: nothing. */
export function planMonitoring(before: Watched, after: Watched): MonitoringPlan | undefined {
  return compareWatched(
    { environment: before.environment, files: filesOf(before, after.side) },
    { environment: after.environment, files: filesOf(after, before.side) },
  );
}

/** The part of it that is about one tenant; undefined: there is none. */
export function monitoringOfTenant(
  { how, files, changes }: MonitoringPlan,
  tenant: string,
): MonitoringPlan | undefined {
  const own = files.filter(({ name }) => /^\w+\/(.+)\.(yaml|json)$/.exec(name)?.[1] === tenant);
  const theirs = changes.filter((change) => change.tenant === tenant);
  return own.length + theirs.length === 0 ? undefined : { how, files: own, changes: theirs };
}

function filesOf({ side, environment }: Watched, other: Side): ReadonlyMap<string, string> {
  const folder = `${monitoringPath(environment)}/`;
  return new Map(
    [...side.files]
      .filter(([path]) => path.startsWith(folder) && isOurs(path, side, other))
      .map(([path, text]): [string, string] => [posix.relative(folder, path), withoutHeader(text)]),
  );
}
