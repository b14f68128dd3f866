import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** One copy of an artifact, as an ArtifactGenerator has it. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/**
 * What copies put into an artifact: path → content. Of what source-watcher can copy this knows what we render, a folder
 * with all that is below it, and refuses the rest.
 *
 * @param sources folder of each source, by alias
 * @throws Error in source-watcher's words, where nothing matches
 */
export function copied(copies: readonly Copy[], sources: Readonly<Record<string, string>>): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const { from, to, ...others } of copies) {
    const [, alias = '', folder = ''] = /^@([^/]+)\/([^*?[\]]+)\/\*\*$/.exec(from) ?? [];
    const [, target] = /^@artifact\/(.*)$/.exec(to) ?? [];
    if (!folder || target === undefined || Object.keys(others).length > 0)
      throw new Error(`the stand-in does not know the copy ${JSON.stringify({ from, to, ...others })}`);
    const source = sources[alias];
    if (source === undefined) throw new Error(`source alias '${alias}' not found`);
    const found = filesBelow(join(source, folder));
    if (found.length === 0) throw new Error(`no files match pattern '${folder}/**' in source '${alias}'`);
    for (const path of found) files.set(posix.join(target, path), readFileSync(join(source, folder, path)));
  }
  return files;
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(join(folder, entry.name)).map((path) => posix.join(entry.name, path))
        : entry.isFile()
          ? [entry.name]
          : [],
    );
  } catch {
    return [];
  }
}
