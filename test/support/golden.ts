import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/**
 * Expects files, path → content, to be those of a golden folder, byte for byte. `UPDATE_GOLDEN=1 npx jest …` writes the
 * folder instead, for a reviewer to read.
 */
export function expectGolden(folder: string, files: Readonly<Record<string, string>>): void {
  if (process.env.UPDATE_GOLDEN) {
    if (process.env.CI) throw new Error('golden folders are not updated in CI');
    rmSync(folder, { recursive: true, force: true });
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  }
  const golden = readGolden(folder);
  // One file at a time, so that a failure shows the lines that differ.
  for (const [path, content] of Object.entries(golden)) expect(files[path] ?? `${path} is not rendered`).toBe(content);
  expect(Object.keys(files).sort()).toEqual(Object.keys(golden).sort());
}

/** The files of a golden folder, path → content. */
export function readGolden(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
