import { isAlias, isMap, isScalar, isSeq, type ParsedNode, parseAllDocuments } from 'yaml';
import type { ProblemId } from '../lint';
import { conflictIn } from './conflict';
import { type Path, type Place, pathKey } from './place';
import { placesIn } from './places';
import { show } from './text';
import { nestsTooDeep } from './yaml-depth';

/** Enough for thousands of workloads; an alias bomb passes it at once. */
const MOST_VALUES = 50_000;
/** Of keys and texts, as many as an object may have in a cluster: aliases make a lot of a small file. */
const MOST_BYTES = 1024 * 1024;
const MOST_LEVELS = 50;
const MOST_FAULTS = 20;
const TOO_MANY = `holds more than ${MOST_VALUES} values once its aliases are followed: no settings file needs that`;
const TOO_LARGE = `holds more than ${MOST_BYTES} bytes of text once its aliases are followed, more than a cluster takes; write less, or use fewer aliases`;
const TOO_DEEP = 'is nested too deeply';
const EMPTY = 'is empty: describe a tenant, or remove the file';

interface YamlFault {
  readonly id: ProblemId;
  readonly place: Place;
  readonly path: Path;
  readonly message: string;
}

interface YamlDocument {
  /** Plain data; undefined: it could not be read. */
  readonly data?: unknown;
  readonly faults: readonly YamlFault[];
  /** By {@link pathKey}. */
  readonly places: ReadonlyMap<string, Place>;
  /** Booleans that are not written `true` or `false`, as they are written, by {@link pathKey}. */
  readonly spellings: ReadonlyMap<string, string>;
}

/** One document of plain data, with the place of every key and item. Nothing in the text makes it throw. */
export function readYaml(text: string): YamlDocument {
  const place = placesIn(text);
  const fail = (id: ProblemId, message: string, at: Place = { line: 1, column: 1 }): YamlDocument => ({
    faults: [{ id, place: at, path: [], message }],
    places: new Map(),
    spellings: new Map(),
  });
  const conflict = conflictIn(text);
  if (conflict) return fail('merge-conflict', conflict.message, conflict.place);
  if (nestsTooDeep(text)) return fail('file-too-large', TOO_DEEP);
  const documents = parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' });
  const [document, second] = [...documents];
  if (!document) return fail('file-empty', EMPTY);
  const errors = [...documents].flatMap((one) => [...one.errors, ...one.warnings]);
  if (errors.length > 0) {
    const faults = errors.map((error) => ({
      id: 'yaml-invalid' as const,
      place: place(error.pos[0]),
      path: [],
      message: `is not valid YAML here: ${error.message.split('\n')[0]}`,
    }));
    return { faults: faults.slice(0, MOST_FAULTS), places: new Map(), spellings: new Map() };
  }
  if (second)
    return fail(
      'yaml-several-documents',
      'a second document begins here; one file describes one tenant',
      place(second.range?.[0] ?? 0),
    );
  if (document.directives?.yaml.explicit)
    return fail('yaml-invalid', 'remove the %YAML directive: all settings are YAML 1.2');
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    return fail('file-empty', EMPTY);
  }
  return new Reader(place).read(document.contents as ParsedNode);
}

/** All documents of a text, those that are empty left out; each by itself, as {@link readYaml} reads one. */
export function readYamlDocuments(text: string): readonly YamlDocument[] {
  const place = placesIn(text);
  const fail = (id: ProblemId, message: string, at: Place): YamlDocument => ({
    faults: [{ id, place: at, path: [], message }],
    places: new Map(),
    spellings: new Map(),
  });
  const conflict = conflictIn(text);
  if (conflict) return [fail('merge-conflict', conflict.message, conflict.place)];
  if (nestsTooDeep(text)) return [fail('file-too-large', TOO_DEEP, { line: 1, column: 1 })];
  const documents = [...parseAllDocuments(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'silent' })];
  return documents.flatMap((document): YamlDocument[] => {
    const [error] = document.errors;
    if (error)
      return [fail('yaml-invalid', `is not valid YAML here: ${error.message.split('\n')[0]}`, place(error.pos[0]))];
    const { contents } = document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return [];
    return [new Reader(place).read(contents as ParsedNode)];
  });
}

class Reader {
  private readonly faults: YamlFault[] = [];
  private readonly places = new Map<string, Place>();
  private readonly spellings = new Map<string, string>();
  private readonly anchors = new Map<string, ParsedNode>();
  private readonly open = new Set<ParsedNode>();
  private values = 0;
  private bytes = 0;
  /** The alias that is followed, not one within what it stands for. */
  private outermost?: ParsedNode;

  constructor(private readonly place: (offset: number) => Place) {}

  read(root: ParsedNode): YamlDocument {
    this.places.set(pathKey([]), this.place(root.range[0]));
    const data = this.value(root, []);
    const whole = this.faults.find(({ id }) => id === 'file-too-large');
    const { places, spellings } = this;
    return whole ? { faults: [whole], places, spellings } : { data, faults: this.faults, places, spellings };
  }

  private value(node: ParsedNode | null, path: Path): unknown {
    if (!node) return null;
    if (++this.values > MOST_VALUES) return this.fault('file-too-large', TOO_MANY, this.outermost ?? node, []);
    if (path.length > MOST_LEVELS) return this.fault('file-too-large', TOO_DEEP, node, []);
    if (isAlias(node)) return this.alias(node, path);
    if (node.tag !== undefined && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(node.tag)) {
      return this.fault('yaml-invalid', `the tag ${show(node.tag)} has no meaning here`, node, path);
    }
    if (node.anchor) this.anchors.set(node.anchor, node);
    this.open.add(node);
    const value = isMap(node)
      ? this.map(node, path)
      : isSeq(node)
        ? this.list(node, path)
        : isScalar(node)
          ? this.counted(this.scalar(node, path))
          : null;
    this.open.delete(node);
    return this.bytes > MOST_BYTES ? this.fault('file-too-large', TOO_LARGE, this.outermost ?? node, []) : value;
  }

  private alias(node: ParsedNode & { source: string }, path: Path): unknown {
    const target = this.anchors.get(node.source);
    if (!target)
      return this.fault('yaml-invalid', `*${node.source} has no anchor &${node.source} before it`, node, path);
    if (this.open.has(target)) return this.fault('yaml-invalid', `*${node.source} contains itself`, node, path);
    const outermost = this.outermost === undefined;
    if (outermost) this.outermost = node;
    const value = this.value(target, path);
    if (outermost) this.outermost = undefined;
    return value;
  }

  private list(node: ParsedNode & { items: unknown[] }, path: Path): unknown[] {
    return (node.items as ParsedNode[]).map((item, index) => {
      this.places.set(pathKey([...path, index]), this.place(item.range[0]));
      return this.value(item, [...path, index]);
    });
  }

  private map(node: ParsedNode & { items: unknown[] }, path: Path): Record<string, unknown> {
    const data: Record<string, unknown> = {};
    for (const { key, value } of node.items as { key: ParsedNode; value: ParsedNode | null }[]) {
      const name = this.key(key, path);
      if (name === undefined) continue;
      const at = [...path, name];
      const first = Object.hasOwn(data, name) ? this.places.get(pathKey(at)) : undefined;
      if (first) {
        this.fault('duplicate-key', `duplicate key: it is already set on line ${first.line}`, key, at);
        continue;
      }
      this.places.set(pathKey(at), this.place(key.range[0]));
      data[name] = this.value(value, at);
    }
    return data;
  }

  private key(key: ParsedNode, path: Path): string | undefined {
    const target = isAlias(key) ? this.anchors.get(key.source) : key;
    if (!isScalar(target)) return this.fault('yaml-invalid', 'a key must be plain text', key, path);
    if (target.anchor) this.anchors.set(target.anchor, target);
    const name = this.counted(
      typeof target.value === 'string' ? target.value : (target.source ?? String(target.value)),
    );
    return name === '__proto__'
      ? this.fault('unknown-key', 'unknown key; settings have no __proto__', key, [...path, name])
      : name;
  }

  /** Numbers are numbers only as one would write them: `1.10` and `0123` stay what they say. */
  private scalar({ value, source }: { readonly value: unknown; readonly source?: string }, path: Path): unknown {
    if (typeof value === 'number' && source !== undefined && String(value) !== source) return source;
    if (typeof value === 'boolean' && source !== undefined && String(value) !== source)
      this.spellings.set(pathKey(path), source);
    return typeof value === 'bigint' ? String(value) : value;
  }

  private counted<T>(value: T): T {
    if (typeof value === 'string') this.bytes += Buffer.byteLength(value);
    return value;
  }

  private fault(id: ProblemId, message: string, node: ParsedNode, path: Path): undefined {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ id, place: this.place(node.range[0]), path, message });
    return undefined;
  }
}
