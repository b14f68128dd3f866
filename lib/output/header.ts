import { createHash } from 'node:crypto';
import { hasMarkers } from '../merge-markers';
import { formatOf } from './_formats';
import type { OutputFile } from './file';

/** Whose a file is: `ours` as we wrote it, `edited` since then, `conflicted` by a merge of git, or `foreign`: never ours. */
export type Ownership = 'ours' | 'edited' | 'conflicted' | 'foreign';

const DIGITS = 16;
const SENTENCE = / by npm run [a-z:]+; do not edit\. sha256:([0-9a-f]{16})(?: -->|",?)?$/;
const HEADER = /^\S*[ \t]*(?:"\/\/": ")?Generated from (.+?) by npm run [a-z:]+; do not edit\. sha256:/m;

/**
 * The full text of a file: the header line is the first, or the second where the format claims the first.
 * @throws Error for an extension without a known comment, JSON that is no object, a content without a last line break
 */
export function stamp(file: Omit<OutputFile, 'owner'>): string {
  const format = formatOf(file.path);
  if (!format) throw new Error(`${file.path}: no header is known for this kind of file`);
  if (!file.content.endsWith('\n')) throw new Error(`${file.path}: the last line has no line break`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  if (!file.source || /[\u0000-\u001f]/.test(file.source)) throw new Error(`${file.path}: no usable source`);
  const compose = (digits: string) => {
    const sentence = `Generated from ${file.source} by ${file.command ?? 'npm run synth'}; do not edit. sha256:${digits}`;
    return format.insert(file.content, format.wrap(sentence));
  };
  return compose(checksum(Buffer.from(compose(''))));
}

/**
 * Whose the file is that lies at `path`. Line ends that a checkout turned into CRLF, all of them, are no edit.
 * An edit that moved or doubled the header line is an edit, and does not make it foreign.
 */
export function inspect(path: string, text: string | Buffer): Ownership {
  // One character a byte: bytes that are no UTF-8 would all read as the same character.
  const bytes = (typeof text === 'string' ? Buffer.from(text) : text).toString('latin1');
  if (checksumHolds(path, bytes)) return 'ours';
  if (/\r\n/.test(bytes) && !/[^\r]\n/.test(bytes) && checksumHolds(path, bytes.replaceAll('\r\n', '\n')))
    return 'ours';
  if (!HEADER.test(bytes)) return 'foreign';
  return hasMarkers(bytes) ? 'conflicted' : 'edited';
}

/** The settings file that a header line names; undefined: no header. */
export function sourceOf(text: string): string | undefined {
  return HEADER.exec(text)?.[1];
}

/** The command that a header line names; undefined: no header. */
export function commandOf(text: string): OutputFile['command'] {
  const [, command] = / by (npm run [a-z:]+); do not edit\./.exec(text) ?? [];
  return command as OutputFile['command'];
}

/** A text without its header line, wherever that stands, and with the line ends that we write. */
export function withoutHeader(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(new RegExp(`${HEADER.source}.*\n?`, 'm'), '');
}

function checksumHolds(path: string, bytes: string): boolean {
  const format = formatOf(path);
  if (!format) return false;
  const first = bytes.indexOf('\n') + 1;
  const start = format.claim.test(bytes.slice(0, first || undefined)) ? first : 0;
  const end = bytes.indexOf('\n', start);
  const digits = SENTENCE.exec(bytes.slice(start, end))?.[1];
  if (end < 0 || !digits) return false;
  const at = bytes.lastIndexOf(digits, end);
  return checksum(Buffer.from(bytes.slice(0, at) + bytes.slice(at + DIGITS), 'latin1')) === digits;
}

/** Of everything but the checksum's own digits, so that a change of the header line itself shows as well. */
function checksum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, DIGITS);
}
