import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { readIfThere } from '../disk';
import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import { type MapNode, type Node, toNode } from '../settings/node';
import { formatPath, type Path, type Place, pathKey, type SettingsFile } from '../settings/place';
import { readYamlDocuments } from '../settings/yaml-document';
import { at, entriesOf, itemsOf, mapNode, textOf } from './nodes';

/** The key of YAML 1.1 that takes over the entries of another map. */
const MERGE = '<<';

/** A Kubernetes object as it is written. */
export interface Manifest {
  readonly node: MapNode;
  readonly kind: string;
  /** Empty for a kind without one, such as a kustomization.yaml. Of a `generateName` its beginning, without the dash. */
  readonly name: string;
}

/**
 * The objects of a file, those of a `List` one by one.
 *
 * @throws EgressError 1 for what is not YAML; 2 for a file that cannot be read
 */
export function readManifests(file: string): readonly Manifest[] {
  const problems: Problem[] = [];
  // Also in the middle, where files of Windows were put together.
  const text = readText(file).replace(/^(---[^\n]*\n)?\ufeff/gm, '$1');
  const manifests = readYamlDocuments(text).flatMap(({ data, faults, places, spellings }): Manifest[] => {
    for (const { id, place, path, message } of faults)
      problems.push({ id, file, ...place, path: formatPath(path), message, severity: 'error' });
    if (faults.length > 0 || data === undefined) return [];
    const source: SettingsFile = {
      file,
      source: file,
      stem: basename(file, extname(file)),
      locate: (path) => nearest(places, path),
    };
    const node = withMerges(toNode(data, source, [], spellings));
    return manifestsOf(node);
  });
  if (problems.length > 0) throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);
  return manifests;
}

export function manifestOf(node: MapNode): Manifest {
  const generated = textOf(at(node, 'metadata', 'generateName'))?.replace(/-+$/, '');
  return {
    node,
    kind: textOf(at(node, 'kind')) ?? '',
    name: textOf(at(node, 'metadata', 'name')) ?? generated ?? '',
  };
}

/** With the entries of merge keys (`<<: *common`) in place of the keys, as kubectl reads them: own entries count first. */
function withMerges(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(withMerges) };
  if (node.kind === 'value') return node;
  const entries = new Map<string, Node>();
  for (const [key, value] of node.entries) if (key !== MERGE) entries.set(key, withMerges(value));
  const merged = node.entries.get(MERGE);
  for (const one of merged?.kind === 'list' ? merged.items : merged ? [merged] : []) {
    const inner = withMerges(one);
    for (const [key, value] of entriesOf(inner)) if (!entries.has(key)) entries.set(key, value);
    // What cannot be merged stays, and is listed.
    if (inner.kind !== 'map') entries.set(MERGE, inner);
  }
  return { ...node, entries };
}

/** What is not an object of Kubernetes is one without a kind, so that it is listed. */
function manifestsOf(node: Node): Manifest[] {
  if (node.kind !== 'map') {
    const isEmpty = node.kind === 'value' && node.value === null;
    return isEmpty ? [] : [manifestOf(mapNode(node.origin, {}))];
  }
  if (!/List$/.test(textOf(at(node, 'kind')) ?? '') || !node.entries.has('items')) return [manifestOf(node)];
  return itemsOf(at(node, 'items')).flatMap(manifestsOf);
}

/** @throws EgressError 2 for a file that is not there or cannot be read */
export function readText(file: string): string {
  const text = readIfThere(file, () => readFileSync(file, 'utf8'));
  if (text === undefined) throw new EgressError(`${file}: there is no such file`, 2);
  return text;
}

function nearest(places: ReadonlyMap<string, Place>, path: Path): Place {
  for (let length = path.length; length >= 0; length--) {
    const place = places.get(pathKey(path.slice(0, length)));
    if (place) return place;
  }
  return { line: 1, column: 1 };
}
