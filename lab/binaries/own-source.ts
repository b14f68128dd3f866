import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Recipe } from './versions';

/** Path below the wrapper module → text, of the Go that a recipe brings itself; undefined: it brings none. */
export function readSource({ source }: Recipe): Readonly<Record<string, string>> | undefined {
  if (source === undefined) return undefined;
  const folder = resolve(__dirname, source);
  const files = readdirSync(folder).sort();
  return Object.fromEntries(
    files.map((file) => [join(basename(folder), file), readFileSync(join(folder, file), 'utf8')]),
  );
}
