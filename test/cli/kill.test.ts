import { once } from 'node:events';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from '../../lib/output';
import { expireLock, start } from '../output/_support';
import { IS_NIGHTLY, runs } from '../support/nightly';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

/**
 * Kills at random moments; half as many have to hit between the first and the last write of a run. test/output/kill.test.ts
 * looks before each change of a run.
 */
const KILLS = runs(2);
/** Writing is a tenth of a run, so that few do: what is missing is aimed at one of a run's changes on the disk. */
const CHANGES = 100;

const tenant = (name: 'a' | 'b' | 'c') => THREE_TENANTS[`tenants/client-${name}.yaml`];

function project(): Project {
  const created = new Project({
    'one/client-a.yaml': tenant('a'),
    'one/client-b.yaml': tenant('b'),
    'two/client-b.yaml': tenant('b').replaceAll(':1', ':2').replace('LOG_LEVEL: info', 'LOG_LEVEL: debug'),
    'two/client-c.yaml': tenant('c'),
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production'),
  });
  fs.mkdirSync(join(created.folder, 'out'));
  return created;
}

const on = (p: Project, tenants: string) => ['--tenants', `${p.folder}/${tenants}`, '--out', `${p.folder}/out`];
const texts = (p: Project) => Object.fromEntries(p.files('out').map((file) => [file, p.read(file)]));

/** Until the lock of a run is there, which it takes before it looks at the disk. */
async function writing(p: Project): Promise<void> {
  while (!fs.existsSync(join(p.folder, 'out/.synth.lock'))) await sleep(1);
}

test(
  'a synth that is killed at any moment leaves whole files, no check passes on a mixture, and the next one mends it',
  async () => {
    const p = project();
    const wanted: Record<string, string>[] = [];
    for (const state of ['two', 'one']) {
      await p.run('synth', ...on(p, state));
      await p.run('schema', ...on(p, state));
      wanted.unshift(texts(p));
    }
    let kills = 0;
    let between = 0;
    for (; kills < KILLS || between < KILLS / 2; kills++) {
      if (kills > 10 * KILLS) throw new Error(`only ${between} of ${kills} kills hit between two writes`);
      const aim = kills < KILLS ? [] : [String(Math.ceil(Math.random() * CHANGES))];
      const child = start(join('..', 'cli', '_synth-loop.ts'), p.folder, ...aim);
      const exit = once(child, 'exit');
      const [said] = await Promise.race([once(child.stdout ?? child, 'data'), exit]);
      expect(child.exitCode).toBeNull();
      if (aim.length === 0) {
        // At any moment of the two runs that follow, however long they take here.
        await sleep(Math.random() * 2 * Number(said));
        // Most of a run reads and renders: two of three are put off to a random moment after it has begun to write.
        if (kills % 3 > 0) {
          await writing(p);
          await sleep(Math.random() * 20);
        }
        child.kill('SIGKILL');
      }
      expect(await exit).toEqual([null, 'SIGKILL']);

      const left = texts(p);
      for (const [path, text] of Object.entries(left)) {
        if (!/\.(yaml|json)$/.test(path)) continue;
        expect([path, inspect(path, text)]).toEqual([path, 'ours']);
        expect(wanted.map((state) => state[path])).toContain(text);
      }
      const whole = wanted.map((state) => JSON.stringify(state) === JSON.stringify(left));
      for (const [index, state] of ['one', 'two'].entries()) {
        expect([state, (await p.run('check', ...on(p, state))).code]).toEqual([state, whole[index] ? 0 : 1]);
      }
      if (!whole.includes(true)) between++;

      expireLock(join(p.folder, 'out'));
      expect((await p.run('synth', ...on(p, 'one'))).code).toBe(0);
      expect(texts(p)).toEqual(wanted[0]);
    }
    if (IS_NIGHTLY) console.info(`${kills} kills, ${between} of them between two writes`);
  },
  KILLS * 120_000,
);
