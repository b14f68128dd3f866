import { readFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';
import { readIfThere } from '../disk';
import { locateInModule } from './module-place';
import { runModule } from './module-run';
import { type Node, toNode } from './node';
import { formatPath, type Path, type Place, type SettingsFile } from './place';
import { plainData } from './plain-data';
import type { Problem } from './problem';
import { printable, show } from './text';

interface ModuleFile extends SettingsFile {
  /** Undefined: there is nothing to judge; the problems say why. */
  readonly root?: Node;
  readonly problems: readonly Problem[];
}

/** Runs an environment's TypeScript file and takes its default export. What is wrong with it becomes a problem. */
export function readModuleFile(
  path: string,
  names: { readonly file: string; readonly source: string; readonly stem: string },
): ModuleFile {
  const absolute = resolve(path);
  const text = readIfThere(names.file, () => readFileSync(absolute, 'utf8'));
  // The text is parsed only when something has to be placed in it: the parser takes longer than all the rest.
  let locate: ((way: Path) => Place) | undefined;
  const file: SettingsFile = {
    ...names,
    locate: (way) => {
      locate ??= locateInModule(text ?? '');
      return locate(way);
    },
  };
  const problem = (message: string, place: Place = { line: 1, column: 1 }, way: Path = [], where = names.file) =>
    ({ file: where, ...place, path: formatPath(way), message: printable(message), severity: 'error' }) as const;
  const fail = (...problems: Problem[]): ModuleFile => ({ ...file, problems });

  if (text === undefined) return fail(problem('is a link that leads nowhere'));
  const outcome = runModule(absolute, ({ default: settings }) =>
    settings === undefined ? undefined : plainData(settings),
  );
  if ('faults' in outcome) {
    const where = (name: string) => (name === '' ? names.file : posix.join(dirname(names.file), printable(name)));
    return fail(...outcome.faults.map(({ message, place, file: name }) => problem(message, place, [], where(name))));
  }
  if (!outcome.result) return fail(problem('has no default export; write export default defineEnvironment({ … })'));
  const { data, fault } = outcome.result;
  if (fault) return fail(problem(fault.message, file.locate(fault.path), fault.path));
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return fail(
      problem(`its default export is ${show(data)}; write export default defineEnvironment({ … })`, file.locate([])),
    );
  return { ...file, root: toNode(data, file), problems: [] };
}
