export interface Section {
  /** `backend`; empty: what stands before the first section. */
  readonly kind: string;
  /** Empty: it has none. */
  readonly name: string;
  readonly lines: readonly (readonly string[])[];
}

export interface Server {
  readonly name: string;
  readonly address: string;
  /** Its own, and those of the `default-server` lines before it. Those that take no value have an empty one. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Words that are none of the parameters below. */
  readonly unknown: readonly string[];
}

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen'];

const FLAGS = ['check', 'ssl'];
const VALUES = [
  'inter',
  'fastinter',
  'fall',
  'rise',
  'weight',
  'ssl-min-ver',
  'crt',
  'ca-file',
  'verify',
  'verifyhost',
];

/**
 * A haproxy.cfg in words. To HAProxy a section begins where a line's first word says so, however far in it stands, and
 * `#` begins a comment even within a word. Quotes stay where they are: no word that is expected has any.
 */
export function readHaproxy(text: string): readonly Section[] {
  const sections: (Section & { readonly lines: (readonly string[])[] })[] = [{ kind: '', name: '', lines: [] }];
  for (const line of text.split('\n')) {
    const words = line
      .replace(/#.*/, '')
      .split(/[ \t\r]+/)
      .filter((word) => word !== '');
    const [kind, name = ''] = words;
    if (kind === undefined) continue;
    if (SECTIONS.includes(kind)) sections.push({ kind, name, lines: [] });
    else sections.at(-1)?.lines.push(words);
  }
  return sections.filter(({ kind, lines }) => kind !== '' || lines.length > 0);
}

/** The servers of a backend, in their order. */
export function serversOf({ lines }: Section): readonly Server[] {
  let defaults = readParameters([]);
  return lines.flatMap(([keyword, ...words]): Server[] => {
    if (keyword === 'default-server') defaults = readParameters(words, defaults);
    if (keyword !== 'server') return [];
    const [name = '', address = '', ...own] = words;
    return [{ name, address, ...readParameters(own, defaults) }];
  });
}

function readParameters(
  words: readonly string[],
  before: Pick<Server, 'parameters' | 'unknown'> = { parameters: new Map(), unknown: [] },
): Pick<Server, 'parameters' | 'unknown'> {
  const parameters = new Map(before.parameters);
  const unknown = [...before.unknown];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (FLAGS.includes(word)) parameters.set(word, '');
    else if (VALUES.includes(word)) parameters.set(word, words[++index] ?? '');
    else unknown.push(word);
  }
  return { parameters, unknown };
}
