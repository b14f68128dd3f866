import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../binaries/cache';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { State } from '../../lifetime/state';
import { tearDown } from '../../lifetime/teardown';
import { waitFor } from '../../process/wait';
import { say } from '../../runner/options';
import { ciliumObjects, machine } from './_machine';
import { smokeModel } from './_smoke-fixture';

const state = new State('cilium');
const programs = join(cacheFolder(), 'cilium-programs');
let before: { readonly machine: unknown; readonly objects: readonly string[] };

beforeAll(() => {
  tearDown(state);
  before = { machine: machine(state), objects: ciliumObjects() };
});

afterAll(() => tearDown(state));

/** What this test has loaded into the kernel. */
function loaded(): string[] {
  return ciliumObjects().filter((object) => !before.objects.includes(object));
}

/** The kernel frees programs a moment after the last process and mount that held them. */
async function nothingIsLeft(): Promise<void> {
  expect(leftovers(state)).toEqual([]);
  expect(machine(state)).toEqual(before.machine);
  await waitFor('the kernel has freed all programs and maps', async () => {
    const rest = loaded();
    if (rest.length > 0) throw new Error(rest.join(', '));
    return true;
  });
}

function compiled(): string[] {
  return readdirSync(programs).filter((name) => name.endsWith('.o'));
}

test('what it loads into the kernel is gone with it, and is compiled once, but for the host’s own program', async () => {
  const lab = await Lab.up({ name: state.name, cni: 'cilium', model: await smokeModel(), say });
  expect(loaded()).not.toEqual([]);
  await lab.down();
  await nothingIsLeft();

  const known = compiled().length;
  const again = await Lab.up({ name: state.name, cni: 'cilium', model: await smokeModel(), say });
  await again.down();
  expect(compiled().length - known).toBeLessThanOrEqual(again.topology.nodes.length);
  await nothingIsLeft();
});

test('what an `up` that was killed has left, `down` removes', async () => {
  const command = ['--import', 'tsx', join(__dirname, '../../cli.ts'), 'up', '--cni', 'cilium', '--name', state.name];
  const up = spawn(process.execPath, command, { cwd: join(__dirname, '../../..'), stdio: 'ignore' });
  const exit = new Promise((done) => up.once('exit', done));
  await waitFor('an agent has loaded something', async () => loaded().length > 0);
  up.kill('SIGKILL');
  await exit;
  tearDown(state);
  await nothingIsLeft();
});
