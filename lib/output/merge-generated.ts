import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasMarkers } from '../merge-markers';
import { CODE_OWNERS, KUSTOMIZATION } from '../vocabulary';
import { commandOf, inspect, sourceOf, stamp, withoutHeader } from './header';

interface Versions {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

interface Merged {
  readonly text: string;
  /** False: the text has conflict markers. */
  readonly isClean: boolean;
}

const HUNK = /^<{7} .*\n([\s\S]*?)^\|{7} .*\n([\s\S]*?)^={7}\n([\s\S]*?)^>{7} .*\n/gm;

/**
 * Merges three versions of a generated file, as git would, without their header lines, which differ in any case. The
 * result gets a header of its own. Lines that both sides add to a list of names are kept in their order.
 */
export function mergeGenerated(path: string, { base, ours, theirs }: Versions): Merged {
  const contents = [ours, base, theirs].map(withoutHeader) as [string, string, string];
  const merged = mergeFile(contents);
  const text = isList(path) ? merged.replace(HUNK, joined) : merged;
  const source = sourceOf(ours) ?? sourceOf(theirs);
  const isClean = !hasMarkers(text) && [ours, theirs].every((version) => inspect(path, version) === 'ours');
  if (!isClean || source === undefined)
    return { text: hasMarkers(text) ? text : mergeFile([ours, base, theirs]), isClean: false };
  return { text: stamp({ path, content: text, source, command: commandOf(ours) }), isClean: true };
}

/** Files in which each line is an entry: folders of tenants, owners of tenants' files. */
function isList(path: string): boolean {
  return path.endsWith(`/${KUSTOMIZATION}`) || path === CODE_OWNERS;
}

/** Both sides of a conflict, if each has only added lines. */
function joined(conflict: string, ours: string, base: string, theirs: string): string {
  if (base !== '') return conflict;
  const lines = [...ours.split('\n'), ...theirs.split('\n')].filter((line) => line !== '');
  return [...new Set(lines)]
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}

function mergeFile(contents: readonly [ours: string, base: string, theirs: string]): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'egress-merge-'));
  try {
    const names = ['ours', 'base', 'theirs'];
    for (const [index, name] of names.entries()) fs.writeFileSync(join(folder, name), contents[index] ?? '');
    const { stdout } = spawnSync('git', ['merge-file', '--diff3', '--stdout', ...names], {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
