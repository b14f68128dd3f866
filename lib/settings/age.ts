import { show } from './text';

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** A public key of age: `age1`, then 32 bytes and a checksum in Bech32. */
const RECIPIENT = /^age1[02-9ac-hj-np-z]{58}$/;

/** Returns why `value` is not a recipient of age that Flux can have the key of, or undefined if it is. */
export function recipientFault(value: string): string | undefined {
  const example = 'expected the public key that age-keygen prints, age1…';
  if (/^AGE-SECRET-KEY-/i.test(value))
    return 'is a private key: treat it as leaked, make a new one, and write its public key, age1…, here';
  if (/^age1(pq|[a-z0-9]+1)/.test(value) && !RECIPIENT.test(value))
    return `${show(value)} needs a plugin of age, which Flux does not have (${example})`;
  if (!RECIPIENT.test(value)) return `${show(value)} is not a recipient of age (${example})`;
  return isIntact(value) ? undefined : `${show(value)} has a typing error: its checksum does not fit (${example})`;
}

/** Checksum of Bech32: BIP 173. */
function isIntact(value: string): boolean {
  const prefix = [...'age'].map((letter) => letter.charCodeAt(0));
  const data = [...value.slice('age1'.length)].map((letter) => ALPHABET.indexOf(letter));
  const all = [...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data];
  return all.reduce(step, 1) === 1;
}

function step(checksum: number, value: number): number {
  const shifted = ((checksum & 0x1ffffff) << 5) ^ value;
  return GENERATOR.reduce((sum, part, bit) => (((checksum >> 25) >> bit) & 1 ? sum ^ part : sum), shifted);
}
