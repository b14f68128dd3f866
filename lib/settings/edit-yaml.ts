import { isDeepStrictEqual } from 'node:util';
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { EgressError } from '../errors';

/** A key of a map, the item of a list whose `name` it is, or the place of an item; the place behind the last adds one. */
type Step = string | number | { readonly name: string };

type Flat = string | boolean | readonly string[] | readonly number[];

/** A value to set; a list or a map is written on one line. */
export interface Edit {
  readonly path: readonly Step[];
  readonly value: Flat | Readonly<Record<string, Flat>>;
}

/** Some text in place of what stands between two offsets. */
interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The text with a value set, and all else as it was, comments and spaces too. What the text says afterwards is what the
 * document would say, or it is written by that.
 *
 * @throws EgressError 1 where an alias stands on the way
 */
export function editYaml(text: string, edit: Edit): string {
  const wanted = parseDocument(text);
  setIn(wanted, edit);
  const root = parseDocument(text).contents;
  return textOf(wanted, text, root ? spliceIn(text, root, edit.path, edit.value) : undefined);
}

/**
 * The text with entries behind the last one of a list, which is there already: any number of them at the cost of one.
 *
 * @throws EgressError 1 where the list cannot be found, as behind an alias
 */
export function appendYaml(text: string, path: readonly string[], entries: readonly Edit['value'][]): string {
  const list = path.reduce<unknown>(
    (node, key) => (isMap(node) ? node.get(key, true) : undefined),
    parseDocument(text).contents,
  );
  if (!isSeq(list)) throw new EgressError(`${path.join('.')}: is not a list that is written out; write it out`, 1);
  const node = list as YAMLSeq.Parsed;
  const lines = entries.map((entry) => `- ${inline(entry)}\n`).join('');
  const splice = addItem(text, node, entries.map(inline).join(', '), lines);
  const added = splice && text.slice(0, splice.from) + splice.text + text.slice(splice.to);
  const before = parseDocument(text).getIn(path) as YAMLSeq;
  const after = added === undefined ? undefined : parseDocument(added);
  const count =
    after && after.errors.length === 0 ? (after.getIn(path) as YAMLSeq | undefined)?.items.length : undefined;
  if (added === undefined || count !== before.items.length + entries.length)
    throw new EgressError(`${path.join('.')}: cannot be extended as it is written; write one entry per line`, 1);
  return added;
}

/**
 * The text without a value, and all else as it was; the same text where there is no such value. A comment right above the value
 * is its own, and goes too.
 */
export function removeYaml(text: string, path: readonly (string | number)[]): string {
  const wanted = parseDocument(text);
  if (!wanted.hasIn(path)) return text;
  wanted.deleteIn(path);
  return textOf(wanted, text, removal(text, path));
}

/** The text with the splice if it then says what is wanted; otherwise the document as the library writes it. */
function textOf(wanted: Document, text: string, splice: Splice | undefined): string {
  if (splice) {
    const spliced = text.slice(0, splice.from) + splice.text + text.slice(splice.to);
    const read = parseDocument(spliced);
    if (read.errors.length === 0 && isDeepStrictEqual(read.toJS(), wanted.toJS())) return spliced;
  }
  return wanted.toString({ lineWidth: 0 });
}

function removal(text: string, path: readonly (string | number)[]): Splice | undefined {
  const last = path.at(-1);
  const around = parseDocument(text).getIn(path.slice(0, -1), true) as ParsedNode | undefined;
  if (!isMap(around) && !isSeq(around)) return undefined;
  const at = isMap(around) ? around.items.findIndex(({ key }) => isScalar(key) && key.value === last) : Number(last);
  if (around.items.length === 1 && path.length > 1) {
    const [from] = around.range;
    const before = around.flow ? from : text.slice(0, from).trimEnd().length;
    const empty = isMap(around) ? '{}' : '[]';
    return { from: before, to: lastCharacter(text, around) + 1, text: around.flow ? empty : ` ${empty}` };
  }
  const [from, to] = [startOf(around.items[at]), endOf(text, around.items[at])];
  if (from === undefined || to === undefined) return undefined;
  if (!around.flow) {
    const lines = text.slice(0, from).split('\n');
    let first = lines.length - 1;
    while (first > 0 && /^\s*#/.test(lines[first - 1] ?? '')) first--;
    const end = text.indexOf('\n', to);
    return {
      from: lines.slice(0, first).join('\n').length + (first > 0 ? 1 : 0),
      to: end < 0 ? text.length : end + 1,
      text: '',
    };
  }
  const next = startOf(around.items[at + 1]);
  if (next !== undefined) return { from, to: next, text: '' };
  const previous = endOf(text, around.items[at - 1]);
  return previous === undefined ? undefined : { from: previous + 1, to: to + 1, text: '' };
}

/** Where an item of a list, or the key of a map, begins. */
function startOf(item: unknown): number | undefined {
  const node = (isPair(item) ? item.key : item) as ParsedNode | null | undefined;
  return node?.range?.[0];
}

/** The last character of an item of a list, or of the value of a key. */
function endOf(text: string, item: unknown): number | undefined {
  const node = (isPair(item) ? (item.value ?? item.key) : item) as ParsedNode | null | undefined;
  return node?.range ? lastCharacter(text, node) : undefined;
}

function setIn(document: Document, { path, value }: Edit): void {
  let node = document.contents as unknown;
  const keys: (string | number)[] = [];
  for (const [index, step] of path.entries()) {
    if (typeof step !== 'object') keys.push(step);
    else keys.push(itemIndex(node, step.name));
    const next = document.getIn(keys, true);
    if (isAlias(next)) {
      throw new EgressError(`${keys.join('.')}: is an alias, and other places would change with it; write it out`, 1);
    }
    if (next === undefined || (isScalar(next) && next.value === null)) {
      const created = document.createNode(nest(path.slice(index + 1), value, step));
      if (next?.comment) created.commentBefore = next.comment;
      document.setIn(keys, created);
      return;
    }
    node = next;
  }
  document.setIn(keys, document.createNode(value, { flow: true }));
}

/** Place of an item, or the one behind the last. */
function itemIndex(node: unknown, name: string): number {
  if (!isSeq(node)) return 0;
  const found = node.items.findIndex((item) => isMap(item) && item.get('name') === name);
  return found < 0 ? node.items.length : found;
}

/** What is to stand where `at` leads to, when nothing stands there. */
function nest(path: readonly Step[], value: Edit['value'], at: Step): unknown {
  const inner = path.reduceRight<unknown>((below, step) => {
    if (typeof step === 'number') return [below];
    return typeof step === 'string' ? { [step]: below } : [{ name: step.name, ...(below as object) }];
  }, value);
  return typeof at === 'object' ? { name: at.name, ...(inner as object) } : inner;
}

function spliceIn(text: string, node: ParsedNode, path: readonly Step[], value: Edit['value']): Splice | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return replacement(text, node, value);
  if (typeof step === 'string') {
    if (!isMap(node)) return undefined;
    const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
    if (!pair) return addPair(text, node, { [step]: nest(rest, value, step) });
    return pair.value ? spliceIn(text, pair.value as ParsedNode, rest, value) : undefined;
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[typeof step === 'number' ? step : itemIndex(node, step.name)];
  if (item) return spliceIn(text, item as ParsedNode, rest, value);
  const added = nest(rest, value, step);
  return addItem(text, node, inline(added), typeof step === 'number' ? `- ${inline(added)}\n` : block([added]));
}

/** A list that has a line for each of its items keeps that. */
function replacement(text: string, node: ParsedNode, value: Edit['value']): Splice {
  const [from, to] = node.range;
  if (!isSeq(node) || node.flow || !Array.isArray(value)) return { from, to, text: inline(value) };
  const indent = ' '.repeat(from - (text.lastIndexOf('\n', from - 1) + 1));
  const items = value.map((item) => `- ${inline(item)}`);
  return { from, to: lastCharacter(text, node) + 1, text: items.join(`\n${indent}`) };
}

function addPair(text: string, map: YAMLMap.Parsed, added: object): Splice | undefined {
  if (map.flow) return addInline(text, map, inline(added).replace(/^\{ | \}$/g, ''));
  const first = map.items[0]?.key.range[0];
  return first === undefined ? undefined : addLines(text, map, first, block(added));
}

/** @param lines the same as it is written in a list with a line for each of its items */
function addItem(text: string, list: YAMLSeq.Parsed, added: string, lines: string): Splice | undefined {
  if (list.flow) return addInline(text, list, added);
  const first = (list.items[0] as ParsedNode | undefined)?.range[0];
  // The item begins behind its dash.
  const dash = first === undefined ? -1 : text.lastIndexOf('-', first);
  return dash < 0 ? undefined : addLines(text, list, dash, lines);
}

/** Behind the last line of a block, as far in as its first. */
function addLines(text: string, node: ParsedNode, first: number, lines: string): Splice {
  const indent = ' '.repeat(first - (text.lastIndexOf('\n', first - 1) + 1));
  const end = text.indexOf('\n', lastCharacter(text, node));
  const at = end < 0 ? text.length : end + 1;
  const indented = lines.replace(/^(?=.)/gm, indent);
  return { from: at, to: at, text: end < 0 ? `\n${indented}` : indented };
}

function lastCharacter(text: string, node: ParsedNode): number {
  let at = node.range[1] - 1;
  while (at > 0 && /\s/.test(text[at] as string)) at--;
  return at;
}

function addInline(text: string, node: ParsedNode, added: string): Splice {
  const close = node.range[1] - 1;
  const gap = /\s*$/.exec(text.slice(0, close))?.[0].length ?? 0;
  const empty = /[[{]\s*$/.test(text.slice(0, close));
  return { from: close - gap, to: close - gap, text: `${empty ? '' : ', '}${added}` };
}

function block(value: unknown): string {
  return stringify(value, { lineWidth: 0 });
}

function inline(value: unknown): string {
  return stringify(value, { lineWidth: 0, collectionStyle: 'flow' })
    .trimEnd()
    .replace(/\[ ([^"'[\]]*) \]/g, '[$1]')
    .replace(/^\[ | \]$/g, (edge) => edge.trim());
}
