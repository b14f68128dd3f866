import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Name, unusedExports } from './_exports';
import { circles, importsOf, ROOT, sources } from './_imports';

const FOLDERS = ['lib', 'lab', 'bench', 'scripts'];
const FILES = sources(...FOLDERS);
const IMPORTS = FILES.flatMap(importsOf);

const PAGE = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');

/** What every room may import, and what it may import itself. */
const GROUND = readTable('| ground floor |');

/** The map in docs/architecture.md: each room with the rooms that it may import in addition to the ground floor. */
const MAP = new Map([...GROUND, ...readTable('| room |')]);

function readTable(head: string): ReadonlyMap<string, readonly string[]> {
  const begin = PAGE.indexOf(head);
  const rows = PAGE.slice(begin).split('\n\n', 1).join().split('\n').slice(2);
  const codes = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
  return new Map(
    rows.filter((row) => row !== '').map((row) => [codes(row.split('|')[1]).join(), codes(row.split('|')[3])]),
  );
}

/** Returns the room of a file: the longest one on the map that holds it. */
function roomOf(path: string): string {
  const rooms = [...MAP.keys()].filter(
    (room) => path === room || path.startsWith(room.endsWith('/') ? room : `${room}/`),
  );
  return rooms.sort((a, b) => b.length - a.length)[0] ?? `${path}, which no room holds`;
}

test('every file is in a room of the map, and every room of the map has files', () => {
  const rooms = new Set([...FILES, ...IMPORTS.map(({ to }) => to)].map(roomOf));
  expect([...rooms].sort()).toEqual([...MAP.keys()].sort());
});

test('a room imports only what the map lets it import, types included', () => {
  const wrong = IMPORTS.filter(({ from, to }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    const isGround = GROUND.has(other) && !GROUND.has(room);
    return room !== other && !isGround && !MAP.get(room)?.includes(other);
  });
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('the map has no circles', () => {
  const edges = [...MAP].flatMap(([from, imports]) => imports.map((to) => ({ from, to })));
  expect(circles(edges).map((circle) => circle.join(' → '))).toEqual([]);
});

test('no files import each other in a circle, types included', () => {
  expect(circles(IMPORTS).map((circle) => circle.join(' → '))).toEqual([]);
});

test('what begins with _ is imported only in its own room', () => {
  const past = IMPORTS.filter(({ from, to }) => /\/_[^/]+$/.test(to) && roomOf(from) !== roomOf(to));
  expect(past.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('no file that is written by hand is longer than 15 KB', () => {
  const written = FILES.filter((path) => path !== 'lib/settings/generated.ts');
  const long = written.filter((path) => statSync(join(ROOT, path)).size > 15 * 1024);
  expect(long).toEqual([]);
});

test('every export is imported by another file', () => {
  const users = [...sources('test', 'overlays', 'examples'), 'main.ts'];
  const unused = unusedExports([...FILES, ...users], 'lib/index.ts').filter(
    (each) => FILES.includes(each.path) && !isFoundByName(each),
  );
  expect(unused.map(({ path, name }) => `${path} exports ${name}`)).toEqual([]);
});

test('an export that no file imports is noticed, and one that a test imports is not', () => {
  const unused = unusedExports(['test/house/_exports.ts', 'test/house/house.test.ts', 'lib/errors.ts'], 'lib/index.ts');
  expect(unused).toEqual([
    { path: 'lib/errors.ts', name: 'ExitCode' },
    { path: 'lib/errors.ts', name: 'EgressError' },
  ]);
});

/** What is found by the name of its file, and what is generated. */
function isFoundByName({ path, name }: Name): boolean {
  if (name === 'check') return /^lib\/live\/checks\/[^/]+\.ts$/.test(path);
  if (name === 'rule') return /^lib\/(squid\/)?rules\/[^/]+\/[^_/]+\.ts$/.test(path);
  if (name === 'default') return /\/(overlays|runner)\//.test(path);
  return path === 'lib/settings/generated.ts';
}
