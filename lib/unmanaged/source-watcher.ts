import type { Model } from '../model/types';
import { BOOTSTRAP_FILES, bootstrapPath } from '../vocabulary';
import type { UnmanagedFile } from './files';
import type { UnmanagedObject, UnmanagedProblem } from './types';

const SOURCE_WATCHER = 'source-watcher';
const [COMPONENTS] = BOOTSTRAP_FILES;

/**
 * Environments with `flux.artifacts` in which `flux bootstrap` has written its files, and not the controller that makes
 * artifacts. Before bootstrap its files are our placeholders, which tell nothing.
 *
 * @param shown how messages name a path
 */
export function missingSourceWatcher(
  model: Model,
  files: readonly UnmanagedFile[],
  objects: readonly UnmanagedObject[],
  shown: (path: string) => string,
): UnmanagedProblem[] {
  return model.environments.flatMap(({ environment: { name, flux } }): UnmanagedProblem[] => {
    const components = `${bootstrapPath(name)}/${COMPONENTS}`;
    if (!flux.artifacts || !files.some(({ path }) => path === components)) return [];
    const isThere = objects.some(
      ({ environment, object: { kind, metadata } }) =>
        environment === name && kind === 'Deployment' && metadata.name === SOURCE_WATCHER,
    );
    if (isThere) return [];
    return [
      {
        file: shown(components),
        line: 1,
        column: 1,
        path: '',
        environment: name,
        id: 'source-watcher-missing',
        severity: 'error',
        message: `does not install ${SOURCE_WATCHER}, which flux.artifacts needs: run flux bootstrap again, with --components-extra=${SOURCE_WATCHER} (Flux 2.7 or newer), and merge its commit before this one`,
      },
    ];
  });
}
