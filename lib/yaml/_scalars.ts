/** Something that is left to the library. */
export class Unusual extends Error {}

/** Texts that no reader of YAML takes for anything else: long enough for none of the words that mean something. */
const PLAIN = /^[A-Za-z][A-Za-z0-9./-]{5,}$/;

/** What begins or ends a document, where it stands at the beginning of a line. */
const MARKER = /^(%|---|\.\.\.)/m;

/** So many distinct texts are remembered at most; thousands of tenants have many. */
const MOST = 10_000;

/** The texts of single values and keys, each distinct one written by the library once. */
export class Scalars {
  private readonly values = new Map<string, string>();
  private readonly keys = new Map<string, string>();

  /** @param byLibrary the document of a map */
  constructor(private readonly byLibrary: (map: Readonly<Record<string, unknown>>) => string) {}

  /**
   * @param indent of the further lines of a text that has several
   * @throws Unusual for anything but a text, a whole number, a boolean or null
   */
  value(value: unknown, indent: string): string {
    if (typeof value === 'string') return this.text(value, indent);
    if (value === null || typeof value === 'boolean') return String(value);
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
    throw new Unusual();
  }

  /** @throws Unusual for a key that needs more than one line, or whose text depends on where it stands */
  key(key: string): string {
    if (PLAIN.test(key)) return key;
    if (MARKER.test(key)) throw new Unusual();
    return remembered(this.keys, key, () => {
      const document = this.byLibrary({ [key]: 0 });
      if (!document.endsWith(': 0\n') || document.startsWith('? ')) throw new Unusual();
      return document.slice(0, -': 0\n'.length);
    });
  }

  private text(value: string, indent: string): string {
    if (PLAIN.test(value)) return value;
    const text = remembered(this.values, value, () => this.byLibrary({ a: value }).slice('a: '.length, -'\n'.length));
    return text.includes('\n') ? text.replace(/\n(?=[^\n])/g, `\n${indent.slice(2)}`) : text;
  }
}

function remembered(texts: Map<string, string>, key: string, write: () => string): string {
  const before = texts.get(key);
  if (before !== undefined) return before;
  if (texts.size >= MOST) texts.clear();
  const text = write();
  texts.set(key, text);
  return text;
}
