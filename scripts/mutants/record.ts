import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import rooms from './rooms.json';

/** One change that the tests did not notice. */
export interface Survivor {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line as it is. */
  readonly code: string;
  readonly mutator: string;
  readonly replacement: string;
  /** Why no test has to notice. Empty: not judged yet. */
  readonly why: string;
}

export interface RoomRecord {
  readonly date: string;
  /** How long the run took. */
  readonly seconds: number;
  readonly files: Readonly<Record<string, { readonly killed: number; readonly survived: number }>>;
  readonly survivors: readonly Survivor[];
}

export type MutationRecord = Readonly<Record<string, RoomRecord>>;

export const ROOMS: readonly string[] = Object.keys(rooms);

/** The TypeScript files of a room, sorted. */
export function filesOf(room: string): string[] {
  const { mutate } = rooms[room as keyof typeof rooms];
  const inFolder = (folder: string) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`);
  return mutate
    .flatMap((path) => (path.endsWith('.ts') ? path : inFolder(path)))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}
export const FILE = join(__dirname, 'record.json');
export const PAGE = join(__dirname, '../../docs/mutation-testing.md');

export function readRecord(): MutationRecord {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as MutationRecord) : {};
}

export function score({ files }: RoomRecord): number {
  const all = Object.values(files);
  const sum = (key: 'killed' | 'survived') => all.reduce((total, each) => total + each[key], 0);
  return sum('killed') / Math.max(1, sum('killed') + sum('survived'));
}
