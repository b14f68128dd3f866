import { z } from 'zod';
import { durationFault } from './duration';
import { platformUrlFault } from './repository-url';
import { text, unique } from './schema';
import { show } from './text';

const KINDS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/** Returns why a text is not a public key as ssh-keygen writes it, without its comment, or undefined if it is one. */
function signerFault(key: string): string | undefined {
  const [kind = '', data = '', ...more] = key.split(' ');
  const bytes = Buffer.from(data, 'base64');
  // The key itself begins with the length and the name of its kind.
  const named = Buffer.concat([Buffer.of(0, 0, 0, kind.length), Buffer.from(kind)]);
  const isWhole = bytes.toString('base64') === data && bytes.subarray(0, named.length).equals(named);
  if (KINDS.includes(kind) && more.length === 0 && isWhole) return undefined;
  return `${show(key)} is not a public key for signatures (expected the first two words of a .pub file, for example ssh-ed25519 AAAAC3Nza…; of ${KINDS.join(', ')})`;
}

/** Shell and git read it on the VM, so it has no character that means something to them. */
function pullUrlFault(url: string): string | undefined {
  const fault = platformUrlFault(url);
  if (fault) return fault;
  return /^https:\/\/[A-Za-z0-9.-]+(:\d+)?\/[A-Za-z0-9._~/-]+$/.test(url)
    ? undefined
    : `${show(url)} is not an https:// URL of letters, digits and . _ ~ / - (expected, for example, https://git.example.com/egress.git)`;
}

/** Where VMs fetch their own files from. */
export const pull = z
  .strictObject({
    url: text({ 'repository-url': pullUrlFault }).meta({
      description: 'Git repository that holds this project at its top, for example https://git.example.com/egress.git',
    }),
    signers: unique(text({ 'pull-signer-invalid': signerFault }), 'key')
      .min(1)
      .meta({
        description:
          'Public keys of those who may sign a tag, as in a .pub file without the comment. Everyone who has one of the private keys can change every VM',
      }),
    interval: text({ 'duration-invalid': durationFault })
      .meta({ description: 'Time between two looks for a newer tag' })
      .default('5m'),
    wait: text({ 'duration-invalid': durationFault })
      .meta({ description: 'How long each further proxy of a tenant waits after the one before it' })
      .default('15m'),
  })
  .meta({
    description:
      'The VMs fetch their files from the newest tag vm/<environment>/… that one of the signers has signed. Default: they do not, and vm:apply brings the files',
  });
