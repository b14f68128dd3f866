import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { applyScript, nftables, squidConf } from '../../lib/proxy';
import { plan } from './_fixture';

const SHELLS = ['dash', 'bash'].filter((shell) => {
  try {
    return execFileSync(shell, ['-c', 'echo yes']).toString() === 'yes\n';
  } catch {
    return false;
  }
});
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE', 'SIGTERM'] as const;
const CASES = SHELLS.flatMap((shell) => SIGNALS.map((signal) => [shell, signal] as const));

let folder: string;
const at = (...path: string[]) => join(folder, ...path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'apply-'));
  for (const name of ['rendered', 'tls', 'bin', 'tmp', 'vm']) mkdirSync(at(name));
  const { vm } = plan({ clientCertificate: true });
  writeFileSync(at('rendered/apply.sh'), applyScript(vm));
  writeFileSync(at('rendered/squid.conf'), squidConf(vm));
  writeFileSync(at('rendered/nftables.conf'), nftables(vm));
  for (const name of ['tls.crt', 'tls.key', 'ca.crt']) writeFileSync(at('tls', name), 'a key\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a program in the way of a real one. `$T` is the folder of the test. */
function program(name: string, ...lines: readonly string[]): void {
  writeFileSync(at('bin', name), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
}

function start(shell: string, ...args: readonly string[]): ChildProcess {
  const env = { PATH: `${at('bin')}${delimiter}${process.env.PATH}`, TMPDIR: at('tmp'), T: folder };
  return spawn(shell, [at('rendered/apply.sh'), ...args], { env, stdio: 'ignore' });
}

async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
}

const ends = (child: ChildProcess) =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

/** Files below a folder, keys among them. */
const files = (name: string) =>
  readdirSync(at(name), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
const hasKey = (name: string) => files(name).some((entry) => entry.name === 'tls.key');
const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

test('there is a shell that runs no EXIT trap when a signal ends it, or this shows little', () => {
  expect(SHELLS).toContain('dash');
});

test.each(CASES)('%s: no key stays when %s ends it while the VM is busy', async (shell, signal) => {
  program('ssh', 'echo $$ >"$T/pid"', ': >"$T/started"', 'exec sleep 20');
  const child = start(shell, '--tls', at('tls'), 'root@vm');
  const ended = ends(child);
  await appears(at('started'));
  expect(hasKey('tmp')).toBe(true);
  child.kill(signal);
  expect(await ended).toBe(128 + constants.signals[signal]);
  expect(readdirSync(at('tmp'))).toEqual([]);
  // Nor does ssh, which holds the archive open.
  const ssh = Number(readFileSync(at('pid'), 'utf8'));
  while (isRunning(ssh)) await new Promise((resolve) => setTimeout(resolve, 10));
});

test.each(CASES)('%s: no key stays when %s ends it while it fetches the Secret', async (shell, signal) => {
  const isLast = 'case "$*" in *ca*) : >"$T/started"; exec sleep 20 ;; esac';
  program('kubectl', isLast, 'echo YSBrZXkK');
  const child = start(shell, '--secret', 'root@vm');
  const ended = ends(child);
  await appears(at('started'));
  expect(hasKey('tmp')).toBe(true);
  child.kill(signal);
  expect(await ended).toBe(128 + constants.signals[signal]);
  expect(readdirSync(at('tmp'))).toEqual([]);
});

test.each(CASES)('%s: no key stays on the VM when %s ends what runs there', async (shell, signal) => {
  // A shell that sshd starts ignores no signals; what a script starts in the background does.
  program(
    'ssh',
    'for text; do :; done',
    'echo $$ >"$T/pid"',
    `TMPDIR="$T/vm" exec env --default-signal ${shell} -c "$text"`,
  );
  program('id', 'echo 1000');
  program('sudo', ': >"$T/started"', 'while [ ! -e "$T/go" ]; do sleep 0.05; done');
  const child = start(shell, '--tls', at('tls'), 'root@vm');
  const ended = ends(child);
  await appears(at('started'));
  expect(hasKey('vm')).toBe(true);
  process.kill(Number(readFileSync(at('pid'), 'utf8')), signal);
  writeFileSync(at('go'), '');
  expect(await ended).toBe(128 + constants.signals[signal]);
  expect([...readdirSync(at('vm')), ...readdirSync(at('tmp'))]).toEqual([]);
});

test.each(SHELLS)('%s: what ends by itself leaves no key either', async (shell) => {
  program('ssh', 'cat >"$T/sent"', 'exit 1');
  expect(await ends(start(shell, '--tls', at('tls'), 'root@vm'))).toBe(1);
  expect(execFileSync('tar', ['-tf', at('sent')]).toString()).toContain('tls/tls.key');
  expect(readdirSync(at('tmp'))).toEqual([]);
});

test('the VM is known by its name, whatever its address, and a key that is not known is never taken unasked', async () => {
  program('ssh', 'printf "%s\\n" "$@" >"$T/arguments"');
  expect(await ends(start('sh', 'root@vm'))).toBe(0);
  expect(readFileSync(at('arguments'), 'utf8').split('\n').slice(0, 5)).toEqual([
    '-o',
    'HostKeyAlias=squid-a.client-a.development',
    '-o',
    'StrictHostKeyChecking=ask',
    'root@vm',
  ]);
});

describe('on the VM', () => {
  /** The script with the places of this test in place of the machine's. */
  function onVm(prepare = () => {}): ChildProcess {
    for (const name of ['etc/squid', 'run', 'log']) mkdirSync(at(name), { recursive: true });
    writeFileSync(at('etc/squid/squid.conf'), 'before\n');
    const script = readFileSync(at('rendered/apply.sh'), 'utf8')
      .replaceAll('=/etc/', `=${folder}/etc/`)
      .replaceAll('>/run/', `>${folder}/run/`)
      .replaceAll('/var/log/squid/', `${folder}/log/`);
    writeFileSync(at('rendered/apply.sh'), script);
    program('id', 'echo 0');
    program(
      'squid',
      'echo "squid $*" >>"$T/calls"',
      'case "$*" in *reconfigure*) echo "Accepting TLS local=172.16.28.8:3128 x" >>"$T/log/cache.log" ;; esac',
    );
    program('nft', 'echo "nft $*" >>"$T/calls"');
    program('curl', 'exit 0');
    prepare();
    return start('sh', '--here', '192.0.2.1 1 192.0.2.2 22');
  }
  const calls = () => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : []);

  test('another apply.sh that is at work is not disturbed: nothing is checked, nothing is changed', async () => {
    program('flock', 'exit 1');
    expect(await ends(onVm())).toBe(1);
    expect(calls()).toEqual([]);
    expect(readFileSync(at('etc/squid/squid.conf'), 'utf8')).toBe('before\n');
  });

  test('the lock is taken without waiting, on a file that stays open, before anything else', async () => {
    program(
      'flock',
      'echo "flock $*" >>"$T/calls"',
      '[ "$(readlink /proc/$$/fd/9)" = "$T/run/egress-proxy-apply.lock" ]',
    );
    expect(await ends(onVm())).toBe(0);
    expect(calls()[0]).toBe('flock -n 9');
    expect(readFileSync(at('etc/squid/squid.conf'), 'utf8')).toContain('http_access');
    expect(readFileSync(at('etc/nftables.conf'), 'utf8')).toContain('table ip egress_proxy');
  });

  test('a firewall that would lock out the one who applies it is taken back', async () => {
    program('flock', 'exit 0');
    expect(await ends(onVm(() => program('nft', 'case "$*" in get*) exit 1 ;; esac')))).toBe(1);
    expect(readFileSync(at('etc/squid/squid.conf'), 'utf8')).toBe('before\n');
  });

  test('files that Squid refuses change nothing', async () => {
    program('flock', 'exit 0');
    expect(await ends(onVm(() => program('squid', 'echo "ERROR: bad" >&2')))).toBe(1);
    expect(readFileSync(at('etc/squid/squid.conf'), 'utf8')).toBe('before\n');
    expect(existsSync(at('etc/nftables.conf'))).toBe(false);
  });
});
