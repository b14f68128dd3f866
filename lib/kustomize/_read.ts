import { posix } from 'node:path';
import { EgressError } from '../errors';
import { isPreservedByKustomize } from '../lossless-text';
import { isMap } from './_json';
import { parseYaml } from './_yaml';
import type { FileSource, KubeObject } from './types';

interface Parsed {
  readonly source: string | readonly object[];
  readonly documents: readonly unknown[];
}

/** Parsing is most of a build's time, and environments share their bases. */
const cache = new WeakMap<FileSource, Map<string, Parsed>>();

/** The documents of a file, not to be changed; undefined: there is no such file. */
export function readDocuments(files: FileSource, path: string): readonly unknown[] | undefined {
  const source = files.get(path);
  if (source === undefined) return undefined;
  let parsed = cache.get(files);
  if (!parsed) {
    parsed = new Map();
    cache.set(files, parsed);
  }
  const before = parsed.get(path);
  if (before && before.source === source) return before.documents;
  const documents = typeof source === 'string' ? (files.known?.(path) ?? documentsOf(path, source)) : source;
  parsed.set(path, { source, documents });
  return documents;
}

/** Two states of a repository, and two environments in it, hold mostly the same texts; the oldest are forgotten. */
const byText = new Map<string, readonly unknown[]>();
const TEXTS = 5000;

function documentsOf(path: string, text: string): readonly unknown[] {
  const before = byText.get(text);
  if (before) return before;
  const documents = parseYaml(path, text);
  for (const oldest of byText.keys()) {
    if (byText.size < TEXTS) break;
    byText.delete(oldest);
  }
  byText.set(text, documents);
  return documents;
}

/**
 * The objects of a file, not to be changed; undefined: there is no such file.
 *
 * @throws EgressError when it holds something else, or nothing
 */
export function readObjects(files: FileSource, path: string): readonly KubeObject[] | undefined {
  const documents = readDocuments(files, path);
  if (documents?.length === 0) throw new EgressError(`${path}: holds no object`, 1);
  return documents?.map((document) => asObject(document, path));
}

const known = new WeakSet<object>();

function asObject(document: unknown, path: string): KubeObject {
  if (isMap(document) && known.has(document)) return document as unknown as KubeObject;
  const refuse = (what: string) => new EgressError(`${path}: ${what}`, 1);
  if (!isMap(document)) throw refuse('contains something that is not a Kubernetes object');
  const { apiVersion, kind, metadata } = document;
  if (typeof apiVersion !== 'string' || !apiVersion) throw refuse('an object has no apiVersion');
  if (typeof kind !== 'string' || !kind) throw refuse('an object has no kind');
  if (kind.endsWith('List') && document.items !== undefined) {
    throw refuse(`a ${kind} is not supported; write its objects as documents of their own`);
  }
  if (!isMap(metadata) || typeof metadata.name !== 'string' || !metadata.name) {
    throw refuse(`a ${kind} has no metadata.name`);
  }
  if (metadata.namespace !== undefined && typeof metadata.namespace !== 'string') {
    throw refuse(`${kind} ${metadata.name}: metadata.namespace is not a string`);
  }
  const annotations = Object.entries(isMap(metadata.annotations) ? metadata.annotations : {});
  const reserved = annotations.find(([key]) => /^(internal\.)?config\.kubernetes\.io\//.test(key))?.[0];
  if (reserved) throw refuse(`${kind} ${metadata.name}: the annotation ${reserved} is kustomize's own; not supported`);
  const noText = annotations.find(([, value]) => typeof value !== 'string' && value !== null)?.[0];
  if (noText) throw refuse(`${kind} ${metadata.name}: the annotation ${noText} is not a string; quote it`);
  const lost = textThatIsLost(document);
  if (lost)
    throw refuse(`${kind} ${metadata.name}: kustomize does not keep every character of ${JSON.stringify(lost)}`);
  known.add(document);
  return document as unknown as KubeObject;
}

function textThatIsLost(value: unknown): string | undefined {
  if (typeof value === 'string') return isPreservedByKustomize(value) ? undefined : value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const lost = textThatIsLost(member);
    if (lost) return lost;
  }
  return undefined;
}

/** A path inside a kustomization's folder as one from the output's root. */
export function inFolder(folder: string, path: string): string {
  const joined = posix.normalize(posix.join(folder, path));
  return joined.endsWith('/') && joined !== '/' ? joined.slice(0, -1) : joined;
}

/** Whether `path` is `folder`, or in or below it. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '.' ? !path.startsWith('..') : path === folder || path.startsWith(`${folder}/`);
}
