import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

/** What checks a kind of file, and what it must not let pass. */
export interface Linter {
  readonly name: string;
  /** The files that it is for, by their path in a golden folder; scripts of user-data are `first-boot.sh` and `first-boot-over.sh`. */
  readonly files: RegExp;
  /** Turns a good file into one with a mistake. */
  readonly mistake: (text: string) => string;
  /** Commands that end with an error, or print something, for a bad file. */
  readonly commands: (file: string, folder: string) => readonly (readonly string[])[];
  /** A warning is printed, and does not change the exit code. */
  readonly silent?: boolean;
}

const SHELL_EXCEPTIONS = [
  'SC2016', // The script that ssh runs is in single quotes on purpose: its variables belong to the other machine.
  'SC3045', // dash and busybox limit a process's memory, which POSIX does not ask for.
  'SC2100', // A name with a hyphen is not a subtraction.
].join(',');

export const LINTERS: readonly Linter[] = [
  {
    name: 'shellcheck',
    files: /\.sh$/,
    mistake: (text) => `${text}\nrm $1\n`,
    commands: (file) => [['shellcheck', '--shell=sh', `--exclude=${SHELL_EXCEPTIONS}`, file]],
  },
  {
    name: 'pyflakes',
    files: /\.py$/,
    mistake: (text) => `${text}\nundefined_name()\n`,
    commands: (file) => [['pyflakes3', file]],
  },
  {
    name: 'luacheck',
    files: /\.lua$/,
    mistake: (text) => text.replace('core.register', 'undefined_name = 1\ncore.register'),
    commands: (file) => [['luacheck', '--std', 'lua53', '--globals', 'core', 'act', '--no-max-line-length', file]],
  },
  {
    // In a network namespace of its own, so that it cannot touch the machine's own rules.
    name: 'nft -c',
    files: /nftables\.conf$/,
    mistake: (text) => text.replace('ip saddr @tenant', 'ip saddr @others'),
    commands: (file) => [['unshare', '--net', 'nft', '-c', '-f', file]],
  },
  {
    name: 'squid -k parse',
    files: /squid\.conf$/,
    mistake: (text) => text.replace('http_access deny to_private', 'http_access deny to_nowhere'),
    commands: (file) => [['sh', '-c', '! squid -k parse -f "$1" 2>&1 | grep -E "ERROR|FATAL|WARNING"', 'sh', file]],
  },
  {
    name: 'haproxy -c',
    files: /(haproxy|standby)\.cfg$/,
    mistake: (text) => text.replace('timeout client', 'timeout clients'),
    commands: (file) => [['haproxy', '-c', '-q', '-f', file]],
  },
  {
    name: 'systemd-analyze verify',
    files: /systemd\/system\//,
    mistake: (text) => `${text}[Service]\nNoNewPrivilege=yes\n`,
    commands: (_, folder) => [
      [
        'sh',
        '-c',
        'cd /lib/systemd/system && cp -n nftables.service prometheus-squid-exporter.service squid.service "$1"',
        'sh',
        units(folder),
      ],
      [
        'env',
        `SYSTEMD_UNIT_PATH=${units(folder)}:`,
        'systemd-analyze',
        'verify',
        '--man=no',
        join(units(folder), 'squid.service'),
        join(units(folder), 'prometheus-squid-exporter.service'),
        join(units(folder), 'squid-listener.timer'),
        ...[join(units(folder), 'egress-agent.service')].filter(existsSync),
      ],
    ],
    silent: true,
  },
  {
    name: 'cloud-init schema',
    files: /cloud-init\.yaml$/,
    mistake: (text) => text.replace('package_update: true', 'package_update: 7'),
    commands: (file) => [['sh', '-c', 'cloud-init schema --config-file "$1" >"$1.log"', 'sh', file]],
  },
  {
    name: 'sysctl --dry-run',
    files: /sysctl\.d\//,
    mistake: (text) => `${text}net.ipv4.ip_forwarding = 0\n`,
    commands: (file) => [['sh', '-c', 'sysctl --dry-run --load="$1" >/dev/null', 'sh', file]],
  },
  {
    name: 'rsyslogd -N1',
    files: /rsyslog\.d\//,
    mistake: (text) => text.replace('resumeRetryCount', 'resumeRetries'),
    commands: (file, folder) => [
      [
        'sh',
        '-c',
        'printf \'global(workDirectory="%s")\\ninclude(file="%s")\\n\' "$1" "$2" >"$1/rsyslog.conf"; out=$(rsyslogd -N1 -f "$1/rsyslog.conf" 2>&1) || { echo "$out"; exit 1; }',
        'sh',
        folder,
        file,
      ],
    ],
  },
  {
    name: 'apt-config',
    files: /apt\.conf\.d\//,
    mistake: (text) => text.replace('";', '"'),
    commands: (file) => [['sh', '-c', 'apt-config -c "$1" dump >/dev/null', 'sh', file]],
  },
  {
    name: 'logrotate --debug',
    files: /logrotate\.d\//,
    mistake: (text) => text.replace('daily', 'dayly'),
    commands: (file) => [['sh', '-c', '! logrotate --debug "$1" 2>&1 | grep -i error', 'sh', file]],
  },
];

/** Squid reads allow lists with squid.conf, `npm test` validates objects, and the exporter has one line of arguments. */
export const UNLINTED: readonly RegExp[] = [
  /allow[0-9a-z-]*\.txt$/,
  /objects\.yaml$/,
  /default\/prometheus-squid-exporter$/,
  // A list of checksums, and one word.
  /etc\/egress\//,
];

const units = (folder: string) => join(folder, 'root/etc/systemd/system');

const ROOT = resolve(__dirname, '../../../test');

/** Golden folders of machines and gateways. */
export const GOLDEN: readonly string[] = ['proxy/golden', 'constructs/gateway/golden'].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((size) => join(folder, size)),
);

/** A copy of a golden folder in which paths lead to the copy, with certificates that can be loaded. */
export function copyGolden(golden: string, to: string): void {
  cpSync(join(ROOT, golden), to, { recursive: true });
  const tls = join(to, 'tls');
  mkdirSync(tls);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-subj',
      '/CN=test',
      '-keyout',
      `${tls}/tls.key`,
      '-out',
      `${tls}/tls.crt`,
    ],
    { stdio: 'pipe' },
  );
  cpSync(`${tls}/tls.crt`, `${tls}/ca.crt`);
  writeFileSync(`${tls}/ca.crl`, '');
  writeFileSync(`${tls}/names.pem`, ['key', 'crt'].map((kind) => readFileSync(`${tls}/tls.${kind}`, 'utf8')).join(''));
  edit(to, /squid\.conf$/, (text) =>
    text.replace('/etc/squid/names.pem', `${tls}/names.pem`).replaceAll('/etc/squid/', `${to}/`),
  );
  edit(to, /(haproxy|standby)\.cfg$/, (text) =>
    text.replaceAll('/etc/egress-gateway-tls', tls).replaceAll('/etc/egress-gateway', to),
  );
  edit(to, /cloud-init\.yaml$/, (text) => {
    const { bootcmd, runcmd } = parse(text) as { bootcmd: string[][]; runcmd: string[][] };
    writeFileSync(join(to, 'first-boot.sh'), bootcmd[0]?.at(-1) ?? '');
    writeFileSync(join(to, 'first-boot-over.sh'), runcmd.flat().find((word) => word.includes('delete table')) ?? '');
    return text;
  });
}

/** Paths below a folder that a linter is for. */
export function filesOf(folder: string, { files }: Pick<Linter, 'files'>): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return all.map((entry) => join(entry.parentPath, entry.name)).filter((path) => files.test(path));
}

export function edit(folder: string, files: RegExp, change: (text: string) => string): void {
  for (const path of filesOf(folder, { files })) writeFileSync(path, change(readFileSync(path, 'utf8')));
}
