import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { readIfThere } from '../disk';
import { EgressError } from '../errors';
import { formatProblem, type Problem } from '../lint';
import { type MapNode, toNode } from '../settings/node';
import { formatPath, type Path, type Place, pathKey, type SettingsFile } from '../settings/place';
import { readYamlDocuments } from '../settings/yaml-document';
import { at, itemsOf, textOf } from './nodes';

/** A Kubernetes object as it is written. */
export interface Manifest {
  readonly node: MapNode;
  readonly kind: string;
  /** Empty for a kind without one, such as a kustomization.yaml. */
  readonly name: string;
}

/**
 * The objects of a file, those of a `List` one by one.
 *
 * @throws EgressError 1 for what is not YAML; 2 for a file that cannot be read
 */
export function readManifests(file: string): readonly Manifest[] {
  const problems: Problem[] = [];
  const text = readText(file).replace(/^\ufeff/, '');
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
    const node = toNode(data, source, [], spellings);
    return node.kind === 'map' ? manifestsOf(node) : [];
  });
  if (problems.length > 0) throw new EgressError(problems.map(formatProblem).join('\n'), 1, problems);
  return manifests;
}

export function manifestOf(node: MapNode): Manifest {
  return { node, kind: textOf(at(node, 'kind')) ?? '', name: textOf(at(node, 'metadata', 'name')) ?? '' };
}

function manifestsOf(node: MapNode): Manifest[] {
  if (!/List$/.test(textOf(at(node, 'kind')) ?? '') || !node.entries.has('items')) return [manifestOf(node)];
  return itemsOf(at(node, 'items')).flatMap((item) => (item.kind === 'map' ? [manifestOf(item)] : []));
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
