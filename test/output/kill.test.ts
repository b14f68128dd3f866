import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { driftOf, planWrite, SYNTH_ROOTS, stamp } from '../../lib/output';
import { runs } from '../support/nightly';
import { brokenReferences } from './_cluster';
import { STATES } from './_states';
import { expireLock, put, start, temporaryFolder, tree, write } from './_support';

/** Kills at random that have to hit between the first and the last change of a run. */
const KILLS = runs(2);
const texts = STATES.map((files) => new Map(files.map((file) => [file.path, stamp(file)])));

async function ready(writer: ChildProcess): Promise<void> {
  const ended = once(writer, 'exit').then(() => {
    throw new Error('the writer ended by itself');
  });
  await Promise.race([once(writer.stdout ?? writer, 'data'), ended]);
  ended.catch(() => {});
}

const isOurName = (path: string) => path.endsWith('.yaml');

/** Checks what is there after a run that did not end, and returns whether it is one of the states, whole. */
function judge(out: string): boolean {
  const left = tree(out);
  const files = Object.entries(left).filter(([path]) => isOurName(path));
  for (const [path, text] of files) expect(texts.map((state) => state.get(path))).toContain(text);
  expect(brokenReferences(out)).toEqual([]);

  // Empty folders and the lock are nothing that Git or Flux would see.
  const remains = Object.keys(left).filter((path) => left[path] !== 'folder' && path !== '.synth.lock');
  const clean = STATES.map((state, index) => {
    const isWhole = remains.length === state.length && files.every(([path, text]) => texts[index]?.get(path) === text);
    expect(driftOf(planWrite(out, state, { roots: SYNTH_ROOTS })).length === 0).toBe(isWhole);
    return isWhole;
  });
  return clean.includes(true);
}

function expectNextRunToMend(out: string): void {
  expireLock(out);
  const [next] = STATES;
  write(out, next);
  expect(tree(out)).toEqual(Object.fromEntries(texts[0] ?? []));
}

const CHANGES = ['writeFileSync', 'renameSync', 'rmSync'] as const;

/** Runs something, and looks at the disk before each change that it makes: as a kill would leave it there. */
function lookingBeforeEachChange(look: (change: number) => void, run: () => void): void {
  let changes = 0;
  let isLooking = false;
  const spies = CHANGES.map((name) => {
    const original = fs[name] as (...args: unknown[]) => unknown;
    return jest.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
      if (!isLooking) {
        isLooking = true;
        look(++changes);
        isLooking = false;
      }
      return original(...args);
    }) as never);
  });
  try {
    run();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('before each of its changes, a run leaves whole files, is seen by check, and is mended by the next', () => {
  const out = temporaryFolder();
  const [from, to] = STATES;
  write(out, from);
  let between = 0;
  lookingBeforeEachChange(
    (change) => {
      if (!judge(out)) between++;
      if (change % 8 > 0) return;
      const killed = temporaryFolder();
      fs.cpSync(out, killed, { recursive: true });
      expectNextRunToMend(killed);
    },
    () => write(out, to),
  );
  expect(between).toBeGreaterThan(to.length);
});

test(
  'a run that is killed at any moment leaves whole files, is seen by check, and is mended by the next',
  async () => {
    let between = 0;
    for (let kills = 0; between < KILLS; kills++) {
      if (kills > 10 * KILLS) throw new Error(`only ${between} of ${kills} kills hit between two changes`);
      const out = temporaryFolder();
      const writer = start('_writer.ts', out);
      await ready(writer);
      await sleep(Math.random() * 20);
      writer.kill('SIGKILL');
      await once(writer, 'exit');
      if (!judge(out)) between++;
      expectNextRunToMend(out);
    }
  },
  KILLS * 120_000,
);

test('what a killed run left is told from an edit, and does not stay', () => {
  const out = temporaryFolder();
  const [state] = STATES;
  write(out, state);
  const clean = tree(out);

  put(out, 'dist/base/a/guardrails/.quota.yaml.4711.synth-tmp', 'half a li');
  put(out, 'dist/base/new/.namespace.yaml.4711.synth-tmp', '');
  const plan = planWrite(out, state, { roots: SYNTH_ROOTS });
  expect(plan.leftAlone).toEqual([]);
  expect(driftOf(plan).map(({ change, message }) => [change, message])).toEqual(
    ['dist/base/a/guardrails/.quota.yaml', 'dist/base/new/.namespace.yaml'].map((path) => [
      'leftover',
      `${out}/${path}.4711.synth-tmp: is left over from a synth that was killed, or still runs`,
    ]),
  );
  write(out, state);
  expect(tree(out)).toEqual(clean);
});
