export interface Section {
  /** `backend`; empty: what stands before the first section. */
  readonly kind: string;
  /** Whatever follows the kind; empty: nothing does. */
  readonly name: string;
  readonly lines: Lines;
  /** What holds for it unless it says otherwise: the lines of the last `defaults` before it. */
  readonly inherited: Lines;
}

type Lines = readonly (readonly string[])[];

export interface Server {
  readonly name: string;
  readonly address: string;
  /** Its own, and those of the `default-server` lines before it. Those that take no value have an empty one. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Words that are none of the parameters below, and parameters whose value is none. */
  readonly unknown: readonly string[];
}

const SECTIONS = ['global', 'defaults', 'frontend', 'backend', 'listen'];

const FLAGS = ['check', 'agent-check', 'ssl'];
/** What counts only where TLS is spoken. */
const TLS = ['ssl', 'crt', 'ca-file', 'verify', 'verifyhost', 'ssl-min-ver', 'ssl-max-ver', 'ciphers'];
const TIME = /^\d+(us|ms|s|m|h|d)?$/;
const COUNT = /^\d+$/;
/** What is compared with the settings may be any word here. */
const WORD = /^/;
/** HAProxy makes several words of `"${X[*]-1 socks4 203.0.113.7:1080}"`, so a value that is not compared has to be a single word. */
const VALUES: ReadonlyMap<string, RegExp> = new Map([
  ['inter', TIME],
  ['fastinter', TIME],
  ['downinter', TIME],
  ['fall', COUNT],
  ['rise', COUNT],
  ['weight', COUNT],
  ['track', WORD],
  ['agent-port', WORD],
  ['agent-inter', TIME],
  ['agent-send', WORD],
  ['ssl-min-ver', WORD],
  ['ssl-max-ver', WORD],
  ['ciphers', WORD],
  ['crt', WORD],
  ['ca-file', WORD],
  ['verify', WORD],
  ['verifyhost', WORD],
]);

/**
 * A haproxy.cfg in words. To HAProxy a section begins where a line's first word says so, however far in it stands, and
 * `#` begins a comment even within a word. Quotes stay where they are: no word that is expected has any.
 */
export function readHaproxy(text: string): readonly Section[] {
  const sections: (Section & { readonly lines: (readonly string[])[] })[] = [
    { kind: '', name: '', lines: [], inherited: [] },
  ];
  for (const line of text.split('\n')) {
    const words = line
      .replace(/#.*/, '')
      .split(/[ \t\r\v\f]+/)
      .filter((word) => word !== '');
    const [kind, ...name] = words;
    if (kind === undefined) continue;
    if (SECTIONS.includes(kind)) {
      const inherited = sections.findLast((each) => each.kind === 'defaults')?.lines ?? [];
      sections.push({ kind, name: name.join(' '), lines: [], inherited });
    } else sections.at(-1)?.lines.push(words);
  }
  return sections.filter(({ kind, lines }) => kind !== '' || lines.length > 0);
}

/** The servers of a backend, in their order. */
export function serversOf({ lines, inherited }: Section): readonly Server[] {
  let defaults = readParameters([]);
  return [...inherited, ...lines].flatMap(([keyword, ...words]): Server[] => {
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
    const expected = VALUES.get(word);
    if (word === 'no-ssl') for (const key of TLS) parameters.delete(key);
    else if (FLAGS.includes(word)) parameters.set(word, '');
    else if (expected) {
      const value = words[++index] ?? '';
      parameters.set(word, value);
      if (!expected.test(value)) unknown.push(`${word} ${value}`);
    } else unknown.push(word);
  }
  return { parameters, unknown };
}
