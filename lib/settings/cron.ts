import { show } from './text';

const MACROS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const FIELDS = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: ['', ...MONTHS] },
  { name: 'day of week', min: 0, max: 6, words: DAYS },
] as const;

/** Returns why `text` is not a valid schedule as a CronJob takes it, or undefined if it is. */
export function cronFault(text: string): string | undefined {
  if (text.startsWith('@')) return MACROS.includes(text) ? undefined : `${show(text)} is none of ${MACROS.join(', ')}`;
  if (/TZ=/.test(text)) return `${show(text)} names a time zone, which a CronJob does not take in its schedule`;
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `${show(text)} has ${fields.length} field${fields.length === 1 ? '' : 's'}; a schedule has five: minute, hour, day of month, month, day of week`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const wrong = fields[index]?.split(',').find((part) => !isPart(part, field));
    if (wrong !== undefined)
      return `${show(text)}: ${show(wrong)} is not a valid ${field.name} (${field.min}-${field.max}, *, ranges, steps)`;
  }
  return undefined;
}

function isPart(part: string, field: (typeof FIELDS)[number]): boolean {
  const match = /^(\*|\?|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,4}))?$/i.exec(part);
  if (!match) return false;
  const [, from = '', to, step] = match;
  if (step !== undefined && Number(step) < 1) return false;
  if (from === '*' || from === '?') return to === undefined;
  const low = fieldValue(from, field);
  const high = to === undefined ? low : fieldValue(to, field);
  return low >= field.min && high <= field.max && low <= high;
}

function fieldValue(text: string, field: (typeof FIELDS)[number]): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  const words: readonly string[] = field.words;
  const index = words.indexOf(text.toLowerCase());
  return index < 0 ? Number.NaN : index;
}
