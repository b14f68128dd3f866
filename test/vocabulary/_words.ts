import * as vocabulary from '../../lib/vocabulary';

const { SPECIAL_V4, SPECIAL_V6, CLUSTERS, DIST, SETTINGS, TAINT_VALUE, ...rest } = vocabulary;

/** Words of the vocabulary that are not words of a language too: those would be found everywhere. */
export const WORDS: readonly string[] = [
  ...new Set([
    ...textsIn(rest).filter((text) => !/^[a-z]+$/i.test(text) && !(Number(text) < 1024)),
    ...[...SPECIAL_V4, ...SPECIAL_V6].map(({ range }) => range),
    ...[CLUSTERS, DIST, SETTINGS.tenants, SETTINGS.environments].map((folder) => `${folder}/`),
    TAINT_VALUE,
  ]),
].sort();

function textsIn(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
