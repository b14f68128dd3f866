import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from '../../lib/output';
import { file, put, refusal, start, temporaryFolder, tree, write } from './_support';

const FILE = 'dist/a.yaml';
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that takes the lock of a folder when it is sent a line, and keeps it until `enough` exists. */
class Contender {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  readonly exit: Promise<unknown[]>;

  constructor(out: string, enough: string) {
    this.child = start('_contender.ts', out, enough);
    children.push(this.child);
    this.exit = once(this.child, 'exit');
    if (!this.child.stdout) throw new Error('no output');
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  async says(text: string): Promise<void> {
    expect((await this.lines.next()).value).toBe(text);
  }

  go(): void {
    this.child.stdin?.write('\n');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
  }
}

async function holder(out: string, enough = join(out, 'never')): Promise<Contender> {
  const one = new Contender(out, enough);
  await one.says('ready');
  one.go();
  await one.says('has it');
  return one;
}

test('of several runs that start at the same instant each gets the folder for itself', async () => {
  const out = temporaryFolder();
  const all = Array.from({ length: 5 }, () => new Contender(out, out));
  for (const one of all) await one.says('ready');
  for (const one of all) one.go();
  for (const one of all) expect(await one.exit).toEqual([0, null]);
  expect(tree(out)).toEqual({});
}, 60_000);

test('the lock of a run that was killed does not stop the next one', async () => {
  const out = temporaryFolder();
  await (await holder(out)).kill();
  expect(Object.keys(tree(out)).sort()).toEqual(['.synth.lock', 'held']);
  fs.rmdirSync(join(out, 'held'));
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
}, 30_000);

test('a second run changes nothing while the first one works, also by another path to the folder', async () => {
  const out = temporaryFolder();
  const enough = join(temporaryFolder(), 'enough');
  const one = await holder(out, enough);
  const before = tree(out);
  const link = join(temporaryFolder(), 'link');
  fs.symlinkSync(out, link);
  const error = refusal(() => write(link, [file(FILE)]));
  expect(error.code).toBe(2);
  expect(error.message).toBe(`another synth is writing to ${link}; try again when it is done`);
  expect(tree(out)).toEqual(before);
  fs.mkdirSync(enough);
  await one.exit;
  write(out, [file(FILE)]);
  expect(Object.keys(tree(out))).toEqual([FILE]);
}, 30_000);

test('the lock goes when the run fails', () => {
  const out = temporaryFolder();
  expect(() =>
    withLock(out, () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(tree(out)).toEqual({});
  put(out, FILE, 'foreign\n');
  refusal(() => write(out, [file(FILE)]));
  expect(Object.keys(tree(out))).toEqual([FILE]);
});
