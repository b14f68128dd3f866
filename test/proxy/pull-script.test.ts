import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { deliveredFiles } from '../../lib/proxy';
import { plan } from './_fixture';

const SCRIPT = '/usr/local/lib/egress-proxy/egress-pull.sh';
const SIGNERS = '/etc/egress/pull-signers';
const FOLDER = 'dist/infra/development/client-a/squid-a';
const WAIT = 600;

let folder: string;
const at = (...path: string[]) => join(folder, ...path);
const state = (name: string) => readFileSync(at('state', name), 'utf8').trim();

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', at('repository'), '-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}

const sign = (tag: string) =>
  git('-c', 'gpg.format=ssh', '-c', `user.signingKey=${at('key')}`, 'tag', '--sign', '--message', 'x', tag);

/** Commits an apply.sh for the VM. */
function commit(...lines: readonly string[]): void {
  mkdirSync(at('repository', FOLDER), { recursive: true });
  writeFileSync(at('repository', FOLDER, 'apply.sh'), ['echo "$@" >>"$T/applied"', ...lines, ''].join('\n'));
  git('add', '.');
  git('commit', '--quiet', '--message', 'x');
}

/** Puts a program in the way of a real one. */
function program(name: string, ...lines: readonly string[]): void {
  writeFileSync(at('bin', name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
}

/** The script as the VM has it, with the places of this test, and the protocol of its server. */
function script(url = `file://${at('repository')}`, wait = 0): string {
  const { environment, tenant, vm } = plan();
  const key = readFileSync(at('key.pub'), 'utf8').trim();
  const pull = { url: 'https://git.example.com/egress.git', signers: [key], interval: '5m', wait: `${WAIT}s` };
  const second = { ...vm.proxy, name: 'squid-b' };
  const proxies = wait ? [second, vm.proxy] : [vm.proxy, second];
  const files = deliveredFiles({
    environment: { ...environment, infrastructure: { pull } } as never,
    tenant: { ...tenant, egress: { ...tenant.egress, proxies } },
    proxy: vm.proxy,
  });
  writeFileSync(at('signers'), files[SIGNERS] ?? '');
  const text = (files[SCRIPT] ?? '')
    .replace(/^url=.*$/m, `url=${url}`)
    .replace(/^signers=.*$/m, `signers=${at('signers')}`)
    .replace(/^credentials=.*$/m, `credentials=${at('credentials')}`)
    .replace(/^state=.*$/m, `state=${at('state')}`)
    .replaceAll('/run/egress', at('egress'))
    .replace('[protocol "https"]', `[protocol "${url.split(':', 1)[0]}"]`);
  writeFileSync(at('pull.sh'), text);
  return at('pull.sh');
}

interface Result {
  readonly code: number | null;
  readonly out: string;
}

function run(path: string): Promise<Result> {
  const env = { PATH: `${at('bin')}${delimiter}${process.env.PATH}`, TMPDIR: at('tmp'), T: folder };
  return new Promise((resolve) => {
    const child = spawn('sh', [path], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
    child.on('close', (code) => resolve({ code, out }));
  });
}
const pull = () => run(script());
const applied = () => (existsSync(at('applied')) ? readFileSync(at('applied'), 'utf8').trim().split('\n').length : 0);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pull-'));
  for (const name of ['repository', 'bin', 'tmp']) mkdirSync(at(name));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', at('key')]);
  git('init', '--quiet');
  git('config', 'uploadpack.allowFilter', 'true');
  commit();
});
afterEach(() => {
  expect(readdirSync(at('tmp'))).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('a signed tag is applied once', async () => {
  sign('vm/development/1');
  expect(await pull()).toEqual({ code: 0, out: 'egress-pull.sh: brought vm/development/1\n' });
  expect(await pull()).toEqual({ code: 0, out: '' });
  expect([applied(), state('current')]).toEqual([1, `vm/development/1 ${git('rev-parse', 'vm/development/1')}`]);
});

test('a tag whose files could not be tried is tried again; one whose files do not work is not', async () => {
  // As where the disk is full, or another apply.sh is at work.
  commit('exit "$(cat "$T/status")"');
  sign('vm/development/1');
  for (const status of ['75', '137']) {
    writeFileSync(at('status'), status);
    expect(await pull()).toEqual({ code: 1, out: expect.stringContaining('could not be tried') });
  }
  writeFileSync(at('status'), '1');
  expect(await pull()).toEqual({ code: 1, out: expect.stringContaining('do not work here') });
  expect(await pull()).toEqual({ code: 1, out: expect.stringContaining('a newer tag is tried') });
  expect(applied()).toBe(3);
});

test('a full disk does not make the VM forget which tag it has', async () => {
  sign('vm/development/1');
  await pull();
  commit('echo');
  sign('vm/development/2');
  const before = state('current');
  symlinkSync('/dev/full', at('state/current.new'));
  expect(await pull()).toEqual({ code: 1, out: expect.stringContaining('error') });
  expect([applied(), state('current')]).toEqual([2, before]);
});

test('a further proxy waits, and not longer because its clock was ahead', async () => {
  sign('vm/development/1');
  const later = script(undefined, 1);
  expect(await run(later)).toEqual({ code: 0, out: expect.stringContaining(`brought in ${WAIT} seconds`) });
  const [tag, object, since] = state('seen').split(' ');
  expect(Number(since)).toBeGreaterThan(1_700_000_000);
  writeFileSync(at('state/seen'), `${tag} ${object} ${Number(since) + 10_000}\n`);
  expect((await run(later)).out).toContain(`brought in ${WAIT} seconds`);
  writeFileSync(at('state/seen'), `${tag} ${object} ${Number(since) - WAIT}\n`);
  expect((await run(later)).out).toContain('brought vm/development/1');
});

test('only ssh signatures count: no other program is asked what it thinks of one', async () => {
  for (const name of ['gpg', 'gpgsm'])
    program(name, 'echo x >>"$T/asked"', 'echo "\n[GNUPG:] GOODSIG A x\n[GNUPG:] VALIDSIG A\n[GNUPG:] TRUST_ULTIMATE"');
  for (const [number, kind] of ['PGP SIGNATURE', 'SIGNED MESSAGE'].entries()) {
    const tag = `vm/development/${number + 1}`;
    const text = `object ${git('rev-parse', 'HEAD')}\ntype commit\ntag ${tag}\ntagger x <x@example.com> 1700000000 +0000\n\nx\n-----BEGIN ${kind}-----\n\nx\n-----END ${kind}-----\n`;
    writeFileSync(at('tag'), text);
    git('update-ref', `refs/tags/${tag}`, git('hash-object', '-t', 'tag', '-w', at('tag')));
    expect(await pull()).toEqual({ code: 1, out: expect.stringContaining('is not signed by a signer') });
  }
  expect([applied(), existsSync(at('asked'))]).toEqual([0, false]);
});

describe('a Git server that is hostile, or broken for a while', () => {
  let server: Server;
  const serve = async (listener: RequestListener) => {
    server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/egress.git`;
  };
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  test('does not make the VM forget its token', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve(({ headers }, response) => {
      asked.push(headers.authorization);
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    });
    const credentials = `http://user:token@${new URL(url).host}\n`;
    writeFileSync(at('credentials'), credentials, { mode: 0o600 });
    expect(await run(script(url))).toEqual({ code: 1, out: expect.stringContaining('cannot be read') });
    expect(asked.at(-1)).toBe(`Basic ${Buffer.from('user:token').toString('base64')}`);
    expect(readFileSync(at('credentials'), 'utf8')).toBe(credentials);
  });

  /** Answers with the list of refs, and then sends more and more of them. */
  const endless = (bytes: number, pause: number) =>
    serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-advertisement' });
      const packet = (text: string) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
      response.write(`${packet('# service=git-upload-pack\n')}0000`);
      let count = 0;
      const refs = () => {
        let text = '';
        while (text.length < bytes) text += packet(`${'a'.repeat(40)} refs/tags/vm/development/${++count}\n`);
        return text;
      };
      const more = () => {
        if (response.destroyed) return;
        if (response.write(refs())) setTimeout(more, pause);
        else response.once('drain', more);
      };
      more();
    });

  test('does not hold the VM for ever with an answer that never ends', async () => {
    const path = script(await endless(200, 500));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('timeout 600 git');
    writeFileSync(path, text.replace('timeout 600 git', 'timeout 3 git'));
    expect(await run(path)).toEqual({ code: 1, out: expect.stringContaining('cannot be read') });
  });

  test('does not get all of its memory', async () => {
    const path = script(await endless(1_000_000, 0));
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('ulimit -v 1048576;');
    writeFileSync(path, text.replace('ulimit -v 1048576;', 'ulimit -v 131072;').replace('timeout 600', 'timeout 60'));
    const begin = Date.now();
    expect(await run(path)).toEqual({ code: 1, out: expect.stringMatching(/out of memory[\s\S]*cannot be read/i) });
    expect(Date.now() - begin).toBeLessThan(50_000);
  }, 120_000);
});
