import type { Places, World } from '../explain';
import type { LoadedSettings } from '../model/load';
import type { EnvironmentModel } from '../model/types';
import { locateIn } from './_locate';
import { render } from './_render';
import { asOutputFiles, judgeOutput } from './_unmanaged';
import type { Io } from './io';

/** Environments as the settings would render them, with the unmanaged files of the output folder. */
export function renderedWorlds(
  loaded: LoadedSettings,
  outDir: string,
  io: Io,
): (environment: EnvironmentModel) => World {
  const { worldsOf } = require('../explain') as typeof import('../explain');
  const files = render(loaded, io);
  const unmanaged = asOutputFiles(judgeOutput(outDir, files, loaded.model));
  return worldsOf(files, unmanaged, placesIn(loaded));
}

/** Where settings are, for explanations. */
export function placesIn(loaded: LoadedSettings): Places {
  return {
    locate: locateIn(loaded),
    allowed: (tenant, index, environment) => {
      const origin = loaded.allowedAt(tenant, index, environment);
      return origin && { file: origin.file.file, line: origin.file.locate(origin.path).line };
    },
  };
}
