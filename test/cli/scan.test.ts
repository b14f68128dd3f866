import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../lib/cli/program';
import { GOOD } from '../squid/cases/_good';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, ...lines: readonly string[]): string {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, lines.join('\n'));
  return target;
}

async function scan(...args: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), exitCode: 0 as const };
  const code = await run(['scan', ...args], io as never);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('says so and ends in 0 if there is nothing to find', async () => {
  expect(await scan(put('squid.conf', ...GOOD))).toEqual({ code: 0, out: '1 file: nothing found', err: '' });
});

test('prints place, rule, severity, message and fix, in order, and ends in 1 for an error', async () => {
  const file = put('squid.conf', ...GOOD, 'via off', 'tls_key_log stdio:/keys.log');
  const { code, out } = await scan(file);
  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([
    `${file}:25:1 via-off warning: loops are not noticed`,
    expect.stringMatching(/^ {2}fix: Remove via off/),
    `${file}:26:1 tls-key-log error: TLS keys go to stdio:/keys.log`,
    expect.stringMatching(/^ {2}fix: /),
    '1 file: 1 error, 1 warning',
  ]);
});

test('shows control characters as text', async () => {
  const { out } = await scan(put('squid.conf', ...GOOD, 'via\x1b[2Joff on'));
  expect(out).toContain('Squid 6 does not know via\\x1b[2Joff');
});

test('warnings alone end in 0', async () => {
  expect((await scan(put('squid.conf', ...GOOD, 'via off'))).code).toBe(0);
});

test('answers in JSON', async () => {
  const file = put('squid.conf', ...GOOD, 'via off');
  const { out } = await scan('--json', '--squid-version', '7', file);
  expect(JSON.parse(out)).toEqual({
    squidVersion: 7,
    files: [file],
    findings: [expect.objectContaining({ file, line: 25, column: 1, rule: 'via-off', severity: 'warning' })],
  });
});

test('answers in SARIF', async () => {
  const { out } = await scan('--sarif', put('squid.conf', ...GOOD, 'via off'));
  expect(JSON.parse(out)).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'via-off', level: 'warning' }] }],
  });
});

test('compares with the sources that are given', async () => {
  const file = put('squid.conf', ...GOOD);
  expect((await scan('--sources', '172.16.28.20', file)).code).toBe(0);
  const { code, out } = await scan('--sources', '172.16.28.20,172.16.28.99', file);
  expect(code).toBe(1);
  expect(out).toContain(`${file}:15:1 sources-not-covered error: nothing lets 172.16.28.99 reach any host`);
});

test('follows includes and lists below the root that is given', async () => {
  put('root/etc/squid/conf.d/a.conf', 'via off');
  const file = put('squid.conf', ...GOOD, 'include /etc/squid/conf.d/*.conf');
  const { out } = await scan('--root', join(folder, 'root'), file);
  expect(out).toContain(`${join(folder, 'root/etc/squid/conf.d/a.conf')}:1:1 via-off`);
});

test('scans the rendered ones without a FILE, in order, of an environment and a tenant if asked to', async () => {
  for (const proxy of ['production/b/p1', 'development/b/p2', 'development/a/p1'])
    put(`dist/infra/${proxy}/squid.conf`, ...GOOD, 'via off');
  put('dist/infra/development/main.tf.json', '{}');
  const files = async (...args: readonly string[]) =>
    JSON.parse((await scan('--json', '--out', folder, ...args)).out).files;
  const at = (path: string) => join(folder, 'dist/infra', path, 'squid.conf');
  expect(await files()).toEqual([at('development/a/p1'), at('development/b/p2'), at('production/b/p1')]);
  expect(await files('--env', 'development', '--tenant', 'b')).toEqual([at('development/b/p2')]);
});

test.each<[string, readonly string[], string]>([
  ['nothing is rendered', ['--out', '.'], 'there is no squid.conf below'],
  ['an environment is not rendered', ['--out', '.', '--env', 'staging'], 'for environment staging'],
  ['a version is not known', ['--squid-version', '4', 'squid.conf'], '--squid-version 4: it is 5, 6 or 7'],
  ['a source is no address', ['--sources', '10.0.0.0/8,all', 'squid.conf'], '--sources all: '],
  ['two formats are asked for', ['--json', '--sarif', 'squid.conf'], 'exclude each other'],
  ['an option is not known', ['--sarf'], '--sarif'],
])('ends in 2 if %s', async (_, args, message) => {
  const here = args.map((arg) => (arg === '.' ? folder : arg));
  const { code, err } = await scan(...here);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});

test('does not read what a squid.conf names elsewhere', async () => {
  const { code, out } = await scan(put('squid.conf', ...GOOD, 'include /etc/passwd', 'acl people src "/etc/passwd"'));
  expect(code).toBe(1);
  expect(out).toContain(`/etc/passwd is outside of the folder ${folder}: it was not read`);
  expect(out).not.toContain('root:');
});

test('does not open a device, nor follow a link in place of a rendered squid.conf', async () => {
  expect(await scan('/dev/zero')).toMatchObject({
    code: 2,
    err: '/dev/zero: could not be read: it is not a regular file',
  });
  put('dist/infra/development/client-a/squid-a/allow.txt', 'a.test');
  symlinkSync('/etc/passwd', join(folder, 'dist/infra/development/client-a/squid-a/squid.conf'));
  const { code, out, err } = await scan('--out', folder);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/squid\.conf: a symbolic link/);
});

test('ends in 2 and names each file that cannot be read, though others could', async () => {
  const { code, out, err } = await scan(put('squid.conf', ...GOOD), join(folder, 'none.conf'), folder);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n')).toEqual([
    `${join(folder, 'none.conf')}: could not be read: it is not there (ENOENT)`,
    `${folder}: could not be read: it is a folder (EISDIR)`,
  ]);
});
