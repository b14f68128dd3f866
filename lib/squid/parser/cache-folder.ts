import { type Check, integer } from './values';

/** How many numbers follow the folder. */
const NUMBERS: Readonly<Record<string, number>> = { ufs: 3, aufs: 3, diskd: 3, rock: 1 };

/** Options that all types take: two that need a value, two that do not. */
const COMMON = /^((min|max)-size=|(no-store|read-only)(=|$))/;

const OWN: Readonly<Record<string, RegExp>> = {
  ufs: /^IOEngine=/,
  aufs: /^IOEngine=/,
  diskd: /^(IOEngine|Q1|Q2)=/,
  rock: /^(slot-size|swap-timeout|max-swap-rate)=/,
};

/** Bytes of a slot's header, which a slot has to exceed. */
const SLOT_HEADER = 40;

/** `cache_dir TYPE FOLDER …`. A type that Squid does not know it skips. */
export const cacheFolder: Check = ([type = '', , ...words]) => {
  if (!Object.hasOwn(NUMBERS, type)) return undefined;
  const count = NUMBERS[type] as number;
  for (let at = 0; at < count; at++) {
    const fault = integer(words[at]) ?? (Number(words[at]) > 0 ? undefined : `${words[at]} is not above zero`);
    if (fault) return fault;
  }
  for (const option of words.slice(count)) {
    if (!COMMON.test(option) && !OWN[type]?.test(option)) return `"${option}" is not an option of ${type}`;
    const fault = numberFault(option);
    if (fault) return fault;
  }
  return undefined;
};

/** Squid reads the digits that a value begins with, and no digits as 0. */
function numberFault(option: string): string | undefined {
  const [, name, value = ''] = /^(slot-size|swap-timeout|max-swap-rate)=(.*)$/s.exec(option) ?? [];
  if (name === undefined) return undefined;
  const number = Number.parseInt(/^[-+]?\d+/.exec(value)?.[0] ?? '0', 10);
  if (name !== 'slot-size') return number < 0 ? `${option} is negative` : undefined;
  return number >= 0 && number <= SLOT_HEADER ? `${option} does not exceed ${SLOT_HEADER} bytes` : undefined;
}
