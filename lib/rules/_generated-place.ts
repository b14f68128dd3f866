import { type Document, isMap, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml';
import { list, map, type Rendered } from './_rendered';
import type { Step } from './rule';

/**
 * Where a path of an object stands in the text of a file: line and column of the deepest key that exists there.
 *
 * @returns undefined if the file does not hold the object
 */
export function placeInText(
  text: string,
  { object }: Rendered,
  path: readonly Step[],
): { readonly line: number; readonly column: number } | undefined {
  const { documents, lines } = parsed(text);
  const document = documents.find(
    (one) => one.get('kind') === object.kind && one.getIn(['metadata', 'name']) === object.metadata.name,
  );
  if (!document?.contents) return undefined;
  let node: unknown = document.contents;
  let offset = (node as Node).range?.[0] ?? 0;
  let value: unknown = object;
  for (const step of path) {
    if (typeof step === 'string' && isMap(node)) {
      const pair = node.items.find(({ key }) => String(key) === step);
      if (!pair) break;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
      value = map(value)[step];
    } else if (typeof step === 'number' && isSeq(node)) {
      // A patch holds some of the elements, each by its name.
      value = list(value)[step];
      const { name } = map(value);
      const item = node.items.find((one) => isMap(one) && name !== undefined && one.get('name') === name);
      node = item ?? (name === undefined ? node.items[step] : undefined);
      if (node === undefined) break;
      offset = (node as Node).range?.[0] ?? offset;
    } else break;
  }
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

interface Parsed {
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** Several places of a file are asked for one after the other; the oldest text is forgotten. */
const byText = new Map<string, Parsed>();
const TEXTS = 200;

function parsed(text: string): Parsed {
  const before = byText.get(text);
  if (before) return before;
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent' })] as Document.Parsed[];
  for (const oldest of byText.keys()) {
    if (byText.size < TEXTS) break;
    byText.delete(oldest);
  }
  const result = { documents, lines };
  byText.set(text, result);
  return result;
}
