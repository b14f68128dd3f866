import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, resolve, sep } from 'node:path';
import { EgressError } from '../errors';
import { type Problem, type ProblemId, problemEntry } from '../lint';
import { culpritOf, messageOf, reasonOf, START } from './module-error';
import { rememberModule } from './module-late';
import { locateInModule, syntaxFault } from './module-place';
import { type Node, toNode } from './node';
import { formatPath, type Path, type Place, type SettingsFile } from './place';
import { placeOfCompiler } from './places';
import { plainData } from './plain-data';
import { printable, show } from './text';

export interface ModuleFile extends SettingsFile {
  /** Undefined: there is nothing to judge; the problems say why. */
  readonly root?: Node;
  readonly problems: readonly Problem[];
}

/** Runs an environment's TypeScript file and takes its default export. Whatever it does wrong ends as a problem. */
export function readModuleFile(
  path: string,
  names: { readonly file: string; readonly source: string; readonly stem: string },
): ModuleFile {
  const absolute = resolve(path);
  // The text is parsed only when something has to be placed in it: the parser takes longer than all the rest.
  let locate: ((way: Path) => Place) | undefined;
  const file: SettingsFile = {
    ...names,
    locate: (way) => {
      locate ??= locateInModule(readFileSync(absolute, 'utf8'));
      return locate(way);
    },
  };
  const fail = (
    id: ProblemId,
    message: string,
    place: Place = START,
    way: Path = [],
    where = names.file,
  ): ModuleFile => ({
    ...file,
    problems: [
      {
        id,
        file: where,
        ...place,
        path: formatPath(way),
        message: printable(message),
        severity: problemEntry(id).severity,
      },
    ],
  });

  let exported: unknown;
  try {
    rememberModule(absolute, names.file);
    exported = requireFresh(absolute);
  } catch (error) {
    // What it imports from its own folder fails with it, and is where the mistake is.
    const culprit = culpritOf(error, absolute);
    const where = culprit.path === absolute ? names.file : `${dirname(names.file)}/${printable(culprit.name)}`;
    const text = readText(culprit.path, where);
    if (text === undefined) return fail('file-not-regular', 'is a link that leads nowhere');
    const syntax = syntaxFault(text);
    if (syntax)
      return fail('module-syntax', `is not valid TypeScript here: ${syntax.message}`, syntax.place, [], where);
    const missing = /^Cannot find module '([^']+)'/.exec(reasonOf(error))?.[1];
    if (missing !== undefined)
      return fail(
        'module-import-missing',
        `cannot find the module ${show(missing)} that it imports`,
        importOf(text, missing),
        [],
        where,
      );
    const transform = /:(\d+):(\d+): ERROR: (.+)/.exec(messageOf(error));
    if (transform) {
      const [, line, column, message] = transform;
      const place = placeOfCompiler(text, { line: Number(line), column: Number(column) + 1 }, 'bytes');
      return fail('module-syntax', `is not valid TypeScript here: ${message}`, place, [], where);
    }
    return fail(
      'module-fails',
      `fails when it is loaded: ${reasonOf(error)}`,
      placeOfCompiler(text, culprit.place, 'utf-16'),
      [],
      where,
    );
  }
  const settings = defaultOf(exported);
  if (settings === undefined)
    return fail('module-export-missing', 'has no default export; write export default defineEnvironment({ … })');
  // A promise is refused, whatever becomes of it; unheard, its failure would end the process with a stack trace.
  Promise.resolve(settings).catch(() => undefined);
  const { data, fault } = plainData(settings);
  if (fault) return fail('value-not-plain', fault.message, file.locate(fault.path), fault.path);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    return fail(
      'module-export-missing',
      `its default export is ${show(data)}; write export default defineEnvironment({ … })`,
      file.locate([]),
    );
  }
  return { ...file, root: toNode(data, file), problems: [] };
}

/** As the file is now, with what it imports from its own folder, even if an older state was loaded before. */
function requireFresh(path: string): unknown {
  const folder = dirname(path) + sep;
  for (const loaded of Object.keys(require.cache)) {
    if (loaded.startsWith(folder)) delete require.cache[loaded];
  }
  return withoutExit(() => withOwnLibrary(folder, () => require(path)));
}

/** A file that ends the process would end it as if all were fine. */
function withoutExit<T>(load: () => T): T {
  const original = process.exit;
  process.exit = (code) => {
    throw new Error(`it calls process.exit(${code ?? ''}), which would end the run`);
  };
  try {
    return load();
  } finally {
    process.exit = original;
  }
}

/** `../lib` is this library also for environments in a folder that has no `lib` beside it. */
function withOwnLibrary<T>(folder: string, load: () => T): T {
  const loader = Module as unknown as {
    _resolveFilename?: (request: string, parent?: { filename?: string }, ...rest: unknown[]) => string;
  };
  const original = loader._resolveFilename;
  if (!original) return load();
  loader._resolveFilename = function (request, parent, ...rest) {
    try {
      return original.call(this, request, parent, ...rest);
    } catch (error) {
      const ours = /^\.\.\/lib(\/index(\.ts)?)?$/.test(request) && parent?.filename?.startsWith(folder);
      if (!ours) throw error;
      return original.call(this, resolve(__dirname, '../index.ts'), parent, ...rest);
    }
  };
  try {
    return load();
  } finally {
    loader._resolveFilename = original;
  }
}

function defaultOf(exported: unknown): unknown {
  return typeof exported === 'object' && exported !== null && 'default' in exported ? exported.default : undefined;
}

/** Undefined: there is nothing where a link leads. */
function readText(path: string, file: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new EgressError(`${file}: cannot be read (${code})`, 2);
  }
}

function importOf(text: string, module: string): Place {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes(`'${module}'`) || one.includes(`"${module}"`));
  if (line < 0) return START;
  return { line: line + 1, column: Math.max(lines[line]?.indexOf(module) ?? 0, 1) };
}
