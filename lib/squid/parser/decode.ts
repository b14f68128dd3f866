import { isUtf8 } from 'node:buffer';

/** The text of a file. Squid compares bytes: in a file that is not UTF-8 each stays a character of its own. */
export function decode(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}
