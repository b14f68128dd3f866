import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { createRequire, SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import type { BuildFailure, Message } from 'esbuild';
import type { ProblemId } from '../lint';
import { conflictIn } from './conflict';
import { defineEnvironment } from './define-environment';
import { missingPackage } from './missing-package';
import { type BuiltModule, buildModule, LIBRARY_NAMES } from './module-build';
import type { Place } from './place';
import { placeOfCompiler } from './places';
import { show } from './text';

interface ModuleFault {
  readonly id: ProblemId;
  /** The file in which the fault is, relative to the folder of the file that was run. */
  readonly file: string;
  readonly place: Place;
  readonly message: string;
}

/** What environments get for the library, wherever their folder is. */
const LIBRARY = { defineEnvironment };

/**
 * Compiles a TypeScript file with all that it imports by path, and runs it.
 *
 * @param read takes what is wanted out of its exports; what it throws counts as thrown by the file
 * @param compiled the file as compiled before. @default - it is compiled here
 */
export function runModule<T>(
  path: string,
  read: (exports: { readonly default?: unknown }) => T,
  compiled?: BuiltModule,
): { readonly result: T } | { readonly faults: readonly ModuleFault[] } {
  const folder = dirname(path);
  let built: BuiltModule;
  try {
    built = compiled ?? buildModule(path);
  } catch (error) {
    if (!Array.isArray((error as Partial<BuildFailure>).errors)) throw error;
    const faults = (error as BuildFailure).errors.map((message) => compileFault(message, folder));
    const conflict = faults.find(({ id }) => id === 'merge-conflict');
    return { faults: conflict ? [conflict] : faults };
  }
  const load = createRequire(path);
  const require = (name: string) =>
    LIBRARY_NAMES.includes(name) ? LIBRARY : placedAtCaller(() => load(name), require);
  const module = { exports: {} };
  try {
    const names = ['module', 'exports', 'require', 'process', 'console'];
    const run = compileFunction(built.code, names, { filename: path });
    run(module, module.exports, require, Object.create(process, { exit: { value: refuseExit } }), toStderr());
    return { result: read(module.exports) };
  } catch (error) {
    return { faults: [runFault(error, path, built.map)] };
  }
}

/** Lets an error of a package, whose own files are of no interest, point at the import. */
function placedAtCaller<T>(load: () => T, caller: (name: string) => unknown): T {
  try {
    return load();
  } catch (error) {
    if (error instanceof Error) Error.captureStackTrace(error, caller);
    throw error;
  }
}

/** What an environment prints must not get into the output of a command, which may be JSON. */
function toStderr(): Console {
  return new Console(process.stderr, process.stderr);
}

/** Otherwise a command would end without a word, with exit code 0, before it checked anything. */
function refuseExit(): never {
  throw new Error('it calls process.exit()');
}

function compileFault({ text, location }: Message, folder: string): ModuleFault {
  const missing = /^Could not resolve "(.+)"$/.exec(text)?.[1];
  const fault: Pick<ModuleFault, 'id' | 'message'> = missing
    ? { id: 'module-import-missing', message: `cannot find the module ${show(missing)} that it imports` }
    : { id: 'module-syntax', message: `is not valid TypeScript here: ${text}` };
  if (!location) return { ...fault, file: '', place: { line: 1, column: 1 } };
  const { file, line, column } = location;
  const conflict = conflictIn(readFileSync(join(folder, file), 'utf8'));
  if (conflict) return { id: 'merge-conflict', file, ...conflict };
  return { ...fault, file, place: placeOf(join(folder, file), line, column + 1, 'bytes') };
}

/** Finds the place of what was thrown by the first line of its stack that is in the bundle. */
function runFault(error: unknown, path: string, map: SourceMapPayload): ModuleFault {
  const { message = String(error), stack = '' } = (error ?? {}) as Partial<Error>;
  const reason = message.split('\n').find((line) => line.trim() !== '') ?? 'an error without a message';
  const short = reason.length > 200 ? `${reason.slice(0, 200)}…` : reason;
  const missing = missingPackage(error, path);
  const fault: ModuleFault = {
    id: missing ? 'module-import-missing' : 'module-fails',
    file: '',
    place: { line: 1, column: 1 },
    message: missing ?? `fails when it is loaded: ${short}`,
  };
  const [, line, column] = /^:(\d+):(\d+)/.exec(stack.slice(stack.indexOf(`${path}:`) + path.length)) ?? [];
  const entry = line && column && new SourceMap(map).findEntry(Number(line) - 1, Number(column) - 1);
  if (!entry || !('originalSource' in entry)) return fault;
  const { originalSource: file, originalLine, originalColumn } = entry;
  return { ...fault, file, place: placeOf(join(dirname(path), file), originalLine + 1, originalColumn + 1, 'utf-16') };
}

function placeOf(path: string, line: number, column: number, unit: 'utf-16' | 'bytes'): Place {
  return placeOfCompiler(readFileSync(path, 'utf8'), { line, column }, unit);
}
