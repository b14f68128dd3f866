import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from '../../lab/machine/daemon';
import { waitFor } from '../../lab/process/wait';

let folder: string;
const file = (name: string) => join(folder, name);
const daemon = () => new Daemon('ticker', 'here', file('ticker.log'), file('ticker.json'));
const lines = () => readFileSync(file('ticker.log'), 'utf8').split('\n').length;
const TICK = ['sh', '-c', 'while :; do echo "$WORD"; sleep 0.01; done'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-daemon-'));
});

afterEach(async () => {
  await daemon().stop();
  rmSync(folder, { recursive: true, force: true });
});

test('it can be killed and started again as it was, also by who has not started it', async () => {
  await daemon().launch(TICK, { PATH: process.env.PATH, WORD: 'tick' });
  await waitFor('it ticks', async () => lines() > 3);
  expect(daemon().isAlive).toBe(true);
  await daemon().stop();
  expect(daemon().isAlive).toBe(false);
  const before = lines();
  await daemon().start();
  await waitFor('it ticks again', async () => lines() > before + 3);
  expect(daemon().tail(2)).toBe('tick\ntick');
});

test('it can be frozen, with what it has started, and goes on where it was', async () => {
  await daemon().launch(TICK, { PATH: process.env.PATH, WORD: 'tick' });
  await waitFor('it ticks', async () => lines() > 3);
  await daemon().stop('SIGSTOP');
  // Its own state would say so only where it was not just starting something, for which it waits without being stopped.
  await waitFor('it is frozen', async () => {
    const then = lines();
    await sleep(500);
    return lines() === then;
  });
  expect(daemon().isAlive).toBe(true);
  const before = lines();
  await daemon().start();
  await waitFor('it goes on', async () => lines() > before + 3);
});

test('a number that another process has got since is not taken for it', async () => {
  await daemon().launch(TICK, { PATH: process.env.PATH });
  const record = JSON.parse(readFileSync(file('ticker.json'), 'utf8'));
  expect(record.started).toMatch(/^\d+$/);
  await daemon().stop();
  const impostor = new Daemon('ticker', 'here', file('ticker.log'), file('impostor.json'));
  await impostor.launch(['sleep', '60'], { PATH: process.env.PATH });
  const other = JSON.parse(readFileSync(file('impostor.json'), 'utf8'));
  writeFileSync(file('ticker.json'), JSON.stringify({ ...record, pid: other.pid, started: '1' }));
  await daemon().stop();
  expect(impostor.isAlive).toBe(true);
  await impostor.stop();
});

test('a command that is not there rejects', async () => {
  await daemon().launch(['true'], { PATH: process.env.PATH });
  await expect(daemon().launch(['/no/such/command'], {})).rejects.toThrow('ENOENT');
});
