import { createHash } from 'node:crypto';
import { type Data, isMap, map } from './data';

/** No vowels, and no digits that look like one: a suffix never spells a word. */
const ALPHABET: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' };

/** The ten characters that kustomize appends to the name of a generated ConfigMap: they change when its data does. */
export function configMapHash(configMap: object): string {
  const { data, binaryData } = map(configMap);
  const content = goJson({
    data: data ?? '',
    kind: 'ConfigMap',
    // kustomize means to hash the name too, looks in the wrong place, and keeps it so.
    name: '',
    ...(isMap(binaryData) ? { binaryData } : {}),
  });
  const digest = createHash('sha256').update(content).digest('hex');
  return [...digest.slice(0, 10)].map((digit) => ALPHABET[digit] ?? digit).join('');
}

/** As Go's encoding/json writes it: keys sorted, and what HTML or JavaScript could trip over escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (isMap(value)) return `{${sortedEntries(value).join(',')}}`;
  return escapeLikeGo(JSON.stringify(value));
}

function sortedEntries(of: Data): string[] {
  const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  return Object.keys(of)
    .sort(byBytes)
    .map((key) => `${escapeLikeGo(JSON.stringify(key))}:${goJson(of[key])}`);
}

function escapeLikeGo(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
