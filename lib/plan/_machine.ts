import { diffArrays } from 'diff';
import { parse } from 'yaml';
import { withoutHeader } from '../output';
import { APPLY_SCRIPT, CHECKSUMS_FILE, COMMIT_FILE, SQUID_CONF, USER_DATA } from '../vocabulary';
import type { MachineFile } from './types';

type Texts = ReadonlyMap<string, string>;

/** Whether `apply.sh` brings a file to the machine. */
export function isDeployedByApply(name: string): boolean {
  return name !== USER_DATA && name !== APPLY_SCRIPT;
}

/** The files of a machine that differ by more than their first line, in the order of what matters, with their lines. */
export function machineFiles(before: Texts, after: Texts): MachineFile[] {
  const [old, now] = [onMachine(before), onMachine(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => body(old, name) !== body(now, name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => ({ name, lines: isDeployedByApply(name) ? changedLines(body(old, name), body(now, name)) : [] }));
}

function body(texts: Texts, name: string): string {
  return withoutHeader(texts.get(name) ?? '');
}

/** The texts with the files that only user-data holds, by their paths on the machine, and user-data without files. */
function onMachine(texts: Texts): Texts {
  const userData = texts.get(USER_DATA);
  const config = userData === undefined ? undefined : parsed(userData);
  if (config === undefined) return texts;
  const { write_files: files, ...rest } = config;
  const isOfFolder = (path: string) => texts.has(path.slice(path.lastIndexOf('/') + 1));
  const all: readonly unknown[] = Array.isArray(files) ? files : [];
  const others = all.filter(isText).filter(({ path }) => !RECORDS.includes(path) && !isOfFolder(path));
  return new Map([
    ...texts,
    ...others.map(({ path, content }): [string, string] => [path, content]),
    [USER_DATA, JSON.stringify([rest, all.filter((file) => !isText(file))])],
  ]);
}

/** Whether an entry of user-data is no more than a text with its place. */
function isText(file: unknown): file is { readonly path: string; readonly content: string } {
  const { path, content, ...more } = { ...(file as Record<string, unknown> | null) };
  return (
    typeof path === 'string' && path.startsWith('/') && typeof content === 'string' && Object.keys(more).length === 0
  );
}

/** What the VM keeps about its files, which changes with each of them. */
const RECORDS: readonly string[] = [CHECKSUMS_FILE, COMMIT_FILE];

/** Undefined: not a map. */
function parsed(userData: string): Record<string, unknown> | undefined {
  try {
    const config: unknown = parse(userData);
    return config !== null && typeof config === 'object' && !Array.isArray(config)
      ? (config as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function changedLines(before: string, after: string): string[] {
  return diffArrays(linesOf(before), linesOf(after)).flatMap(({ added, removed, value }) =>
    added || removed ? value.map((line) => `${added ? '+' : '-'} ${line}`) : [],
  );
}

/** Empty lines say nothing. */
function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function rank(name: string): number {
  if (name === SQUID_CONF) return 0;
  return [USER_DATA, APPLY_SCRIPT].indexOf(name) + 2;
}
