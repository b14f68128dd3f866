import { inMachine } from '../_example';
import { SIGNERS_FILE, USER_DATA } from '../_names';
import type { Context } from '../_rendered';
import type { RuleDefinition } from '../rule';
import { inMachines } from './_machines';

const CREDENTIALS = [
  'passwd',
  'password',
  'plain_text_passwd',
  'hashed_passwd',
  'chpasswd',
  'ssh_keys',
  'ssh_import_id',
];

export const rule: RuleDefinition = {
  title: 'User-data contains a credential, or lets others in than the settings name',
  why: 'User-data is committed, and every process on the VM can read it from the instance metadata. A password or a private key in it is readable by everyone who can run a process on the VM, and login by password invites guessing. Everyone who may sign the tags that a VM fetches can change all of it.',
  fix: 'Log in with the SSH keys of the cloud project, and deliver certificates with apply.sh --tls or --secret. Name signers in infrastructure.pull.',
  good: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
       ssh_pwauth: false
       ssh_deletekeys: true
    `,
  ],
  bad: [
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -ssh_pwauth: false
      +ssh_pwauth: true
    `,
    inMachine('client-a/squid-a/cloud-init.yaml')`
       ssh_pwauth: false
      +users: [{ name: admin, plain_text_passwd: secret }]
    `,
    inMachine('client-a/squid-a/cloud-init.yaml')`
      -ssh_deletekeys: true
      +ssh_deletekeys: false
    `,
  ],
  check: (context) =>
    inMachines(context, USER_DATA, ({ file, userData, written }) => {
      const text = file(USER_DATA);
      if (text === undefined) return [];
      return [
        ...(userData.ssh_pwauth === false ? [] : ['ssh_pwauth is not false: sshd accepts passwords']),
        ...(userData.ssh_deletekeys === true
          ? []
          : ['ssh_deletekeys is not true: VMs share the host keys of their image']),
        ...(/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? ['it contains a private key'] : []),
        ...signerFaults(written.get(SIGNERS_FILE), context),
        ...[...keysOf(userData)].filter((key) => CREDENTIALS.includes(key)).map((key) => `it sets ${key}`),
      ];
    }),
};

/** Signatures count for Git only, so that one made for something else is none here. */
function signerFaults(signers: string | undefined, { environment }: Context): string[] {
  const named = (environment.infrastructure?.pull?.signers ?? []).map((key) => `* namespaces="git" ${key}`);
  const lines = signers?.split('\n').filter((line) => line !== '') ?? [];
  return lines
    .filter((line) => !named.includes(line))
    .map((line) => `"${line}" may sign what the VM fetches, but is not in infrastructure.pull.signers`);
}

/** Keys at any depth. */
function keysOf(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  return new Set([
    ...(Array.isArray(value) ? [] : Object.keys(value)),
    ...Object.values(value).flatMap((each) => [...keysOf(each)]),
  ]);
}
