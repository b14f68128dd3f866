import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { SourceMapPayload } from 'node:module';
import { basename, dirname } from 'node:path';
import { buildSync } from 'esbuild';
import { readIfThere } from '../disk';

/** A TypeScript file with all that it imports by path, as one script. */
export interface BuiltModule {
  readonly code: string;
  readonly map: SourceMapPayload;
}

/** Names by which environments import this library: the package, and `../lib` of a checkout at any depth. */
export const LIBRARY_NAMES = [
  'kubernetes-egress-tenancy',
  ...['lib', 'lib/index', 'lib/index.ts'].flatMap((name) =>
    Array.from({ length: 8 }, (_, depth) => `${'../'.repeat(depth + 1)}${name}`),
  ),
];

/** @throws BuildFailure of esbuild for a file that cannot be compiled */
export function buildModule(path: string): BuiltModule {
  const [built] = build([path]);
  if (!built) throw new Error(`${path} was not compiled`);
  return built;
}

/**
 * Compiles the files of a folder in one run of the compiler, whose start takes longer than the work itself.
 *
 * @returns by path; nothing if one of them cannot be compiled
 */
export function buildModules(paths: readonly string[]): ReadonlyMap<string, BuiltModule> {
  if (paths.length === 0 || !paths.every(isText)) return new Map();
  try {
    const built = build(paths);
    return new Map(paths.flatMap((path, index) => (built[index] ? [[path, built[index]] as const] : [])));
  } catch {
    return new Map();
  }
}

/** Bytes that are not UTF-8 make the compiler end. */
function isText(path: string): boolean {
  const bytes = readIfThere(path, () => readFileSync(path));
  return bytes !== undefined && isUtf8(bytes);
}

function build(paths: readonly string[]): (BuiltModule | undefined)[] {
  const folder = dirname(paths[0] as string);
  const { outputFiles } = buildSync({
    entryPoints: paths.map((path, index) => ({ in: path, out: `bundle-${index}` })),
    absWorkingDir: folder,
    outdir: folder,
    bundle: true,
    external: LIBRARY_NAMES,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    // A function without a module of its own has no import().
    supported: { 'dynamic-import': false },
    sourcemap: 'external',
    write: false,
    logLevel: 'silent',
    tsconfigRaw: {},
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  return paths.map((_, index) => {
    const code = texts.get(`bundle-${index}.js`);
    const map = texts.get(`bundle-${index}.js.map`);
    return code === undefined || map === undefined ? undefined : { code, map: JSON.parse(map) };
  });
}
