import { Document, type Pair, Scalar, visit } from 'yaml';
import { Scalars, Unusual } from './_scalars';

interface Style {
  /** The version of YAML for whose readers words such as `yes` are quoted. */
  readonly version: '1.1' | '1.2';
  /** Strings that are quoted although a reader of that version would take them for strings. Default: none */
  readonly isQuoted?: (text: string) => boolean;
}

/** The order of a map's keys: negative if the first one comes first. */
type Order = (a: string, b: string) => number;

/**
 * Writes plain data as YAML, with the same bytes as the library `yaml` and in a fifth of its time: maps and lists are put
 * together here, and each distinct text is written by the library once. What is not usual, such as a number with a
 * fraction, the library writes as a whole.
 */
export class YamlWriter {
  private readonly scalars: Scalars;

  constructor(private readonly style: Style) {
    this.scalars = new Scalars((value) => this.byLibrary(value));
  }

  /**
   * A document, long strings unbroken, with a line break at its end.
   *
   * @param value plain data; keys with the value undefined are left out
   * @param order of the keys of all its maps. Default: as they come
   */
  write(value: object, order?: Order): string {
    try {
      return isEmpty(value) ? this.byLibrary(value, order) : `${this.block(value, '', order)}\n`;
    } catch (error) {
      if (error instanceof Unusual) return this.byLibrary(value, order);
      throw error;
    }
  }

  /** What a reader of the document gets: a copy, with the keys in the order of the document. */
  read(value: object, order?: Order): object {
    if (Array.isArray(value)) return value.map((item) => this.item(item, order));
    const keys = keysOf(value as Readonly<Record<string, unknown>>);
    if (order) keys.sort(order);
    const copy: Record<string, unknown> = {};
    for (const key of keys) {
      const child = this.item((value as Readonly<Record<string, unknown>>)[key], order);
      if (key === '__proto__') Object.defineProperty(copy, key, { value: child, enumerable: true, configurable: true });
      else copy[key] = child;
    }
    return copy;
  }

  private item(value: unknown, order: Order | undefined): unknown {
    return isCollection(value) ? this.read(value, order) : value;
  }

  /** A map or list with something in it, from the place where it begins; its further lines are indented. */
  private block(value: object, indent: string, order: Order | undefined): string {
    const inner = `${indent}  `;
    if (Array.isArray(value)) return value.map((item) => `- ${this.value(item, inner, order)}`).join(`\n${indent}`);
    const keys = keysOf(value as Readonly<Record<string, unknown>>);
    if (order) keys.sort(order);
    return keys
      .map((key) => {
        const child = (value as Readonly<Record<string, unknown>>)[key];
        const place = isCollection(child) && !isEmpty(child) ? `\n${inner}` : ' ';
        return `${this.scalars.key(key)}:${place}${this.value(child, inner, order)}`;
      })
      .join(`\n${indent}`);
  }

  private value(value: unknown, indent: string, order: Order | undefined): string {
    if (!isCollection(value)) return this.scalars.value(value, indent);
    if (isEmpty(value)) return Array.isArray(value) ? '[]' : '{}';
    return this.block(value, indent, order);
  }

  private byLibrary(value: object, order?: Order): string {
    const { version, isQuoted = () => false } = this.style;
    const document = new Document(value, {
      version,
      aliasDuplicateObjects: false,
      sortMapEntries: order ? (a: Pair, b: Pair) => order(keyOf(a), keyOf(b)) : false,
    });
    visit(document, {
      Scalar: (_, scalar) => {
        if (typeof scalar.value === 'string' && isQuoted(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
      },
    });
    return document.toString({ lineWidth: 0 });
  }
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** @throws Unusual for an object of a class, and for a list with gaps */
function isEmpty(value: object): boolean {
  if (Array.isArray(value)) {
    if (value.includes(undefined)) throw new Unusual();
    return value.length === 0;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // Settings that ran as a module are of another realm, whose Object is not this one.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) throw new Unusual();
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') throw new Unusual();
  return keysOf(value as Readonly<Record<string, unknown>>).length === 0;
}

function keysOf(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}

function keyOf({ key }: Pair): string {
  return String((key as { value: unknown }).value);
}
