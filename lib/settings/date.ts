import { show } from './text';

/** Returns why `text` is not a day of the calendar, or undefined if it is one, such as `2027-03-31`. */
export function dateFault(text: string): string | undefined {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && isoDay(new Date(`${text}T00:00:00Z`)) === text;
  return isDay ? undefined : `${show(text)} is not a date (expected year-month-day, for example 2027-03-31)`;
}

/** The day in UTC, for example `2027-03-31`; empty for an invalid date. */
export function isoDay(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}
