import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { applyScript, checksumList, deliveredFiles, nftables, squidConf } from '../../lib/proxy';
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
    for (const name of ['etc/squid/tls', 'run', 'log']) mkdirSync(at(name), { recursive: true });
    if (!existsSync(at('etc/squid/squid.conf'))) writeFileSync(at('etc/squid/squid.conf'), 'before\n');
    writeFileSync(at('etc/squid/tls/tls.crt'), 'a certificate\n');
    const script = readFileSync(at('rendered/apply.sh'), 'utf8')
      .replace('\nroot=\n', `\nroot=${folder}\n`)
      .replaceAll('>/run/', `>${folder}/run/`)
      .replace('\nlog=/var/log/squid/', `\nlog=${folder}/log/`);
    writeFileSync(at('rendered/apply.sh'), script);
    program('id', 'echo 0');
    program(
      'squid',
      'echo "squid $*" >>"$T/calls"',
      'case "$*" in *reconfigure*) echo "Accepting TLS local=172.16.28.8:3128 x" >>"$T/log/cache.log" ;; esac',
    );
    program('nft', 'echo "nft $*" >>"$T/calls"');
    program('curl', 'exit 0');
    program('sysctl', 'echo "sysctl $*" >>"$T/calls"');
    program('systemctl', 'echo "systemctl $*" >>"$T/calls"');
    prepare();
    return start('sh', '--here', '192.0.2.1 1 192.0.2.2 22');
  }
  const calls = () => (existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : []);

  test('another apply.sh that is at work is not disturbed: nothing is checked, nothing is changed', async () => {
    program('flock', 'exit 1');
    expect(await ends(onVm())).toBe(75);
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

  test('before its certificates have come, nothing is said about the files', async () => {
    program('flock', 'exit 0');
    expect(await ends(onVm(() => rmSync(at('etc/squid/tls/tls.crt'))))).toBe(75);
    expect(calls()).toEqual([]);
  });

  test('a disk that gets full changes no file, and says nothing about the files', async () => {
    program('flock', 'exit 0');
    for (const last of ['squid.conf', 'nftables.conf', '60-egress-proxy.conf']) {
      program(
        'install',
        `case "$*" in */${last}.new) for to; do :; done; head -c 9 /dev/zero >"$to"; exit 1 ;; esac`,
        'PATH="${PATH#*:}"; exec install "$@"',
      );
      expect(await ends(onVm())).toBe(75);
      expect(
        files('etc')
          .map(({ name }) => name)
          .sort(),
      ).toEqual(['squid.conf', 'tls.crt']);
      expect(readFileSync(at('etc/squid/squid.conf'), 'utf8')).toBe('before\n');
    }
  });

  describe('files beyond those of Squid and the firewall', () => {
    const LIST = 'etc/egress/files.sha256';
    const TIMER = 'etc/systemd/system/squid-listener.timer';
    const read = (path: string) => readFileSync(at(path), 'utf8');
    const runsSystemd = () => {
      program('flock', 'exit 0');
      mkdirSync(at('run/systemd/system'), { recursive: true });
    };
    const applied = async (prepare?: () => void) => {
      rmSync(at('calls'), { force: true });
      const prepareAll = () => {
        runsSystemd();
        prepare?.();
      };
      return ends(onVm(prepareAll));
    };
    const units = () =>
      calls().flatMap((call) => /^systemctl (?:restart|enable --quiet) (.*)$/.exec(call)?.slice(0, 2) ?? []);

    test('arrive as a new VM gets them, with the list of their checksums and the commit', async () => {
      writeFileSync(at('rendered/commit'), 'abc\n');
      expect(await applied()).toBe(0);
      const { vm } = plan({ clientCertificate: true });
      const files = {
        ...deliveredFiles(vm),
        '/etc/squid/squid.conf': squidConf(vm),
        '/etc/nftables.conf': nftables(vm),
      };
      expect(read(LIST)).toBe(checksumList(files));
      for (const [path, content] of Object.entries(files)) {
        expect([path, read(`.${path}`), (statSync(at(`.${path}`)).mode & 0o777).toString(8)]).toEqual([
          path,
          content,
          '644',
        ]);
      }
      expect([read('etc/egress/commit'), (statSync(at('etc/egress')).mode & 0o777).toString(8)]).toEqual([
        'abc\n',
        '755',
      ]);
      expect(calls()).toEqual(
        expect.arrayContaining([
          'systemctl daemon-reload',
          expect.stringMatching(/^sysctl -q -p .*60-egress-proxy\.conf$/),
        ]),
      );
      expect(units()).toEqual(
        expect.arrayContaining(
          ['prometheus-squid-exporter.service', 'squid-listener.timer'].flatMap((unit) => [
            `systemctl restart ${unit}`,
            unit,
          ]),
        ),
      );
      expect(units()).toContain('systemctl enable --quiet squid-listener.timer');
      // A restart would end all tunnels.
      expect(units()).not.toContain('squid.service');
    });

    test('restart nothing where nothing has changed', async () => {
      await applied();
      expect(await applied()).toBe(0);
      expect(calls().filter((call) => /^sys(ctl|temctl)/.test(call))).toEqual([]);
    });

    test('restart what one of them is of, and what names it', async () => {
      await applied();
      writeFileSync(at('usr/local/lib/egress-proxy/listens.sh'), 'old\n');
      await applied();
      expect(units()).toEqual(['systemctl restart squid-listener.service', 'squid-listener.service']);
    });

    test('go where they are no longer rendered, and nothing else does', async () => {
      const mine = [
        'etc/rsyslog.d/60-egress-proxy.conf',
        'etc/systemd/system/old.service',
        'etc/systemd/system/squid.service.d/zz.conf',
      ];
      const kept = ['etc/rsyslog.d/50-default.conf', 'etc/squid/errorpage.css', 'root/.profile'];
      await applied();
      for (const path of [...mine, ...kept]) {
        mkdirSync(at(path, '..'), { recursive: true });
        writeFileSync(at(path), 'x\n');
      }
      const sum = 'a'.repeat(64);
      writeFileSync(at(LIST), [...mine, 'root/.profile'].map((path) => `${sum}  /${path}\n`).join(''));
      const stub = 'case "$*" in "cat old.service") exit 1 ;; esac';
      expect(await applied(() => program('systemctl', 'echo "systemctl $*" >>"$T/calls"', stub))).toBe(0);
      expect([...mine, ...kept].filter((path) => existsSync(at(path)))).toEqual(kept);
      expect(calls()).toEqual(
        expect.arrayContaining(['systemctl restart rsyslog.service', 'systemctl stop --quiet old.service']),
      );
      expect(read(LIST)).not.toContain('old.service');
    });

    test('are as they were where a unit does not start with them, and the list still says so', async () => {
      await applied();
      writeFileSync(at(TIMER), 'old\n');
      rmSync(at('usr/local/lib/egress-proxy/listens.sh'));
      const list = read(LIST);
      writeFileSync(at('etc/squid/allow.txt'), 'old.test\n');
      writeFileSync(at('rendered/allow-8443.txt'), 'new.test\n');
      const code = await applied(() =>
        program('systemctl', 'case "$*" in "restart squid-listener.timer") exit 1 ;; esac'),
      );
      expect(code).toBe(1);
      expect(read(TIMER)).toBe('old\n');
      expect(existsSync(at('usr/local/lib/egress-proxy/listens.sh'))).toBe(false);
      expect(readdirSync(at('etc/squid')).sort()).toEqual(['allow.txt', 'squid.conf', 'tls']);
      expect(read(LIST)).toBe(list);
    });

    test('come back with --restore, as all that was there before the last change, but no key is kept for it', async () => {
      const state = () =>
        [LIST, TIMER, 'etc/squid/squid.conf', 'etc/nftables.conf', 'etc/egress/commit'].map((path) => read(path));
      writeFileSync(at('rendered/commit'), 'first\n');
      await applied();
      const before = state();
      const apply = read('rendered/apply.sh');
      writeFileSync(at('rendered/apply.sh'), apply.replace('OnActiveSec=10', 'OnActiveSec=20'));
      writeFileSync(at('rendered/allow.txt'), 'x.test\n');
      writeFileSync(at('rendered/commit'), 'second\n');
      mkdirSync(at('etc/squid/tls'), { recursive: true });
      for (const name of ['tls.crt', 'tls.key', 'ca.crt', 'ca.crl'])
        writeFileSync(at('etc/squid/tls', name), 'a key\n');
      await applied();
      const after = state();
      expect(after).not.toEqual(before);
      expect(readdirSync(at('var/lib/egress/previous')).sort()).toEqual([
        'commit',
        'nftables.conf',
        'others',
        'squid.conf',
      ]);
      const restore = async () => ends(start('sh', '--restore', '--here', ''));
      expect(await restore()).toBe(0);
      expect([state(), existsSync(at('etc/squid/allow.txt')), read('etc/squid/tls/tls.key')]).toEqual([
        before,
        false,
        'a key\n',
      ]);
      expect(await restore()).toBe(0);
      expect([state(), read('etc/squid/allow.txt')]).toEqual([after, 'x.test\n']);
    });

    test('--restore refuses where nothing was changed before', async () => {
      expect(await applied(() => program('nft', 'exit 1'))).toBe(1);
      expect(await ends(start('sh', '--restore', '--here', ''))).toBe(1);
      expect(read('etc/squid/squid.conf')).toBe('before\n');
    });
  });
});
