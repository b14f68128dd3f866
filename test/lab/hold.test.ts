import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leftovers } from '../../lab/lifetime/leftovers';
import { hold, isHeld } from '../../lab/lifetime/ownership';
import { MARKER, type Owner, State } from '../../lab/lifetime/state';
import { tearDown } from '../../lab/lifetime/teardown';
import { startTime } from '../../lab/process/proc';
import { waitFor } from '../../lab/process/wait';

let root: string;
let state: State;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-hold-'));
  state = new State('x', join(root, 'labs'));
});

afterEach(() => {
  tearDown(state);
  rmSync(root, { recursive: true, force: true });
});

function owned(owner: Owner): void {
  mkdirSync(state.folder, { recursive: true });
  writeFileSync(state.owner, JSON.stringify(owner));
}

function marked(): Promise<number> {
  const child = spawn('sleep', ['60'], { env: { PATH: process.env.PATH, [MARKER]: state.folder }, stdio: 'ignore' });
  return new Promise((resolve) => child.once('spawn', () => resolve(child.pid as number)));
}

test('a name is held while the process that took it lives', () => {
  hold(state, false);
  expect(isHeld(state)).toBe(true);
  expect(() => hold(state, false)).toThrow(`lab x is being brought up by process ${process.pid}`);
  tearDown(state);
  expect(isHeld(state)).toBe(false);
});

test('what a process that is gone has left is removed by the next one: files and processes', async () => {
  owned({ pid: process.pid, started: '1', detached: false });
  writeFileSync(join(state.folder, 'rest'), '');
  const pid = await marked();
  expect(leftovers(state).map(({ kind }) => kind)).toEqual(['process', 'file', 'file']);
  hold(state, false);
  await waitFor('the process is gone', async () => startTime(pid) === undefined);
  expect(existsSync(join(state.folder, 'rest'))).toBe(false);
});

test('a lab that was left running is held as long as it runs, though nobody waits for it', async () => {
  owned({ pid: process.pid, started: '1', detached: true });
  writeFileSync(state.description, '{}');
  expect(isHeld(state)).toBe(false);
  const pid = await marked();
  expect(isHeld(state)).toBe(true);
  expect(() => hold(state, true)).toThrow('lab x is up: lab:down --name x removes it');
  process.kill(pid, 'SIGKILL');
  await waitFor('it is gone', async () => !isHeld(state));
});

test("teardown touches nothing of another lab's", async () => {
  hold(state, false);
  const other = new State('x2', state.root);
  hold(other, false);
  const pid = await marked();
  tearDown(other);
  expect(startTime(pid)).toBeDefined();
  expect(existsSync(state.folder)).toBe(true);
});

test('no control group of a lab looks like one of a lab with a longer name', () => {
  expect(new State('x-2').cgroup('node').startsWith(new State('x').cgroup(''))).toBe(false);
});

test('teardown that keeps the logs keeps nothing else', () => {
  hold(state, false);
  const log = join(state.host('node'), 'var/log/kubelet.log');
  for (const folder of ['var/log', 'var/lib/kubelet', 'etc'])
    mkdirSync(join(state.host('node'), folder), { recursive: true });
  mkdirSync(state.pki, { mode: 0o700 });
  writeFileSync(log, 'words');
  tearDown(state, true);
  expect(existsSync(log)).toBe(true);
  expect([state.pki, join(state.host('node'), 'var/lib'), join(state.host('node'), 'etc')].filter(existsSync)).toEqual(
    [],
  );
  expect(isHeld(state)).toBe(false);
  tearDown(state);
  expect(leftovers(state)).toEqual([]);
});

test.each(['', 'A', '-a', 'a/../b', 'a'.repeat(31)])('%j is no name of a lab', (name) => {
  expect(() => new State(name)).toThrow('DNS label of at most 30 characters');
});
