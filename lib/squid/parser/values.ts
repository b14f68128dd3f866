import { addressBits } from '../decide/addresses';
import { mayResolve } from './host-names';

/** Returns what Squid refuses about words, or undefined if it reads them. */
export type Check = (words: readonly string[]) => string | undefined;

export function atLeast(count: number): Check {
  return (words) => (words.length < count ? `${words.length} of ${count} words or more` : undefined);
}

export function shown(word: string | undefined): string {
  return word === undefined ? 'nothing' : `"${word}"`;
}

export function oneOf(word: string | undefined, ...choices: readonly string[]): string | undefined {
  return word !== undefined && choices.includes(word)
    ? undefined
    : `${shown(word)} is neither ${choices.join(' nor ')}`;
}

export const onOff: Check = ([word]) => oneOf(word, 'on', 'off', 'enable', 'disable');

/** As the C library reads numbers: in octal after 0, in hexadecimal after 0x. */
export function integer(word: string | undefined): string | undefined {
  const match = /^([-+]?)(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.exec(word ?? '');
  if (!match) return `${shown(word)} is not a whole number`;
  const digits = match[2] as string;
  const value = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  const limit = match[1] === '-' ? 2 ** 31 : 2 ** 31 - 1;
  return value <= limit ? undefined : `${word} is too large`;
}

/** A number in the value of an option: always decimal. */
export function decimal(word: string | undefined, first = -(2 ** 31), last = 2 ** 31 - 1): string | undefined {
  if (!/^[-+]?\d+$/.test(word ?? '')) return `${shown(word)} is not a whole number`;
  return Number(word) >= first && Number(word) <= last ? undefined : `${word} is not between ${first} and ${last}`;
}

export function most(word: string | undefined, last: number): string | undefined {
  return Number(word?.split('/')[0]) > last ? `${word} is larger than ${last}` : undefined;
}

export function within(word: string | undefined, first: number, last: number): string | undefined {
  if (!/^\+?\d+$/.test(word ?? '')) return `${shown(word)} is not a whole number from ${first} to ${last}`;
  const value = Number(word);
  return value >= first && value <= last ? undefined : `${word} is not between ${first} and ${last}`;
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+|0x[\da-f]+|nan)(e[-+]?\d+)?$/i;

/** In seconds. */
const TIME_UNITS: readonly (readonly [unit: RegExp, seconds: number])[] = [
  [/^nanosecond/i, 1e-9],
  [/^microsecond/i, 1e-6],
  [/^millisecond/i, 1e-3],
  [/^second/i, 1],
  [/^minute/i, 60],
  [/^hour/i, 3600],
  [/^day/i, 86400],
  [/^week/i, 604800],
  [/^fortnight/i, 1209600],
  [/^month/i, 2592000],
  [/^year/i, 31557790],
  [/^decade/i, 315577900],
];

export function isTimeUnit(word: string): boolean {
  return TIME_UNITS.some(([name]) => name.test(word));
}

/** Squid counts nanoseconds in 63 bits. */
const LONGEST = 2 ** 63 / 1e9;

/** @param least the smallest unit that the directive takes, in seconds */
export function time(least: 1 | 1e-3): Check {
  return ([number, unit]) => {
    if (!NUMBER.test(number ?? '')) return `${shown(number)} is not a number`;
    const value = Number(number);
    if (value === 0) return undefined;
    if (unit === undefined) return `${number} has no unit (expected, for example, ${number} seconds)`;
    const seconds = TIME_UNITS.find(([name]) => name.test(unit))?.[1];
    if (seconds === undefined) return `"${unit}" is not a unit of time (expected, for example, seconds)`;
    if (value < 0) return `${number} is negative`;
    if (seconds < least || value * seconds < least)
      return `${number} ${unit} is below ${least === 1 ? 'a second' : 'a millisecond'}, the smallest value here`;
    return value * seconds > LONGEST ? `${number} ${unit} is longer than 292 years` : undefined;
  };
}

const SIZE_UNITS: readonly (readonly [unit: RegExp, bytes: number])[] = [
  [/^bytes/i, 1],
  [/^KB/i, 2 ** 10],
  [/^MB/i, 2 ** 20],
  [/^GB/i, 2 ** 30],
];

interface SizeLimits {
  readonly least: number;
  /** Above what the number may not be, with its unit. */
  readonly beyond: number;
  /** In which unit Squid keeps it. Default: bytes. */
  readonly kept?: number;
}

export function size([number, unit]: readonly string[], { least, beyond, kept = 1 }: SizeLimits): string | undefined {
  if (number === 'none' || number === '-1') return undefined;
  if (!NUMBER.test(number ?? '') || Number(number) < least) return `${shown(number)} is not a size`;
  const value = Number(number);
  if (value === 0) return undefined;
  const factor = unit === undefined ? kept : bytesOf(unit);
  if (factor === undefined) return `"${unit}" is not a unit of size (expected bytes, KB, MB or GB)`;
  if (value * factor >= beyond) return `${[number, unit].filter(Boolean).join(' ')} is too large`;
  return value > 0 && value * factor < kept ? `${number} ${unit} is less than a KB` : undefined;
}

export function bytesOf(unit: string): number | undefined {
  return SIZE_UNITS.find(([known]) => known.test(unit))?.[1];
}

/** A size in the value of an option: its unit follows at once. */
export function optionSize(value: string): string | undefined {
  return /^0*[1-9]\d*(bytes|[KMG]B)/i.test(value)
    ? undefined
    : `${shown(value)} is not a size with a unit (expected, for example, 64KB)`;
}

/** A name is looked up when Squid starts: that cannot be judged here. */
export function address(word: string | undefined): string | undefined {
  if (word === undefined) return 'nothing is not an address';
  const isKnown = ['any_addr', 'no_addr', 'full_mask'].includes(word) || addressBits(word) !== undefined;
  return isKnown || mayResolve(word) ? undefined : `${shown(word)} is not an address`;
}
