import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../..');

export interface Import {
  /** Both are paths from the root of the repository, such as `lib/model/load.ts`. */
  readonly from: string;
  readonly to: string;
}

/** Returns the TypeScript files below some folders, as paths from the root of the repository. */
export function sources(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(folder, path)),
  );
}

/** Returns each import of another file of this repository: of values and of types, `import()` and `require()` included. */
export function importsOf(from: string): Import[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(ROOT, from), 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => ({ from, to: importedFile(from, fileName) }));
}

/** Returns the file that an import means, for example `lib/model/index.ts` for `'../model'` in `lib/plan/plan.ts`. */
export function importedFile(from: string, specifier: string): string {
  const path = resolve(ROOT, dirname(from), specifier);
  const found = [path, `${path}.ts`, `${path}.tsx`, join(path, 'index.ts')].find(
    (each) => existsSync(each) && statSync(each).isFile(),
  );
  if (found === undefined) throw new Error(`${relative(ROOT, path)} is imported and does not exist`);
  return relative(ROOT, found);
}

/** Returns the shortest circles of a graph, each as a list of names whose first is repeated at the end. */
export function circles(edges: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const found = new Map<string, string[]>();
  for (const start of next.keys()) {
    const circle = shortestWayBack(start, next);
    if (circle) found.set([...circle].sort().join(), [...circle, start]);
  }
  return [...found.values()];
}

function shortestWayBack(start: string, next: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const paths = [[start]];
  const seen = new Set<string>();
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const to of next.get(path[path.length - 1] as string) ?? []) {
      if (to === start) return path;
      if (seen.has(to)) continue;
      seen.add(to);
      paths.push([...path, to]);
    }
  }
  return undefined;
}
