/** NIGHTLY=1 draws fresh seeds, and tries more of what is random. */
export const IS_NIGHTLY = process.env.NIGHTLY === '1';

/** How many random cases to try: ten times as many at night. */
export function runs(usual: number): number {
  return IS_NIGHTLY ? 10 * usual : usual;
}
