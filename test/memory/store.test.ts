import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { Store } from '../../lib/memory/store';

const folder = fs.mkdtempSync(join(tmpdir(), 'egress-store-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const store = new Store(folder);
const fileOf = (name: string) => join(folder, createHash('sha256').update(name).digest('hex'));

test('a value is read as it was written, and others go', () => {
  store.write('a', { list: [1, undefined], map: new Map([['b', 2]]) });
  store.write('b', { other: true });
  store.keep(['a']);
  expect(store.read('a')).toEqual({ list: [1, undefined], map: new Map([['b', 2]]) });
  expect(store.read('b')).toBeUndefined();
});

test('what another version of Node.js wrote is not there', () => {
  const value = serialize({ a: 1 });
  value[1] = (value[1] ?? 0) + 1;
  fs.writeFileSync(fileOf('newer'), Buffer.concat([createHash('sha256').update(value).digest(), value]));
  expect(store.read('newer')).toBeUndefined();
});

test('a file that is larger than any value is not read, and what is no value stays', () => {
  fs.writeFileSync(fileOf('large'), '');
  fs.truncateSync(fileOf('large'), 2 ** 32);
  fs.writeFileSync(join(folder, 'notes.txt'), 'mine');
  fs.mkdirSync(join(folder, 'folder'));
  expect(store.read('large')).toBeUndefined();
  store.keep([]);
  expect(fs.readdirSync(folder).sort()).toEqual(['folder', 'notes.txt']);
});

test('nothing is removed through a link', () => {
  const target = fs.mkdtempSync(join(tmpdir(), 'egress-store-'));
  const link = join(folder, 'link');
  fs.symlinkSync(target, link);
  const name = createHash('sha256').update('x').digest('hex');
  fs.writeFileSync(join(target, name), 'mine');
  new Store(link).keep([]);
  expect(fs.readdirSync(target)).toEqual([name]);
  fs.rmSync(target, { recursive: true });
});
