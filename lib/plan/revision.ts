import { EgressError } from '../errors';
import { CLUSTERS, DIST } from '../vocabulary';
import { type GitAnswer, git } from './_git';
import { isCompared } from './_manifests';
import type { Side } from './types';

/**
 * The manifests, and the files of machines, of a git revision, read from git's objects: nothing is checked out.
 *
 * @param outDir the output folder, in a repository; the revision's files below the same folder are read
 * @param revision whatever git takes for one: a branch, a tag, a commit, `HEAD~1`
 * @param isWanted which files are read, by their paths. Default: all
 * @throws EgressError 2 for an unknown revision, for a folder in no repository, and without git
 */
export function sideOfRevision(
  outDir: string,
  revision: string,
  isWanted: (path: string) => boolean = () => true,
): Side {
  const id = treeOf(outDir, revision);
  // Below the current folder, and named from there.
  const listing = answered(revision, git(outDir, ['ls-tree', '-r', '-z', id, '--', DIST, CLUSTERS]));
  const blobs = listing
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, mode, blob, path] = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
      if (!blob || !path || !mode?.startsWith('100') || !isCompared(path) || !isWanted(path)) return [];
      return [{ blob, path: path.replace(/(\/\.terraform)\/.*$/s, '$1') }];
    });
  const texts = contents(
    answered(revision, git(outDir, ['cat-file', '--batch'], blobs.map(({ blob }) => `${blob}\n`).join(''))),
    revision,
  );
  return { label: revision, files: new Map(blobs.map(({ path }, index) => [path, texts[index] ?? ''])) };
}

/**
 * Which files differ between a revision and the disk, and which of some paths the revision does not have, as git knows it: by
 * the size and the times of each file.
 *
 * @returns undefined: git skips some of the files, or stores some with other bytes
 * @throws as {@link sideOfRevision}
 */
export function differencesOf(
  outDir: string,
  revision: string,
  paths: readonly string[],
): readonly string[] | undefined {
  const id = treeOf(outDir, revision);
  const folders = ['--', DIST, CLUSTERS];
  // A monitor of the file system tells git which files changed; here, git looks at them.
  const careful = ['-c', 'core.fsmonitor=false', '-c', 'core.checkStat=default', '-c', 'core.trustctime=true'];
  const namesOf = (...args: readonly string[]) =>
    answered(revision, git(outDir, [...careful, ...args, ...folders]))
      .toString('utf8')
      .split('\0')
      .filter((name) => name !== '');
  const listed = namesOf('ls-files', '-v', '-z');
  if (listed.some((name) => !name.startsWith('H '))) return undefined;
  if (
    isFiltered(
      outDir,
      revision,
      listed.map((name) => name.slice(2)),
    )
  )
    return undefined;
  const there = new Set(namesOf('ls-tree', '-r', '-z', '--name-only', id));
  const different = namesOf('diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--relative', id);
  return [...different, ...paths.filter((path) => isCompared(path) && !there.has(path))];
}

/** Whether git keeps files with other bytes than the disk has. */
function isFiltered(outDir: string, revision: string, paths: readonly string[]): boolean {
  const attributes = ['check-attr', '-z', '--stdin', 'filter', 'working-tree-encoding', 'ident'];
  const found = answered(revision, git(outDir, attributes, paths.map((path) => `${path}\0`).join('')));
  // Path, attribute, value; and so on.
  const values = found
    .toString('utf8')
    .split('\0')
    .filter((_, index) => index % 3 === 2);
  return values.some((value) => value !== 'unspecified' && value !== 'unset');
}

/** The id of a revision’s tree. */
function treeOf(outDir: string, revision: string): string {
  const prefix = git(outDir, ['rev-parse', '--show-prefix']);
  if (prefix.code !== 0) throw new EgressError(`--against ${revision}: ${outDir}: ${prefix.complaint}`, 2);
  const tree = git(outDir, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{tree}`]);
  if (tree.code !== 0) {
    throw new EgressError(
      `unknown revision ${revision}: git does not know it here; a shallow clone has to fetch it first`,
      2,
    );
  }
  return tree.out.toString('ascii').trim();
}

function answered(revision: string, { code, out, complaint }: GitAnswer): Buffer {
  if (code !== 0) throw new EgressError(`--against ${revision}: git could not read it: ${complaint}`, 2);
  return out;
}

/** `<id> blob <bytes>`, a line break, the bytes, a line break; and so on. */
function contents(batch: Buffer, revision: string): string[] {
  const texts: string[] = [];
  for (let at = 0; at < batch.length; ) {
    const start = batch.indexOf('\n', at) + 1;
    const size = /^[0-9a-f]+ blob (\d+)$/.exec(batch.toString('ascii', at, start - 1))?.[1];
    if (size === undefined) throw new EgressError(`--against ${revision}: git has lost one of its files`, 2);
    texts.push(batch.toString('utf8', start, start + Number(size)));
    at = start + Number(size) + 1;
  }
  return texts;
}
