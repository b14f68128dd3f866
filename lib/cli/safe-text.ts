import { escaped } from '../settings/text';

/** What a terminal obeys, hides, or shows as something else. */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{DI}\u2800]/gu;

/** The escape of a colour, and then all else that is unsafe. */
const UNSAFE_BUT_COLOUR = new RegExp(`\\u001b\\[[\\d;]*m|${UNSAFE.source}`, 'gu');

/** `::command::` at the start of a line: the runner of a forge that shows the line obeys it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour may stand before it
const AT_START = /^((?:[^\S\n]|\u001b\[[\d;]*m)*):(?=:)/gm;

/** `##[command]`, or `##vso[…]`, anywhere in a line. */
const ANYWHERE = /##(?=\w*\[)/g;

/**
 * Text as it is printed: nothing in it moves a cursor, hides, or is a command to what shows it. JSON stays JSON of the
 * same value.
 *
 * @param colour whether colours were put in on purpose
 */
export function safeText(text: string, colour = false): string {
  return text
    .replace(colour ? UNSAFE_BUT_COLOUR : UNSAFE, (found) => (found.length > 2 ? found : escaped(found)))
    .replace(AT_START, (_, before: string) => `${before}\\u003a`)
    .replace(ANYWHERE, '#\\u0023');
}

/** A failure that no file of a user should cause, on one line. */
export function unexpected(error: unknown, where = 'a fault of this program'): string {
  const { name = 'Error', message = String(error), stack } = (error ?? {}) as Partial<Error>;
  if (process.env.EGRESS_TENANCY_DEBUG) return stack ?? message;
  return `unexpected ${name}: ${message.split('\n')[0]} (${where}; EGRESS_TENANCY_DEBUG=1 shows where)`;
}
