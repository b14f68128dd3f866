import { createHash } from 'node:crypto';
import { inMachine } from '../_example';
import {
  APPLY_SCRIPT,
  CHECKSUMS_FILE,
  COMMIT_FILE,
  FIREWALL_FILE,
  NFTABLES_CONF,
  SQUID_CONF,
  SQUID_FOLDER,
  USER_DATA,
} from '../_names';
import type { RuleDefinition } from '../rule';
import { inMachines, type Machine } from './_machines';

export const rule: RuleDefinition = {
  title: 'A new VM and a running one do not get the same files',
  why: 'cloud-init configures a VM once, when it is created; apply.sh delivers every later change. If the two differ, a VM that is replaced behaves differently from the one that was tested, and a file that apply.sh does not install never reaches a running VM.',
  fix: 'Render user-data, the files of the folder and apply.sh from the same texts, and install each file in apply.sh.',
  good: [
    inMachine('client-a/squid-a/apply.sh')`
         tar -C "$stage" -cf "$work/files.tar" .
    `,
  ],
  bad: [
    inMachine('client-a/squid-a/cloud-init.yaml')`-          ct state invalid drop`,
    inMachine('client-a/squid-a/apply.sh')`-  [ ! -e "$1/nftables.conf" ] || put "$1/nftables.conf" "$firewall" 644`,
    inMachine('client-a/squid-a/apply.sh')`
      -listener=172.16.28.8:3128
      +listener=172.16.28.9:3128
    `,
    inMachine('client-a/squid-a/apply.sh')`-net.ipv4.ip_forward = 0`,
    inMachine('client-a/squid-a/apply.sh')`-  flock -n 9 || later 'another apply.sh is running here'`,
  ],
  check: (context) => [
    ...inMachines(context, USER_DATA, userDataFaults),
    ...inMachines(context, APPLY_SCRIPT, applyFaults),
  ],
};

/** What the VM records about its files. */
const RECORDS = [CHECKSUMS_FILE, COMMIT_FILE];

/** The files that the script carries in itself. */
const CARRIED = /^ {2}file "\$1(\/\S+)" <<'(\w+)'\n([\s\S]*?)^\2$/gm;

/** The files that configure Squid and the firewall, name → path on the VM. */
function configuration({ file, names }: Machine): ReadonlyMap<string, string> {
  const lists = new Set([
    ...names.filter((name) => /^allow.*\.txt$/.test(name)),
    ...[...(file(SQUID_CONF) ?? '').matchAll(new RegExp(`"${SQUID_FOLDER}/(allow[^"]*)"`, 'g'))].map(
      ([, name = '']) => name,
    ),
  ]);
  return new Map([
    [SQUID_CONF, `${SQUID_FOLDER}/${SQUID_CONF}`],
    ...[...lists].map((name) => [name, `${SQUID_FOLDER}/${name}`] as const),
    [NFTABLES_CONF, FIREWALL_FILE],
  ]);
}

function userDataFaults(machine: Machine): string[] {
  const faults = [...configuration(machine)].flatMap(([name, path]) => {
    // The header line is not compared.
    const own = withoutStamp(machine.file(name));
    if (own === undefined) return [`${name} is missing in ${machine.folder}`];
    if (!machine.written.has(path)) return [`user-data does not write ${path}`];
    return withoutStamp(machine.written.get(path)) === own
      ? []
      : [`user-data writes another ${path} than ${name} of the folder`];
  });
  const sums = [...machine.written]
    .filter(([path]) => !RECORDS.includes(path))
    .map(([path, content]) => `${createHash('sha256').update(content).digest('hex')}  ${path}\n`);
  const listed = sums.sort(byPath).join('') === machine.written.get(CHECKSUMS_FILE);
  return [...faults, ...(listed ? [] : [`${CHECKSUMS_FILE} in user-data is not the list of the files that it writes`])];
}

function byPath(a: string, b: string): number {
  return a.slice(64) < b.slice(64) ? -1 : 1;
}

function withoutStamp(text: string | undefined): string | undefined {
  return text?.replace(/^# Generated from .*\n/m, '');
}

function applyFaults(machine: Machine): string[] {
  const script = machine.file(APPLY_SCRIPT);
  if (script === undefined) return [`${APPLY_SCRIPT} is missing in ${machine.folder}`];
  const { proxy, tenant, written } = machine;
  const carried = new Map([...script.matchAll(CARRIED)].map(([, path, , content]) => [path, content]));
  const carriedOtherwise = [...configuration(machine).values(), ...RECORDS];
  const installs = script.split('\n').filter((line) => /\bput "/.test(line));
  const needed = [
    SQUID_CONF,
    NFTABLES_CONF,
    ...(script.includes('for file in "$1"/allow*.txt')
      ? []
      : [...configuration(machine).keys()].filter((name) => name.startsWith('allow'))),
    ...(tenant.egress.clientCertificate ? ['tls.key', 'tls.crt', 'ca.crt', 'ca.crl'] : []),
  ];
  return [
    ...[...written]
      .filter(([path, content]) => !carriedOtherwise.includes(path) && carried.get(path) !== content)
      .map(([path]) => `apply.sh does not install ${path} as user-data does`),
    ...needed
      .filter((name) => !installs.some((line) => line.includes(name)))
      .map((name) => `apply.sh does not install ${name}`),
    ...(script.includes(`\nlistener=${proxy.address}:${proxy.port}\n`)
      ? []
      : [`apply.sh does not wait for the listener ${proxy.address}:${proxy.port}`]),
    ...(/^\s*flock -n 9 \|\| later /m.test(script) ? [] : ['apply.sh takes no lock: two of it would mix their files']),
  ];
}
