import { nearest } from './nearest';
import { show } from './text';

/** Returns why a CronJob does not take `text` as a time zone, or undefined if it does. */
export function timeZoneFault(text: string): string | undefined {
  const known = Intl.supportedValuesOf('timeZone');
  const sameLetters = known.find((name) => name.toLowerCase() === text.toLowerCase());
  // Kubernetes compares the case of letters, which Intl does not; and offsets are not names.
  const isName = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(text) && text !== 'Local' && isKnown(text);
  if (isName && (sameLetters === undefined || sameLetters === text)) return undefined;
  const near = sameLetters ?? nearest(text, known);
  return `${show(text)} is not the name of a time zone (expected, for example, Europe/Paris)${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function isKnown(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
