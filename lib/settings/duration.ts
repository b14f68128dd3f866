import { show } from './text';

const PARTS = /(\d+(?:\.\d+)?)(h|ms|m|s)/g;
const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** Returns why a text is not a Go duration as Flux reads it, or undefined if it is one. */
export function durationFault(text: string): string | undefined {
  if (!/^(\d{1,9}(\.\d{1,9})?(h|ms|m|s))+$/.test(text)) {
    const bare = /^\d+$/.test(text) ? `; did you mean ${text}s or ${text}m?` : '';
    return `${show(text)} is not a valid duration (expected, for example, 5m, 90s or 1h30m)${bare}`;
  }
  return durationSeconds(text) > 0 ? undefined : `${text} is not above zero`;
}

/** Of text that {@link durationFault} has nothing against. */
export function durationSeconds(text: string): number {
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(PARTS)) sum += Number(amount) * (SECONDS[unit ?? ''] ?? 0);
  return sum;
}
