import { resolve } from 'node:path';
import { formatProblem, type Problem } from '../lint';
import { SETTINGS } from '../vocabulary';
import { environment } from './environment';
import { listFolder } from './folder';
import { buildModules } from './module-build';
import { readModuleFile } from './module-file';
import type { MapNode } from './node';
import type { SettingsFile } from './place';
import { fileProblem, settingsProblem } from './report';
import { printable } from './text';
import { validate } from './validate';

export interface EnvironmentFile extends SettingsFile {
  /** The file's content, without what was wrong; undefined: nothing can be judged. */
  readonly tree?: MapNode;
}

/**
 * All environments of a folder, sorted by file name, and everything that is wrong with each on its own. Files that begin
 * with _ are internal, folders are those files' own.
 */
export function readEnvironments(folder: string): {
  readonly files: readonly EnvironmentFile[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const files: EnvironmentFile[] = [];
  const entries = listFolder(folder, 'environments').filter(
    ({ name, isDirectory }) => !isDirectory && !name.startsWith('_') && !/\.d\.ts$|\.md$/.test(name),
  );
  const compiled = buildModules(entries.flatMap(({ name, path }) => (name.endsWith('.ts') ? [resolve(path)] : [])));
  for (const { name, path } of entries) {
    const file = printable(path);
    const other = /\.(ya?ml|json|[cm]?js|[cm]ts|tsx)$/i.exec(name);
    if (other)
      problems.push(
        fileProblem(
          'file-extension',
          file,
          `ends in ${other[0]}; environments are TypeScript: ${printable(name.slice(0, other.index))}.ts`,
        ),
      );
    if (!name.endsWith('.ts')) continue;
    const names = { file, source: `${SETTINGS.environments}/${printable(name)}`, stem: name.slice(0, -'.ts'.length) };
    const module = readModuleFile(path, names, compiled.get(resolve(path)));
    // Of a file that several environments import, each of them would tell.
    const reported = new Set(problems.map(formatProblem));
    problems.push(...module.problems.filter((problem) => !reported.has(formatProblem(problem))));
    if (!module.root) {
      files.push(module);
      continue;
    }
    const { tree, faults } = validate(environment, module.root);
    for (const { id, origin, message } of faults) problems.push(settingsProblem(id, origin.file, origin.path, message));
    files.push({ ...module, tree });
  }
  if (files.length === 0 && problems.length === 0)
    problems.push(fileProblem('folder-empty', folder, 'holds no environment; add <name>.ts'));
  return { files, problems };
}
