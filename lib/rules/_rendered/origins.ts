import { posix } from 'node:path';
import type { KubeObject } from '../../kustomize';
import { KUSTOMIZATION } from '../_names';
import { list, map, maps, text } from './data';
import type { Files } from './files';
import { identity } from './identity';

/** Where what a folder builds comes from. */
export interface Origins {
  /** Every file that the build reads. */
  readonly read: ReadonlySet<string>;
  /** Files that say something of an object: the first has the whole of it, patches follow. */
  of(object: KubeObject): readonly string[];
}

const HASH = /-[a-z0-9]{10}$/;

/** Follows the kustomization.yaml files from a folder on. What leads nowhere is left out: the build says so. */
export function originsOf(files: Files, folder: string): Origins {
  const read = new Set<string>();
  const byIdentity = new Map<string, string[]>();
  const note = (id: string, file: string) => {
    const known = byIdentity.get(id);
    if (!known) byIdentity.set(id, [file]);
    else if (!known.includes(file)) known.push(file);
  };
  const visit = (at: string) => {
    const path = posix.join(at, KUSTOMIZATION);
    if (read.has(path)) return;
    const [content] = files.documents(path);
    if (!content) return;
    read.add(path);
    for (const entry of list(content.resources)) {
      const target = posix.join(at, String(entry));
      if (files.get(target) === undefined) visit(target);
      else readObjects(target, text(content.namespace));
    }
    for (const generator of maps(content.configMapGenerator)) {
      const metadata = { name: String(generator.name), namespace: text(generator.namespace) };
      note(identity({ apiVersion: 'v1', kind: 'ConfigMap', metadata }), path);
    }
    for (const patch of maps(content.patches)) readObjects(posix.join(at, String(patch.path)));
  };
  const readObjects = (path: string, namespace?: string) => {
    read.add(path);
    for (const document of files.documents(path)) note(identity(asObject(document, namespace)), path);
  };
  visit(folder);
  return {
    read,
    of: (object) => {
      const { metadata } = object;
      const generated = { ...object, metadata: { ...metadata, name: metadata.name.replace(HASH, '') } };
      return byIdentity.get(identity(object)) ?? byIdentity.get(identity(generated)) ?? [];
    },
  };
}

/**
 * Enough of an object to have an identity.
 *
 * @param inNamespace what its kustomization.yaml sets. Default: the object's own
 */
function asObject(document: Readonly<Record<string, unknown>>, inNamespace?: string): KubeObject {
  const { name, namespace: own } = map(document.metadata);
  const namespace = inNamespace ?? own;
  return {
    apiVersion: String(document.apiVersion),
    kind: String(document.kind),
    metadata: { name: String(name), ...(namespace === undefined ? {} : { namespace: String(namespace) }) },
  };
}
