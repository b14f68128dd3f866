import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readIfThere } from '../disk';
import { EgressError } from '../errors';
import { parseLiteral } from '../kustomize/kustomization';
import { type MergeRule, mergeRule } from '../kustomize/merge-keys';
import type { ListNode, MapNode, Node } from '../settings/node';
import { KUSTOMIZATION, KUSTOMIZE_FILES } from '../vocabulary';
import { type Manifest, manifestOf, readManifests, readText } from './documents';
import type { Log } from './log';
import { at, entriesOf, itemsOf, listNode, mapNode, textOf, valueNode } from './nodes';

/** The kustomization file of a folder; undefined: it has none. */
export function kustomizationIn(folder: string): string | undefined {
  return KUSTOMIZE_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** Keys of a Kustomize file that say nothing of what comes out. */
const SILENT = ['apiVersion', 'kind', 'metadata', 'generatorOptions'];

/** The objects of a folder as kustomize builds them, each value with its own place. What it cannot build is left. */
export function buildFolder(folder: string, log: Log): readonly Manifest[] {
  const file = kustomizationIn(folder);
  if (file === undefined) throw new EgressError(`${folder}: there is no ${KUSTOMIZATION} in this folder`, 2);
  const [whole] = readManifests(file);
  if (!whole) return [];
  const { node } = whole;
  for (const key of SILENT) log.take(at(node, key));
  let objects: readonly Manifest[] = [...itemsOf(at(node, 'resources')), ...itemsOf(at(node, 'bases'))].flatMap(
    (item) => resource(join(folder, textOf(log.take(item)) ?? ''), log),
  );
  for (const generator of itemsOf(at(node, 'configMapGenerator'))) objects = generate(objects, generator, folder, log);
  for (const patch of itemsOf(at(node, 'patchesStrategicMerge')))
    objects = patchesOf(patch, folder).reduce(patched, take(objects, log, patch));
  for (const patch of itemsOf(at(node, 'patches'))) {
    const inline = at(patch, 'patch');
    const path = at(patch, 'path');
    const all = at(patch, 'target') || (inline && !isStrategic(inline)) ? [] : patchesOf(inline ?? path, folder);
    if (all.length > 0) objects = all.reduce(patched, take(objects, log, patch));
    else
      log.leave(
        patch,
        'kustomization',
        'is a patch with a target or a JSON patch; import what kubectl kustomize prints',
      );
  }
  const namespace = at(node, 'namespace');
  if (namespace) objects = objects.map((object) => withNamespace(object, log.take(namespace)));
  for (const image of itemsOf(at(node, 'images')))
    objects = objects.map((object) => withImage(object, log.take(image)));
  for (const replicas of itemsOf(at(node, 'replicas')))
    objects = objects.map((object) => withReplicas(object, log.take(replicas)));
  for (const [key, value] of entriesOf(node)) {
    const isRead = [
      'resources',
      'bases',
      'configMapGenerator',
      'patches',
      'patchesStrategicMerge',
      'images',
      'replicas',
      'namespace',
    ];
    if (isRead.includes(key) || log.isTaken(value)) continue;
    log.leave(value, `kustomization ${key}`, 'is not followed; import what kubectl kustomize prints');
  }
  return objects;
}

function take(objects: readonly Manifest[], log: Log, node: Node): readonly Manifest[] {
  log.take(node);
  return objects;
}

function resource(path: string, log: Log): readonly Manifest[] {
  if (isFolder(path)) return buildFolder(path, log);
  return readManifests(path);
}

function isStrategic(patch: Node): boolean {
  return !/^\s*-/.test(textOf(patch) ?? '');
}

/** Patches of a file, or of a text in the kustomization.yaml itself, which then all have its place. */
function patchesOf(node: Node | undefined, folder: string): readonly Manifest[] {
  const text = textOf(node) ?? '';
  if (node === undefined || text.includes('\n')) return [];
  return readManifests(join(folder, text));
}

function isSame(one: Manifest, other: Manifest): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function patched(objects: readonly Manifest[], patch: Manifest): readonly Manifest[] {
  return objects.flatMap((object) => {
    if (!isSame(object, patch)) return [object];
    if (textOf(at(patch.node, '$patch')) === 'delete') return [];
    const rule = mergeRule(textOf(at(object.node, 'apiVersion')), object.kind);
    return [manifestOf(mergeMaps(object.node, patch.node, rule))];
  });
}

/** A strategic merge: maps by key, lists by what names their elements. */
function mergeMaps(base: MapNode, patch: MapNode, rule: MergeRule | undefined): MapNode {
  if (textOf(at(patch, '$patch')) === 'replace') return patch;
  const entries = new Map(base.entries);
  for (const [key, value] of patch.entries) {
    const below = entries.get(key);
    if (value.kind === 'value' && value.value === null) entries.delete(key);
    else entries.set(key, below ? mergeNodes(below, value, rule?.fields?.[key]) : value);
  }
  return { ...base, entries };
}

function mergeNodes(base: Node, patch: Node, rule: MergeRule | undefined): Node {
  if (base.kind === 'map' && patch.kind === 'map') return mergeMaps(base, patch, rule);
  const [key] = rule?.keys ?? [];
  if (base.kind !== 'list' || patch.kind !== 'list' || key === undefined) return patch;
  return mergeLists(base, patch, key, rule?.element);
}

function mergeLists(base: ListNode, patch: ListNode, key: string, rule: MergeRule | undefined): ListNode {
  const items = [...base.items];
  for (const item of patch.items) {
    const index = items.findIndex((one) => textOf(at(one, key)) === textOf(at(item, key)));
    const below = items[index];
    if (textOf(at(item, '$patch')) === 'delete') {
      if (below) items.splice(index, 1);
    } else if (below?.kind === 'map' && item.kind === 'map') items[index] = mergeMaps(below, item, rule);
    else items.push(item);
  }
  return listNode(base.origin, items);
}

/** A ConfigMap of literals, under its own name. */
function generate(objects: readonly Manifest[], generator: Node, folder: string, log: Log): Manifest[] {
  const name = log.take(at(generator, 'name'));
  const others = entriesOf(generator).filter(
    ([key]) => !['name', 'namespace', 'behavior', 'literals', 'options', 'files'].includes(key),
  );
  for (const key of ['namespace', 'behavior', 'options']) log.take(at(generator, key));
  for (const [key, value] of others)
    log.leave(value, `configMapGenerator ${key}`, 'is not followed; use literals or files');
  const data: Record<string, Node> = {};
  for (const literal of itemsOf(at(generator, 'literals'))) {
    const [key, value] = parseLiteral(textOf(log.take(literal)) ?? '');
    data[key] = valueNode(value, literal.origin);
  }
  for (const file of itemsOf(at(generator, 'files'))) {
    const text = textOf(file) ?? '';
    const equals = text.indexOf('=');
    const path = text.slice(equals + 1);
    const key = equals < 0 ? posix.basename(path) : text.slice(0, equals);
    data[key] = valueNode(readText(join(folder, path)), log.take(file).origin);
  }
  const origin = generator.origin;
  const node = mapNode(origin, {
    apiVersion: valueNode('v1', origin),
    kind: valueNode('ConfigMap', origin),
    metadata: mapNode(origin, { name, namespace: at(generator, 'namespace') }),
    data: mapNode(origin, data),
  });
  const made = manifestOf(node);
  const isMerged = textOf(at(generator, 'behavior')) === 'merge';
  const before = objects.find((object) => isSame(object, made));
  const result = before && isMerged ? manifestOf(mergeMaps(before.node, made.node, undefined)) : made;
  return [...objects.filter((object) => !isSame(object, made)), result];
}

function withNamespace(object: Manifest, namespace: Node): Manifest {
  if (object.kind === 'Namespace') return object;
  return changed(object, ['metadata', 'namespace'], () => namespace);
}

function withReplicas(object: Manifest, entry: Node): Manifest {
  if (object.name !== textOf(at(entry, 'name')) || !at(object.node, 'spec', 'template')) return object;
  return changed(object, ['spec', 'replicas'], () => at(entry, 'count'));
}

function withImage(object: Manifest, entry: Node): Manifest {
  const name = textOf(at(entry, 'name')) ?? '';
  const [newName, newTag, digest] = ['newName', 'newTag', 'digest'].map((key) => textOf(at(entry, key)));
  const replaced = (node: Node): Node => {
    if (node.kind === 'list') return listNode(node.origin, node.items.map(replaced));
    if (node.kind !== 'map') return node;
    const entries = [...node.entries].map(([key, value]): [string, Node] => {
      const image = key === 'image' ? textOf(value) : undefined;
      const [, own = '', tag = ''] = /^(.*?)(:[^:/@]+)?(?:@.*)?$/.exec(image ?? '') ?? [];
      if (image === undefined || own !== name) return [key, replaced(value)];
      const end = digest === undefined ? (newTag === undefined ? tag : `:${newTag}`) : `@${digest}`;
      return [key, valueNode(`${newName ?? own}${end}`, entry.origin)];
    });
    return { ...node, entries: new Map(entries) };
  };
  return manifestOf(replaced(object.node) as MapNode);
}

function changed(
  object: Manifest,
  path: readonly string[],
  value: (before: Node | undefined) => Node | undefined,
): Manifest {
  const set = (node: MapNode, [step = '', ...rest]: readonly string[]): MapNode => {
    const below = node.entries.get(step);
    const inner =
      rest.length === 0 ? value(below) : set(below?.kind === 'map' ? below : mapNode(node.origin, {}), rest);
    return inner === undefined ? node : { ...node, entries: new Map([...node.entries, [step, inner]]) };
  };
  return manifestOf(set(object.node, path));
}

/** The folder of overlays of a layout such as `manifests/overlays/<environment>`; undefined: there are none. */
export function overlaysOf(folder: string): string | undefined {
  return ['overlays', 'environments', 'envs'].map((name) => join(folder, name)).find(isFolder);
}

function isFolder(path: string): boolean {
  return readIfThere(path, () => statSync(path))?.isDirectory() === true;
}
