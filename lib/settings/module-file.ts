import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';
import { readIfThere } from '../disk';
import type { Problem, ProblemId } from '../lint';
import { conflictIn } from './conflict';
import type { BuiltModule } from './module-build';
import { locateInModule } from './module-place';
import { runModule } from './module-run';
import { type Node, toNode } from './node';
import { formatPath, type Path, type Place, type SettingsFile } from './place';
import { firstNotUtf8, NOT_UTF8 } from './places';
import { plainData } from './plain-data';
import { fileProblem } from './report';
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
  compiled?: BuiltModule,
): ModuleFile {
  const absolute = resolve(path);
  const bytes = readIfThere(names.file, () => readFileSync(absolute));
  const text = bytes?.toString('utf8');
  // The text is parsed only when something has to be placed in it: the parser takes longer than all the rest.
  let locate: ((way: Path) => Place) | undefined;
  const file: SettingsFile = {
    ...names,
    locate: (way) => {
      locate ??= locateInModule(text ?? '');
      return locate(way);
    },
  };
  const problem = (
    id: ProblemId,
    message: string,
    place: Place = { line: 1, column: 1 },
    way: Path = [],
    where = names.file,
  ): Problem => ({ ...fileProblem(id, where, printable(message), place), path: formatPath(way) });
  const fail = (...problems: Problem[]): ModuleFile => ({ ...file, problems });

  if (text === undefined) return fail(problem('file-not-regular', 'is a link that leads nowhere'));
  if (bytes && !isUtf8(bytes)) return fail(problem('file-not-utf8', NOT_UTF8, firstNotUtf8(bytes)));
  const conflict = conflictIn(text);
  if (conflict) return fail(problem('merge-conflict', conflict.message, conflict.place));
  const where = (name: string) => (name === '' ? names.file : posix.join(dirname(names.file), printable(name)));
  const outcome = runModule(
    absolute,
    ({ default: settings }) => (settings === undefined ? undefined : plainData(settings)),
    compiled,
  );
  if ('faults' in outcome) {
    return fail(
      ...outcome.faults.map(({ id, message, place, file: name }) => problem(id, message, place, [], where(name))),
    );
  }
  if (!outcome.result)
    return fail(
      problem(
        'module-export-missing',
        `has no default export; write export default defineEnvironment({ … }), or rename the file to _${names.stem}.ts if it only has what environments import`,
      ),
    );
  const { data, fault } = outcome.result;
  if (fault) return fail(problem('value-not-plain', fault.message, file.locate(fault.path), fault.path));
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return fail(
      problem(
        'module-export-missing',
        `its default export is ${show(data)}; write export default defineEnvironment({ … })`,
        file.locate([]),
      ),
    );
  return { ...file, root: toNode(data, file), problems: [] };
}
