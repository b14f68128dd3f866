import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Lab } from '../../lab';
import { leftovers } from '../../lifetime/leftovers';
import { MARKER, State } from '../../lifetime/state';
import { tearDown } from '../../lifetime/teardown';
import { type Result, run } from '../../process/exec';
import { say } from '../../runner/options';
import { machine } from './_machine';
import { smokeModel } from './_smoke-fixture';

const state = new State('lifecycle');
const root = resolve(__dirname, '../../..');
const command = [process.execPath, '--import', 'tsx', join(__dirname, '../../cli.ts')];

function cli(...args: string[]): Promise<Result> {
  return run([...command, ...args], { cwd: root, timeout: 240_000 });
}

/** Starts `up` and resolves when it has said that `part` is done. */
async function upUntil(part: string): Promise<ChildProcess> {
  const [file = '', ...args] = [...command, 'up', '--name', state.name];
  const up = spawn(file, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  await new Promise<void>((reached, failed) => {
    up.stderr?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (words.includes(part)) reached();
    });
    up.once('exit', () => failed(new Error(`up has ended: ${words}`)));
  });
  return up;
}

function exitOf(process: ChildProcess): Promise<number | null> {
  return new Promise((done) => process.once('exit', done));
}

let before: unknown;

beforeAll(() => {
  tearDown(state);
  before = machine(state);
});

afterAll(() => {
  tearDown(state);
});

test('Ctrl-C half way removes what was started', async () => {
  const up = await upUntil('control plane');
  expect(leftovers(state).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['process', 'file']));
  const exit = exitOf(up);
  up.kill('SIGINT');
  expect(await exit).toBe(130);
  expect(leftovers(state)).toEqual([]);
  expect(machine(state)).toEqual(before);
});

test('Ctrl-C during `lab:test` removes the labs of its workers', async () => {
  const states = ['seed', 'releases'].map((name) => new State(`${state.name}-${name}`));
  const scenarios = states.map(({ name }) => name.replace(`${state.name}-`, 'suites/scenarios/'));
  const [file = '', ...args] = [...command, 'test', '--name', state.name, ...scenarios];
  const run = spawn(file, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let words = '';
  await new Promise<void>((reached, failed) => {
    run.stderr?.on('data', (chunk: Buffer) => {
      words += chunk.toString();
      if (words.split('control plane').length > states.length) reached();
    });
    run.once('exit', () => failed(new Error(`the scenarios have ended: ${words}`)));
  });
  for (const each of states) expect(leftovers(each)).not.toEqual([]);
  const exit = exitOf(run);
  run.kill('SIGINT');
  expect(await exit).toBe(1);
  for (const each of states) expect(leftovers(each)).toEqual([]);
  expect(machine(state)).toEqual(before);
});

test('what an `up` that was killed has left, `down` removes', async () => {
  const up = await upUntil('network and certificates');
  const exit = exitOf(up);
  up.kill('SIGKILL');
  await exit;
  expect(leftovers(state)).not.toEqual([]);
  expect(await cli('down', '--name', state.name)).toMatchObject({ code: 0 });
  expect(leftovers(state)).toEqual([]);
  expect(machine(state)).toEqual(before);
});

test('a component that fails is named, with its last words and where its log is, and nothing goes on running', async () => {
  const configureProxy = () => ({ squidConf: 'no_such_directive on\n' });
  const failed = Lab.up({ name: state.name, model: await smokeModel(), configureProxy });
  await expect(failed).rejects.toMatchObject({
    code: 2,
    message: expect.stringMatching(
      /squid on squid-[ab] has ended[\s\S]*no_such_directive[\s\S]*The logs of lab lifecycle are in /,
    ),
  });
  const words = await failed.then(String, (error: Error) => error.message);
  const log = /squid on squid-[ab], (\S+):/.exec(words)?.[1] as string;
  expect(readFileSync(log, 'utf8')).toContain('no_such_directive');
  expect(leftovers(state)).toEqual([{ kind: 'file', what: state.folder }]);
  expect(await cli('down', '--name', state.name)).toMatchObject({ code: 0 });
  expect(machine(state)).toEqual(before);
});

test('up after a killed up, a second up, another lab beside it, down', async () => {
  const killed = await upUntil('control plane');
  const exit = exitOf(killed);
  killed.kill('SIGKILL');
  await exit;

  const up = await cli('up', '--name', state.name);
  expect(up).toMatchObject({ code: 0, stderr: expect.stringContaining('lab lifecycle is up') });
  // What drops its privileges must get in.
  expect(statSync(state.folder).mode & 0o777).toBe(0o755);
  expect(statSync(state.pki).mode & 0o777).toBe(0o700);

  const second = await cli('up', '--name', state.name);
  expect(second).toMatchObject({ code: 2, stderr: expect.stringContaining('lab lifecycle is up') });

  const beside = await Lab.up({ name: 'beside', model: await smokeModel(), say });
  try {
    const names = async (name: string) =>
      (await cli('kubectl', '--name', name, 'get', 'nodes', '--output', 'name')).stdout.split('\n');
    expect(await names('beside')).toContain('node/client-b-pool-1');
    expect(await names(state.name)).not.toContain('node/client-b-pool-1');
    const { pid } = beside.host('squid-a');
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toContain(`${MARKER}=${beside.state.folder}\0`);
  } finally {
    await beside.down();
  }
  expect(leftovers(beside.state)).toEqual([]);
  expect(await cli('kubectl', '--name', state.name, 'get', '--raw', '/readyz')).toMatchObject({
    code: 0,
    stdout: 'ok',
  });

  expect(await cli('down', '--name', state.name)).toMatchObject({ code: 0 });
  expect(leftovers(state)).toEqual([]);
  expect(machine(state)).toEqual(before);
});

test('ten times up and down leave nothing', async () => {
  for (let left = 10; left > 0; left--) {
    const lab = await Lab.up({ name: state.name, model: await smokeModel(), say });
    await lab.down();
    expect(leftovers(state)).toEqual([]);
  }
  expect(machine(state)).toEqual(before);
}, 600_000);

test('without a lab of that name, kubectl and shell say how to get one, and down is content', async () => {
  for (const name of ['kubectl', 'shell']) {
    expect(await cli(name, '--name', 'nobody')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no lab nobody: lab:up --name nobody builds it'),
    });
  }
  expect(await cli('down', '--name', 'nobody')).toMatchObject({ code: 0 });
  expect(await cli('up', '--nmae', 'x')).toMatchObject({ code: 2 });
  expect(await cli('up', '--env', 'nowhere', '--name', 'nobody')).toMatchObject({ code: 2 });
});
