import { type Document, isScalar, isSeq, isMap as isYamlMap, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { type Data, isMap } from '../data';
import type { Place } from '../settings/place';

/** One object of a file, and where its parts stand. */
export interface Located {
  readonly object: Data;
  /** Of a field, or of the nearest one around it that is there. */
  at(path: readonly (string | number)[]): Place;
}

/** What a YAML file holds. */
interface Documents {
  readonly objects: readonly Located[];
  /** Why all of it, or a part, cannot be read. */
  readonly faults: readonly (Place & { readonly message: string })[];
}

/** Flux's YAML reader ends a line at these, and ours does not: a comment could hold an object. */
const OTHER_LINE_ENDS = /\r(?!\n)|[\u0085\u2028\u2029]/;

const known = new Map<string, Documents>();
const MOST = 64;

/** The objects of a file, those of lists one by one. */
export function readDocuments(text: string): Documents {
  const before = known.get(text);
  if (before) return before;
  const documents = parse(text);
  if (known.size >= MOST) known.clear();
  known.set(text, documents);
  return documents;
}

function parse(text: string): Documents {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const parsed = [...parseAllDocuments(text, { lineCounter: lines, merge: true })];
  const odd = text.search(OTHER_LINE_ENDS);
  const faults = [
    ...(odd < 0
      ? []
      : [{ ...place(odd), message: 'contains a character that Flux reads as the end of a line; remove it' }]),
    ...parsed.flatMap((document) =>
      [...document.errors, ...document.warnings].map(({ pos, message }) => ({
        ...place(pos[0]),
        message: `is not valid YAML: ${message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '')}`,
      })),
    ),
  ];
  const objects = parsed.flatMap((document): Located[] => {
    if (document.errors.length > 0) return [];
    try {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      if (value === null || value === undefined) return [];
      if (isMap(value)) return flatten({ object: value, at: (path) => place(offsetOf(document, path)) });
      faults.push({ ...place(document.range[0]), message: 'contains a document that is not a Kubernetes object' });
    } catch (error) {
      faults.push({ ...place(document.range[0]), message: `cannot be read: ${(error as Error).message}` });
    }
    return [];
  });
  return { objects, faults };
}

/** kustomize takes a List for the objects in it. */
function flatten(located: Located): Located[] {
  const { kind, items } = located.object;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [located];
  return items.flatMap((item: unknown, index) =>
    isMap(item) ? flatten({ object: item, at: (path) => located.at(['items', index, ...path]) }) : [],
  );
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? document.range[0];
  for (const step of path) {
    if (isYamlMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      node = node.items[step];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}
