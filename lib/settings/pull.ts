import { z } from 'zod';
import { durationFault } from './duration';
import { platformUrlFault } from './repository-url';
import { text, unique } from './schema';
import { show } from './text';

/** Kind of key → how many bytes its parts have after its name; undefined: any number. */
const KINDS: Readonly<Record<string, readonly (number | undefined)[]>> = {
  'ssh-ed25519': [32],
  'ecdsa-sha2-nistp256': [8, 65],
  'ecdsa-sha2-nistp384': [8, 97],
  'ecdsa-sha2-nistp521': [8, 133],
  'sk-ssh-ed25519@openssh.com': [32, undefined],
  'sk-ecdsa-sha2-nistp256@openssh.com': [8, 65, undefined],
};

/** Returns why a text is not a public key as ssh-keygen writes it, without its comment, or undefined if it is one. */
function signerFault(key: string): string | undefined {
  const [kind = '', data = '', ...more] = key.split(' ');
  const bytes = Buffer.from(data, 'base64');
  const sizes = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  const [name, ...parts] = partsOf(bytes) ?? [];
  const isWhole =
    bytes.toString('base64') === data &&
    name?.toString() === kind &&
    parts.length === sizes?.length &&
    parts.every(({ length }, index) => (sizes[index] ?? length) === length);
  if (more.length === 0 && isWhole) return undefined;
  return `${show(key)} is not a public key for signatures (expected the first two words of a .pub file, for example ssh-ed25519 AAAAC3Nza…; of ${Object.keys(KINDS).join(', ')})`;
}

/** Each part has its length in four bytes before it. Undefined: the last one is cut off. */
function partsOf(bytes: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 4 + (parts.at(-1)?.length ?? 0)) {
    const end = at + 4 > bytes.length ? Infinity : at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return undefined;
    parts.push(bytes.subarray(at + 4, end));
  }
  return parts;
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
