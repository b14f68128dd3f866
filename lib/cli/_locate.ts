import type { LoadedSettings } from '../model/load';
import type { LocateSetting } from '../rules';
import { formatPath } from '../settings/place';

/** Finds the setting that something rendered comes from. */
export function locateIn({ at }: LoadedSettings): LocateSetting {
  return (tenant, path, environment) => {
    const origin = at(tenant, path, environment);
    if (!origin) return undefined;
    return { file: origin.file.file, ...origin.file.locate(origin.path), path: formatPath(origin.path) };
  };
}
