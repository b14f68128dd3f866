import { chmodSync, symlinkSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'yaml';
import { projectAfter } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';
import { Vms } from '../support/vms';

const PAIR = CLIENT_B.replaceAll('client-b', 'client-c')
  .replace(
    /proxies:\n[\s\S]*?drain: false\n/,
    'proxies:\n    - { name: squid-a, address: 172.16.28.10 }\n    - { name: squid-b, address: 172.16.28.11 }\n',
  )
  .replace('172.16.28.20', '172.16.28.21')
  .replace('172.16.44.0', '172.16.45.0');
const SETTINGS = {
  'tenants/client-b.yaml': CLIENT_B,
  'tenants/client-c.yaml': PAIR,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
};
const NAMES = ['squid-b.client-b', 'squid-a.client-c', 'squid-b.client-c'].flatMap((name) =>
  ['development', 'production'].map((environment) => `${name}.${environment}`),
);
const ONE = 'squid-b.client-b.production';

let project: Awaited<ReturnType<typeof projectAfter>>;
let vms: Vms;

beforeAll(async () => {
  project = await projectAfter(['synth'], SETTINGS);
  vms = new Vms(project);
});
beforeEach(() => vms.create());
afterAll(() => vms.down());

interface Answer {
  readonly vms: readonly {
    readonly environment: string;
    readonly tenant: string;
    readonly proxy: string;
    readonly state: string;
    readonly commit: string | null;
    readonly files: readonly { readonly path: string; readonly difference: string }[];
    readonly error?: string;
  }[];
}

async function status(...args: string[]) {
  const { code, out } = await project.run('vm:status', '--json', ...args);
  const answer = JSON.parse(out) as Answer;
  const found = answer.vms.flatMap(({ files, ...vm }) =>
    files.map(({ path, difference }) => `${vm.proxy}.${vm.tenant}.${vm.environment} ${path} ${difference}`),
  );
  return { code, answer, found };
}

test('new VMs have their files: nothing differs', async () => {
  vms.calls();
  const { code, answer, found } = await status();
  expect({ code, found, states: answer.vms.map(({ state }) => state) }).toEqual({
    code: 0,
    found: [],
    states: NAMES.map(() => 'current'),
  });
  expect(answer).toMatchObject({
    version: 1,
    vms: expect.arrayContaining([
      expect.objectContaining({
        environment: 'production',
        tenant: 'client-b',
        proxy: 'squid-b',
        address: '172.16.28.9',
        commit: 'unknown',
        listens: true,
      }),
    ]),
  });
  expect(vms.calls().sort()).toEqual(expect.arrayContaining([`${ONE} root@172.16.28.9`]));
});

test('an environment, a tenant and a user are chosen', async () => {
  vms.calls();
  const { answer } = await status('--env', 'production', '--tenant', 'client-c', '--user', 'admin');
  expect(answer.vms.map(({ environment, tenant, proxy }) => [environment, tenant, proxy].join(' '))).toEqual([
    'production client-c squid-a',
    'production client-c squid-b',
  ]);
  expect(vms.calls().sort()).toEqual([
    'squid-a.client-c.production admin@172.16.28.10',
    'squid-b.client-c.production admin@172.16.28.11',
  ]);
});

test.each([
  ['an edited file', () => vms.write(ONE, '/etc/squid/squid.conf', 'x\n'), '/etc/squid/squid.conf edited'],
  [
    'an edited unit',
    () => vms.write(ONE, '/etc/systemd/system/squid-listener.timer', 'x\n'),
    '/etc/systemd/system/squid-listener.timer edited',
  ],
  ['a missing list', () => vms.remove(ONE, '/etc/squid/allow-8443.txt'), '/etc/squid/allow-8443.txt missing'],
  ['a further list', () => vms.write(ONE, '/etc/squid/allow-25.txt', 'x\n'), '/etc/squid/allow-25.txt extra'],
  [
    'a further drop-in of Squid',
    () => vms.write(ONE, '/etc/systemd/system/squid.service.d/zz.conf', 'x\n'),
    '/etc/systemd/system/squid.service.d/zz.conf extra',
  ],
  [
    'a file that anybody may write',
    () => chmodSync(vms.at(ONE, '/etc/nftables.conf'), 0o666),
    '/etc/nftables.conf writable',
  ],
  [
    'a file that a group may write',
    () => chmodSync(vms.at(ONE, '/etc/nftables.conf'), 0o664),
    '/etc/nftables.conf writable',
  ],
  ['a folder that anybody may write', () => chmodSync(vms.at(ONE, '/etc/squid'), 0o777), '/etc/squid writable'],
  [
    'a list of checksums that was edited',
    () => vms.write(ONE, '/etc/egress/files.sha256', 'x\n'),
    '/etc/egress/files.sha256 stale',
  ],
  [
    'a link',
    () => {
      vms.remove(ONE, '/etc/squid/allow.txt');
      symlinkSync('/dev/null', vms.at(ONE, '/etc/squid/allow.txt'));
    },
    '/etc/squid/allow.txt edited',
  ],
])('%s is noticed', async (_, plant, difference) => {
  plant();
  const { code, found } = await status('--env', 'production', '--tenant', 'client-b');
  expect({ code, found }).toEqual({ code: 1, found: [`${ONE} ${difference}`] });
});

test('a VM that has no record of what was delivered says so, and is not called stale', async () => {
  vms.remove(ONE, '/etc/egress/files.sha256');
  vms.write(ONE, '/etc/squid/allow.txt', 'x\n');
  const { code, found } = await status('--env', 'production', '--tenant', 'client-b');
  expect({ code, found }).toEqual({
    code: 1,
    found: [`${ONE} /etc/egress/files.sha256 missing`, `${ONE} /etc/squid/allow.txt different`],
  });
  const { out } = await project.run('vm:status', '--env', 'production', '--tenant', 'client-b');
  expect(out).toContain(
    '/etc/squid/allow.txt is not as the settings ask for; the VM has no record of what was delivered',
  );
});

test('a VM that takes long to answer is named meanwhile', async () => {
  vms.write(ONE, '/instead', 'sleep 4\n');
  const { err } = await project.run('vm:status', '--env', 'production');
  expect(err).toContain('no answer yet from production/client-b/squid-b');
  expect(err).not.toContain('client-c/squid');
});

test('a tenant that no environment has is not called unknown', async () => {
  const without = await projectAfter(['synth'], {
    ...SETTINGS,
    'tenants/client-c.yaml': PAIR.replace(
      /\nenvironments:[\s\S]*/,
      '\nenvironments:\n  development: { enabled: false }\n  production: { enabled: false }\n',
    ),
  });
  const { code, err } = await without.run('vm:status', '--tenant', 'client-c');
  expect({ code, err }).toEqual({
    code: 2,
    err: expect.stringContaining('tenant client-c is left out of all environments (enabled: false)'),
  });
});

test('a VM that was forgotten when the settings changed is stale, and says so with the commit of its files', async () => {
  vms.write(ONE, '/etc/egress/commit', `${'a'.repeat(40)}\n`);
  const changed = await projectAfter([], {
    ...SETTINGS,
    'tenants/client-b.yaml': CLIENT_B.replace('ifconfig.me', 'ifconfig.co'),
  });
  const { code, out } = await changed.run('vm:status', '--env', 'production', '--json');
  expect([code, JSON.parse(out).vms[0]]).toMatchObject([
    1,
    {
      state: 'different',
      commit: 'a'.repeat(40),
      files: expect.arrayContaining([
        { path: '/etc/egress/files.sha256', difference: 'stale' },
        { path: '/etc/squid/allow.txt', difference: 'stale' },
      ]),
    },
  ]);
  const table = await changed.run('vm:status', '--env', 'production', '--tenant', 'client-b');
  expect(table).toMatchObject({
    code: 1,
    out: expect.stringMatching(
      /^VM {27}address {6}files {6}commit {8}listens\nproduction\/client-b\/squid-b {2}172\.16\.28\.9 {2}different {2}aaaaaaaaaaaa {2}yes\n {2}\/etc\/egress\/files\.sha256 is stale: as it was delivered, but not as the settings ask for now\n[\s\S]*\n0 current, 1 different, 0 unreachable$/,
    ),
  });
});

test('a VM that does not answer is named with the reason, and so is an answer that breaks off', async () => {
  vms.remove(ONE);
  const { code, answer } = await status('--env', 'production');
  expect([code, answer.vms.map(({ state }) => state)]).toEqual([1, ['unreachable', 'current', 'current']]);
  expect(answer.vms[0]?.error).toBe('ssh: connect to host root@172.16.28.9 port 22: No route to host');
});

test.each([
  [
    'says more and more',
    'exec yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'its answer is too long',
  ],
  ['breaks off', 'echo root 0', 'its answer is not complete'],
  ['ends ssh', 'kill -9 $$', 'ssh was ended by a signal'],
])('a VM that %s does not keep others from being told of', async (_, does, error) => {
  vms.write(ONE, 'instead', does);
  const { code, answer } = await status('--env', 'production');
  expect([code, answer.vms.map(({ state }) => state)]).toEqual([1, ['unreachable', 'current', 'current']]);
  expect(answer.vms[0]?.error).toBe(error);
});

test('without ssh, without a VM, and with a user that is none, it cannot run', async () => {
  expect(await project.run('vm:status', '--user', '-oProxyCommand=x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('not a valid user name'),
  });
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  expect(await project.run('vm:status')).toMatchObject({
    code: 2,
    err: expect.stringContaining('ssh could not be run (ENOENT)'),
  });
  process.env.PATH = path;
  expect(await project.run('vm:status', '--env', 'nowhere')).toMatchObject({ code: 2 });
});

test('100 of 100 planted stale or edited files are noticed, and nothing else is', async () => {
  const { write_files } = parse(project.read('dist/infra/production/client-b/squid-b/cloud-init.yaml')) as {
    write_files: { path: string; content: string }[];
  };
  const texts = new Map(
    write_files.filter(({ path }) => path !== '/etc/egress/commit').map(({ path, content }) => [path, content]),
  );
  const byte = fc.integer({ min: 0, max: 1 << 20 });
  const hows = fc.constantFrom('flip', 'cut', 'append', 'empty', 'delete', 'mode', 'newline');
  const change = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...texts.keys()), hows, byte);
  const twenty = { minLength: 20, maxLength: 20, selector: ([name, path]: readonly unknown[]) => `${name} ${path}` };
  let noticed = 0;
  for (const batch of fc.sample(fc.uniqueArray(change, twenty), { numRuns: 5, seed: 64 })) {
    vms.create();
    for (const [name, path, how, where] of batch) plant(name, path, how, where);
    const { found } = await status();
    expect(found.map((line) => line.split(' ').slice(0, 2).join(' ')).sort()).toEqual(
      batch.map(([name, path]) => `${name} ${path}`).sort(),
    );
    noticed += found.length;
  }
  expect(noticed).toBe(100);
});

function plant(name: string, path: string, how: string, where: number): number {
  const text = vms.read(name, path);
  const at = where % text.length;
  const flipped = String.fromCharCode(text.charCodeAt(at) ^ 1);
  if (how === 'flip') vms.write(name, path, text.slice(0, at) + flipped + text.slice(at + 1));
  else if (how === 'cut') vms.write(name, path, text.slice(0, at));
  else if (how === 'append') vms.write(name, path, `${text}# x\n`);
  else if (how === 'newline') vms.write(name, path, `${text}\n`);
  else if (how === 'empty') vms.write(name, path, '');
  else if (how === 'mode') chmodSync(vms.at(name, path), 0o646);
  else vms.remove(name, path);
  return 1;
}
