import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Project } from '../support/project';
import { projectAfter } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';
import { commitAll, Vms } from '../support/vms';

const B = CLIENT_B.replace('  private:\n    - { cidr: 172.16.44.0/28, ports: [5432] }\n', '');
const PAIR = B.replaceAll('client-b', 'client-c')
  .replace(
    /proxies:\n[\s\S]*?drain: false\n/,
    'proxies:\n    - { name: squid-a, address: 172.16.28.10 }\n    - { name: squid-b, address: 172.16.28.11 }\n',
  )
  .replace('172.16.28.20', '172.16.28.21');
const SETTINGS = {
  'tenants/client-b.yaml': B,
  'tenants/client-c.yaml': PAIR,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
};
const [FIRST, SECOND] = ['squid-a.client-c.production', 'squid-b.client-c.production'];
const OTHER = 'squid-b.client-b.production';
const LIST = '/etc/squid/allow.txt';

let project: Project;
let vms: Vms;
let commit: string;

/** The settings ask for another host, which no VM knows yet. */
beforeEach(async () => {
  const before = await projectAfter(['synth'], SETTINGS);
  vms = new Vms(before);
  const changed = (text: string) => text.replace('ifconfig.me', 'ifconfig.co');
  project = await projectAfter(['synth'], {
    ...SETTINGS,
    'tenants/client-b.yaml': changed(B),
    'tenants/client-c.yaml': changed(PAIR),
  });
  commit = commitAll(project);
});
afterEach(() => vms.down());

const apply = (...args: string[]) => project.run('vm:apply', '--env', 'production', '--pause', '0', ...args);
const has = (name: string) => vms.read(name, LIST).includes('ifconfig.co');
const isCurrent = async (...args: string[]) =>
  (await project.run('vm:status', '--env', 'production', ...args)).code === 0;
/** Waits until the files of so many VMs are on their way. */
async function untilChanged(count: number) {
  const deadline = Date.now() + 20_000;
  while (vms.begun() < count) {
    if (Date.now() > deadline) throw new Error('no VM is changed');
    await sleep(10);
  }
}
/** The VMs that files were brought to, in order. */
const changedVms = () => vms.calls().filter((call, index, all) => call !== '' && all.indexOf(call) === index);

test('all VMs of the environment get their files, with the commit, and those of others stay', async () => {
  const { code, out, err } = await apply();
  expect({ code, out }).toEqual({
    code: 0,
    out: [
      'production/client-b/squid-b: applied',
      'production/client-c/squid-a: applied',
      'production/client-c/squid-b: applied',
      '3 applied',
    ].join('\n'),
  });
  expect(err).toContain('production/client-c/squid-a: apply.sh: applied, listening on 172.16.28.10:3128');
  // One of a pair after the other.
  const lines = err.split('\n').filter((line) => line.includes('client-c/'));
  expect(lines.map((line) => line.split(':')[0])).toEqual(
    ['a', 'a', 'b', 'b'].map((name) => `production/client-c/squid-${name}`),
  );
  expect([FIRST, SECOND, OTHER].map((name) => [has(name), vms.read(name, '/etc/egress/commit')])).toEqual(
    [FIRST, SECOND, OTHER].map(() => [true, `${commit}\n`]),
  );
  expect(await isCurrent()).toBe(true);
  expect(has('squid-b.client-b.development')).toBe(false);
});

test('a VM that has its files already is left alone', async () => {
  await apply('--tenant', 'client-b');
  expect([has(OTHER), has(FIRST)]).toEqual([true, false]);
  vms.write(OTHER, '/etc/egress/commit', 'earlier\n');
  const { code, out } = await apply('--json');
  expect(JSON.parse(out)).toEqual({
    version: 1,
    problems: [],
    commit,
    vms: [
      { environment: 'production', tenant: 'client-b', proxy: 'squid-b', address: '172.16.28.9', result: 'current' },
      { environment: 'production', tenant: 'client-c', proxy: 'squid-a', address: '172.16.28.10', result: 'applied' },
      { environment: 'production', tenant: 'client-c', proxy: 'squid-b', address: '172.16.28.11', result: 'applied' },
    ],
  });
  expect([code, vms.read(OTHER, '/etc/egress/commit')]).toEqual([0, 'earlier\n']);
});

test('--dry-run shows what would change, and changes nothing', async () => {
  const { code, out } = await apply('--dry-run');
  expect(out).toContain(
    'production/client-c/squid-a  172.16.28.10  different  unknown  yes\n  /etc/egress/files.sha256 is stale',
  );
  expect([code, out.split('\n').at(-1)]).toEqual([0, '3 of 3 VMs would be changed; nothing was changed']);
  expect([FIRST, SECOND, OTHER].map(has)).toEqual([false, false, false]);
});

test('after a failure nothing further begins, and what was done is told', async () => {
  vms.write(FIRST, 'fails', '');
  const { code, out } = await apply('--tenant', 'client-c');
  expect({ code, out }).toEqual({
    code: 1,
    out: [
      'production/client-c/squid-a: failed: apply.sh: Squid did not start with these files; restored',
      'production/client-c/squid-b: not started',
      '1 not started, 1 failed; the same command goes on with those that were not started',
    ].join('\n'),
  });
  expect([FIRST, SECOND].map(has)).toEqual([false, false]);
  vms.remove(FIRST, 'fails');
  vms.write(SECOND, 'fails', '');
  const second = await apply('--tenant', 'client-c');
  expect(second.code).toBe(1);
  expect(second.out).toMatch(
    /^production\/client-c\/squid-a: applied\nproduction\/client-c\/squid-b: failed: .*\nVMs that were applied keep .*\n {2}sh \S+squid-a\/apply\.sh --restore root@172\.16\.28\.10\n1 applied, 1 failed$/,
  );
  expect([FIRST, SECOND].map(has)).toEqual([true, false]);
});

test('--rollback puts back the files of those that were changed', async () => {
  vms.write(SECOND, 'fails', '');
  const { code, out } = await apply('--tenant', 'client-c', '--rollback');
  expect([code, out.split('\n')]).toEqual([
    1,
    [
      'production/client-c/squid-a: restored',
      expect.stringMatching(/^production\/client-c\/squid-b: failed: /),
      '1 restored, 1 failed',
    ],
  ]);
  expect([has(FIRST), vms.read(FIRST, '/etc/egress/commit')]).toEqual([false, 'unknown\n']);
});

test('a VM that cannot be asked stops all before anything is changed', async () => {
  vms.remove(SECOND);
  const { code, out } = await apply();
  expect([code, out.split('\n').at(-1)]).toEqual([
    1,
    'nothing was changed: a VM could not be asked (--skip-unreachable changes the others)',
  ]);
  expect([FIRST, OTHER].map(has)).toEqual([false, false]);
});

test('--skip-unreachable leaves out such a VM and those that it would stand in for', async () => {
  vms.remove(SECOND);
  const { code, out } = await apply('--skip-unreachable');
  expect([code, out.split('\n')]).toEqual([
    1,
    [
      'production/client-b/squid-b: applied',
      'production/client-c/squid-a: skipped: squid-b, which would stand in for it, could not be asked',
      'production/client-c/squid-b: unreachable: ssh: connect to host root@172.16.28.11 port 22: No route to host',
      '1 applied, 1 skipped, 1 unreachable',
    ],
  ]);
  expect([FIRST, OTHER].map(has)).toEqual([false, true]);
  const dry = await apply('--skip-unreachable', '--dry-run');
  expect(dry.out.split('\n').at(-1)).toBe(
    'a VM could not be asked; up to 1 others of 3 would be changed; nothing was changed',
  );
  await apply('--skip-unreachable', '--force');
  expect(has(FIRST)).toBe(true);
});

test('Ctrl-C lets what has begun end, and the next run goes on with the rest', async () => {
  const listeners = process.listenerCount('SIGINT');
  const interrupted = apply();
  await untilChanged(1);
  process.emit('SIGINT');
  const { code, out, err } = await interrupted;
  expect([code, out.split('\n')]).toEqual([
    1,
    [
      'production/client-b/squid-b: applied',
      'production/client-c/squid-a: not started',
      'production/client-c/squid-b: not started',
      '1 applied, 2 not started; the same command goes on with those that were not started',
    ],
  ]);
  expect(err).toContain('interrupted: what has begun is finished');
  expect([OTHER, FIRST, SECOND].map(has)).toEqual([true, false, false]);
  expect(process.listenerCount('SIGINT')).toBe(listeners);
  expect((await apply()).out).toContain('2 applied, 1 current');
});

test('a second Ctrl-C ends what has begun', async () => {
  vms.write(OTHER, 'hangs', '');
  const interrupted = apply('--tenant', 'client-b');
  await untilChanged(1);
  process.emit('SIGINT');
  process.emit('SIGINT');
  const { code, out } = await interrupted;
  expect([code, out.split('\n')[0]]).toEqual([
    1,
    'production/client-b/squid-b: failed: was interrupted; vm:status shows what the VM has',
  ]);
});

test('a VM whose partner takes no connections is not touched, unless it is forced', async () => {
  vms.write(SECOND, 'silent', '');
  const { code, out } = await apply('--tenant', 'client-c');
  expect([code, out]).toEqual([
    1,
    expect.stringContaining('squid-a: failed: nothing was changed: no other proxy of client-c takes connections'),
  ]);
  expect(has(FIRST)).toBe(false);
  // The silent one carries nothing that could be lost.
  vms.write(FIRST, 'silent', '');
  expect((await apply('--tenant', 'client-c')).code).toBe(0);
  vms.create();
  vms.write(SECOND, 'silent', '');
  expect((await apply('--tenant', 'client-c', '--force')).code).toBe(0);
});

test('files that differ from the settings, or are in no commit, are not brought', async () => {
  const path = 'dist/infra/production/client-c/squid-a/allow.txt';
  writeFileSync(`${project.folder}/${path}`, 'x.test\n');
  const edited = await apply();
  expect(edited).toMatchObject({ code: 1, err: expect.stringContaining('nothing was changed: run npm run synth') });
  expect(edited.err).toContain(path);
  await project.run('synth', '--force');
  project.write({ 'tenants/note.txt': 'x' });
  expect(await apply()).toMatchObject({
    code: 1,
    err: expect.stringMatching(/\?\? tenants\/note\.txt\nnothing was changed: these changes are in no commit/),
  });
  expect([FIRST, SECOND, OTHER].map(has)).toEqual([false, false, false]);
  expect(await apply('--force')).toMatchObject({ code: 0 });
  // What is brought is in the commit, whatever else is not.
  expect(vms.read(FIRST, '/etc/egress/commit')).toBe(`${commit}\n`);
  project.remove('.git');
  expect(await apply()).toMatchObject({ code: 1, err: expect.stringContaining('not in a git repository') });
});

test('it needs to know the environment, and options that make sense', async () => {
  expect(await project.run('vm:apply')).toMatchObject({ code: 2, err: expect.stringContaining('--env is missing') });
  for (const args of [
    ['--pause', 'x'],
    ['--user', 'a b'],
    ['--parallel', '0'],
    ['--parallel', '201'],
    ['--env', 'nowhere'],
    ['--tenant', 'nobody'],
  ])
    expect(await apply(...args)).toMatchObject({ code: 2 });
  expect(changedVms()).toEqual([]);
});
