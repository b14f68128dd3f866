import { diffArrays } from 'diff';
import { withoutHeader } from '../output';
import { APPLY_SCRIPT, SQUID_CONF, USER_DATA } from '../vocabulary';
import type { MachineFile } from './types';

type Texts = ReadonlyMap<string, string>;

/** Whether `apply.sh` brings a file to the machine. */
export function isBrought(name: string): boolean {
  return name !== USER_DATA && name !== APPLY_SCRIPT;
}

/** The files of a machine that differ by more than their first line, in the order of what matters, with their lines. */
export function machineFiles(before: Texts, after: Texts): MachineFile[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  return names
    .filter((name) =>
      name === USER_DATA ? ownPart(before) !== ownPart(after) : body(before, name) !== body(after, name),
    )
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => ({ name, lines: isBrought(name) ? changedLines(body(before, name), body(after, name)) : [] }));
}

function body(texts: Texts, name: string): string {
  return withoutHeader(texts.get(name) ?? '');
}

/** The user-data without the files that it embeds, the lines of which stand in it farther to the right. */
function ownPart(texts: Texts): string {
  const others = [...texts.keys()].filter(isBrought);
  const embedded = new Set(others.flatMap((name) => linesOf(body(texts, name)).map((line) => line.trim())));
  const isEmbedded = (line: string) =>
    embedded.has(line) ||
    line === 'content: |' ||
    others.some((name) => line.startsWith('- path: /') && line.endsWith(`/${name}`));
  return linesOf(body(texts, USER_DATA))
    .filter((line) => !isEmbedded(line.trim()))
    .join('\n');
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
