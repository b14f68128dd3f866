import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lockFolder, withLock } from '../../lib/output';
import { file, put, refusal, start, temporaryFolder, tree, write } from './_support';

const FILE = 'dist/a.yaml';
const CONTENDERS = 5;
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

class Contender {
  private readonly lines: AsyncIterator<string>;

  constructor(private readonly child: ChildProcess) {
    children.push(child);
    // One that ended early shows by what it does not say.
    child.stdin?.on('error', () => {});
    if (!child.stdout) throw new Error('no output');
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async says(): Promise<string> {
    return (await this.lines.next()).value ?? '';
  }

  go(): void {
    this.child.stdin?.write('\n');
  }

  async end(signal?: 'SIGKILL'): Promise<void> {
    const exit = once(this.child, 'exit');
    if (signal) this.child.kill(signal);
    else this.go();
    await exit;
  }
}

async function contender(out: string): Promise<{ pid: number; one: Contender }> {
  const one = new Contender(start('_contender.ts', out));
  return { pid: Number(await one.says()), one };
}

/** A process that holds the lock. */
async function holder(out: string) {
  const found = await contender(out);
  found.one.go();
  expect(await found.one.says()).toBe('got it');
  return found;
}

async function race(out: string): Promise<void> {
  const all = await Promise.all(Array.from({ length: CONTENDERS }, () => contender(out)));
  for (const { one } of all) one.go();
  const answers = await Promise.all(all.map(({ one }) => one.says()));
  const pids = all.map(({ pid }) => pid).join('|');
  const refused = new RegExp(`^2 another synth \\(pid (${pids})\\) is writing to `);
  expect(answers.filter((answer) => answer === 'got it')).toHaveLength(1);
  expect(answers.filter((answer) => refused.test(answer))).toHaveLength(CONTENDERS - 1);
  await all[answers.indexOf('got it')]?.one.end();
  expect(tree(out)).toEqual({});
}

test('of several runs that start at the same instant exactly one gets the folder', async () => {
  const out = temporaryFolder();
  for (let round = 0; round < 3; round++) await race(out);
}, 60_000);

test('of several runs that all find the lock of a dead one exactly one gets the folder', async () => {
  const out = temporaryFolder();
  for (let round = 0; round < 3; round++) {
    await (await holder(out)).one.end('SIGKILL');
    expect(Object.keys(tree(out))).toHaveLength(2);
    fs.rmSync(join(out, 'held'));
    await race(out);
  }
}, 60_000);

test('a second run is told who is writing, and changes nothing until that one is done', async () => {
  const out = temporaryFolder();
  const { pid, one } = await holder(out);
  const before = tree(out);
  const error = refusal(() => write(out, [file(FILE)]));
  expect(error.code).toBe(2);
  expect(error.message).toBe(`another synth (pid ${pid}) is writing to ${out}; try again when it is done`);
  const link = join(temporaryFolder(), 'link');
  fs.symlinkSync(out, link);
  expect(refusal(() => write(link, [file(FILE)])).message).toContain(`pid ${pid}`);
  expect(tree(out)).toEqual(before);
  await one.end();
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
}, 30_000);

test('a process that ended counts as dead before its parent has noticed', async () => {
  const out = temporaryFolder();
  // The shell becomes a sleep, which never looks after the child that it got.
  const command = ['--require', require.resolve('tsx/cjs'), join(__dirname, '_contender.ts'), out];
  const script = 'exec 3<&0; "$@" <&3 & exec sleep 600 >&-';
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...command], { stdio: ['pipe', 'pipe', 'inherit'] });
  const one = new Contender(child);
  const pid = Number(await one.says());
  one.go();
  expect(await one.says()).toBe('got it');
  expect(refusal(() => write(out, [])).message).toContain(`pid ${pid}`);
  process.kill(pid, 'SIGKILL');
  expect(await one.says()).toBe('');
  process.kill(pid, 0);
  fs.rmSync(join(out, 'held'));
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
}, 30_000);

/** The name of this process's own lock file, taken apart. */
function ownLock() {
  const out = temporaryFolder();
  const release = lockFolder(out);
  const [name = ''] = Object.keys(tree(out));
  release();
  const [, pid, start, space] = /^\.synth\.(\d+)\.(\w+)\.(\w+)\.lock$/.exec(name) ?? [];
  return { pid, start, space };
}

test('a process that got the number of a dead run is not taken for it', () => {
  const out = temporaryFolder();
  const { pid, start, space } = ownLock();
  put(out, `.synth.${pid}.${start}1.${space}.lock`, '');
  put(out, `.synth.${process.ppid}.1.${space}.lock`, '');
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
});

test('a run of another machine or container is believed to be alive for ten minutes', () => {
  const out = temporaryFolder();
  const lock = '.synth.1.1.0123456789ab.lock';
  put(out, lock, '');
  const error = refusal(() => write(out, [file(FILE)]));
  expect(error.code).toBe(2);
  expect(error.message).toBe(
    `another synth (pid 1 of another machine or container) is writing to ${out}; if it is gone, remove ${join(out, lock)}`,
  );
  expect(Object.keys(tree(out))).toEqual([lock]);
  const past = new Date(Date.now() - 11 * 60_000);
  fs.utimesSync(join(out, lock), past, past);
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
});

test('the lock is not given twice within a process', () => {
  const out = temporaryFolder();
  const release = lockFolder(out);
  expect(refusal(() => lockFolder(out)).message).toContain(`another synth (pid ${process.pid}) is writing to ${out}`);
  release();
  lockFolder(out)();
  expect(tree(out)).toEqual({});
});

test('the lock goes when the run fails', () => {
  const out = temporaryFolder();
  expect(() =>
    withLock(out, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  put(out, FILE, 'foreign\n');
  refusal(() => write(out, [file(FILE)]));
  expect(Object.keys(tree(out))).toEqual([FILE]);
});

test('a name that only looks like a lock is nobody', () => {
  const out = temporaryFolder();
  for (const name of ['.synth.lock', '.synth.0.1.0123456789ab.lock', '.synth.-1.1.0123456789ab.lock'])
    put(out, name, '');
  const before = tree(out);
  lockFolder(out)();
  expect(tree(out)).toEqual(before);
});
