import {
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { stringify } from 'yaml';

/** A key pair of age, in the texts that age-keygen prints. */
export interface AgeKey {
  /** `age1…` */
  readonly recipient: string;
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
}

/** Values by key, with what is encrypted under `data` and `stringData`. */
type PlainSecret = Readonly<Record<string, unknown>>;

const VALUES = ['data', 'stringData'];

/** A new key pair. */
export function ageKey(): AgeKey {
  const { privateKey, publicKey } = generateKeyPairSync('x25519');
  const identity = bech32('age-secret-key-', bytesOf(privateKey, 'd')).toUpperCase();
  return { recipient: bech32('age', bytesOf(publicKey, 'x')), identity };
}

/**
 * What `sops --encrypt` writes for a Secret, so that tests need no sops: each value with AES-256-GCM under a key of its file, and
 * that key with age for each recipient.
 *
 * @param claimed what the file says that its recipients are. Default: the recipients
 */
export function encryptSecret(
  secret: PlainSecret,
  recipients: readonly string[],
  claimed: readonly string[] = recipients,
): string {
  const key = randomBytes(32);
  const lastmodified = new Date().toISOString().replace(/\.\d+/, '');
  const hash = createHash('sha512');
  const walk = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, [...path, name])]));
    hash.update(String(value));
    return VALUES.includes(path[0] ?? '') ? encrypted(String(value), key, `${path.join(':')}:`) : value;
  };
  const body = walk(secret, []) as object;
  const sops = {
    age: recipients.map((recipient, index) => ({
      recipient: claimed[index] ?? recipient,
      enc: ageFile(key, recipient),
    })),
    lastmodified,
    mac: encrypted(hash.digest('hex').toUpperCase(), key, lastmodified),
    encrypted_regex: '^(data|stringData)$',
    version: '3.13.2',
  };
  return stringify({ ...body, sops }, { lineWidth: 0, indent: 4, version: '1.1' });
}

function encrypted(text: string, key: Buffer, context: string): string {
  const iv = randomBytes(32);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(context));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const parts = { data, iv, tag: cipher.getAuthTag() };
  const fields = Object.entries(parts).map(([name, bytes]) => `${name}:${bytes.toString('base64')}`);
  return `ENC[AES256_GCM,${fields.join(',')},type:str]`;
}

/** An armored file of age, version 1, for one recipient. */
function ageFile(plain: Buffer, recipient: string): string {
  const fileKey = randomBytes(16);
  const theirs = fromBech32(recipient);
  const ephemeral = generateKeyPairSync('x25519');
  const share = bytesOf(ephemeral.publicKey, 'x');
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'X25519', x: theirs.toString('base64url') },
    format: 'jwk',
  });
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey });
  const wrapping = derived(shared, Buffer.concat([share, theirs]), 'age-encryption.org/v1/X25519');
  const head = [
    'age-encryption.org/v1',
    `-> X25519 ${unpadded(share)}`,
    unpadded(sealed(fileKey, wrapping, Buffer.alloc(12))),
    '---',
  ].join('\n');
  const mac = createHmac('sha256', derived(fileKey, Buffer.alloc(0), 'header'))
    .update(head)
    .digest();
  const nonce = randomBytes(16);
  // One chunk, which is the last.
  const counter = Buffer.alloc(12);
  counter[11] = 1;
  const payload = sealed(plain, derived(fileKey, nonce, 'payload'), counter);
  const file = Buffer.concat([Buffer.from(`${head} ${unpadded(mac)}\n`), nonce, payload]);
  const lines = file.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN AGE ENCRYPTED FILE-----', ...lines, '-----END AGE ENCRYPTED FILE-----', ''].join('\n');
}

function sealed(plain: Buffer, key: Buffer, nonce: Buffer): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function derived(secret: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, 32));
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function bytesOf(key: KeyObject, part: 'd' | 'x'): Buffer {
  return Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url');
}

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** Bech32 of BIP 173. */
function bech32(prefix: string, bytes: Buffer): string {
  const data = regrouped([...bytes], 8, 5, true);
  const head = [...prefix].map((letter) => letter.charCodeAt(0));
  const all = [...head.map((code) => code >> 5), 0, ...head.map((code) => code & 31), ...data];
  const sum = checksum([...all, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [5, 4, 3, 2, 1, 0].map((place) => (sum >> (5 * place)) & 31);
  return `${prefix}1${[...data, ...tail].map((digit) => ALPHABET[digit]).join('')}`;
}

function fromBech32(text: string): Buffer {
  const digits = [...text.slice(text.lastIndexOf('1') + 1, -6)].map((letter) => ALPHABET.indexOf(letter));
  return Buffer.from(regrouped(digits, 5, 8, false));
}

function checksum(values: readonly number[]): number {
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return generator.reduce((result, part, bit) => (((sum >> 25) >> bit) & 1 ? result ^ part : result), shifted);
  }, 1);
}

function regrouped(values: readonly number[], from: number, to: number, isPadded: boolean): number[] {
  const bits = values.map((value) => value.toString(2).padStart(from, '0')).join('');
  const groups = bits.match(new RegExp(`.{1,${to}}`, 'g')) ?? [];
  return groups
    .filter((group) => isPadded || group.length === to)
    .map((group) => Number.parseInt(group.padEnd(to, '0'), 2));
}
