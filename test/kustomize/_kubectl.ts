import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const found = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;

/** Skips, visibly, where there is no kubectl; on CI its absence fails. */
export const describeWithKubectl: jest.Describe = found || process.env.CI === 'true' ? describe : describe.skip;

/** It ends before collecting garbage would pay. */
const ENVIRONMENT = { ...process.env, GOGC: 'off' };

export type Files = Readonly<Record<string, string>>;

/**
 * What `kubectl kustomize` makes of a folder: the objects, or what it says when it refuses.
 *
 * @param args for example `--load-restrictor=LoadRestrictionsNone`, by which Flux builds. Default: none
 */
export function kubectlKustomize(
  files: Files,
  folder: string,
  ...args: readonly string[]
): { objects?: unknown[]; error?: string } {
  const root = lay(files);
  try {
    return runKustomize(join(root, folder), args);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Where files lie on the disk, for all tests of a block; asked for in a test. */
export function laidOnce(files: () => Files): () => string {
  let root: string | undefined;
  afterAll(() => {
    if (root !== undefined) rmSync(root, { recursive: true, force: true });
  });
  return () => {
    root ??= lay(files());
    return root;
  };
}

function lay(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), 'kustomize-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The objects of a folder on the disk. */
export function kubectlKustomizeFolder(folder: string): unknown[] {
  const { objects, error } = runKustomize(folder);
  if (!objects) throw new Error(error);
  return objects;
}

function runKustomize(folder: string, args: readonly string[] = []): { objects?: unknown[]; error?: string } {
  const run = spawnSync('kubectl', ['kustomize', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: ENVIRONMENT,
  });
  if (run.error) throw run.error;
  if (run.status !== 0) return { error: run.stderr.trim() };
  return {
    objects: parseAllDocuments(run.stdout)
      .map((document) => document.toJS() as unknown)
      .filter((object) => object !== null),
  };
}
