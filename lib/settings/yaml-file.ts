import { isUtf8 } from 'node:buffer';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { Problem, ProblemId } from '../lint';
import { type Node, toNode } from './node';
import { formatPath, type Path, type Place, pathKey, type SettingsFile } from './place';
import { firstNotUtf8, NOT_UTF8 } from './places';
import { fileProblem } from './report';
import { printable } from './text';
import { readYaml } from './yaml-document';

/** 256 KiB: a tenant of a thousand workloads. */
const MOST_BYTES = 256 * 1024;

const START: Place = { line: 1, column: 1 };

export interface YamlFile extends SettingsFile {
  /** Undefined: nothing in it can be judged; the problems say why. */
  readonly root?: Node;
  readonly problems: readonly Problem[];
}

interface FileFault {
  readonly id: ProblemId;
  readonly message: string;
}

/** Returns what is wrong with the file as such: a link that leads out, a pipe, a huge one; undefined if nothing is. */
export function fileFault(folder: string, path: string): FileFault | undefined {
  if (lstatSync(path).isSymbolicLink()) {
    try {
      if (!realpathSync(path).startsWith(realpathSync(folder) + sep))
        return notRegular('is a link that leads out of the folder; put the file itself here');
    } catch {
      return notRegular('is a link that leads nowhere');
    }
  }
  const stat = statSync(path);
  if (!stat.isFile()) return notRegular('is not a regular file');
  if (stat.size <= MOST_BYTES) return undefined;
  return { id: 'file-too-large', message: `is ${stat.size} bytes long; a tenant’s file has at most ${MOST_BYTES}` };
}

function notRegular(message: string): FileFault {
  return { id: 'file-not-regular', message };
}

/** The file's bytes, judged; never throws for what is in them. */
export function parseYamlFile(
  bytes: Buffer,
  names: { readonly file: string; readonly source: string; readonly stem: string },
): YamlFile {
  const utf8 = isUtf8(bytes);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const { data, faults, places, spellings } = utf8 ? readYaml(text) : notUtf8(bytes);
  const file: SettingsFile = { ...names, locate: (path) => nearestPlace(places, path) };
  const problems = faults.map(
    ({ id, place, path, message }): Problem => ({
      id,
      file: names.file,
      ...place,
      path: formatPath(path),
      message: printable(message),
      severity: 'error',
    }),
  );
  problems.push(...hiddenMarks(text, names.file));
  return { ...file, problems, root: data === undefined ? undefined : toNode(data, file, [], spellings) };
}

/** Marks in comments and texts by which a line reads as something else; in names and the like they are errors. */
function hiddenMarks(text: string, file: string): Problem[] {
  return text.split('\n').flatMap((line, index): Problem[] => {
    const column = line.search(/\p{Cf}/u) + 1;
    if (column === 0) return [];
    const code = line
      .codePointAt(column - 1)
      ?.toString(16)
      .toUpperCase()
      .padStart(4, '0');
    const message = `the line contains an invisible character (U+${code}), by which it may read as something else; remove it, or write it as an escape`;
    return [fileProblem('hidden-character', file, message, { line: index + 1, column })];
  });
}

function nearestPlace(places: ReadonlyMap<string, Place>, path: Path): Place {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(pathKey(path.slice(0, length)));
    if (place) return place;
  }
  return START;
}

function notUtf8(bytes: Buffer): ReturnType<typeof readYaml> {
  const fault = { id: 'file-not-utf8', place: firstNotUtf8(bytes), path: [], message: NOT_UTF8 } as const;
  return { faults: [fault], places: new Map(), spellings: new Map() };
}
