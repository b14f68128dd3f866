import { posix } from 'node:path';
import { EgressError } from '../errors';
import { KUSTOMIZATION, KUSTOMIZE_FILES } from '../vocabulary';
import { isMap, type JsonMap } from './_json';
import { readDocuments } from './_read';
import type { FileSource, KustomizationFile } from './types';

const API_VERSION = 'kustomize.config.k8s.io/v1beta1';

/**
 * The kustomization.yaml of a folder. Whatever the builder does not know is an error: a field that is ignored is a build
 * that lies.
 *
 * @returns undefined: the folder has none
 */
export function readKustomization(files: FileSource, folder: string): KustomizationFile | undefined {
  const path = posix.join(folder, KUSTOMIZATION);
  for (const other of KUSTOMIZE_FILES.filter((name) => name !== KUSTOMIZATION)) {
    if (files.get(posix.join(folder, other)) !== undefined) {
      throw new EgressError(`${posix.join(folder, other)}: not supported; its name must be ${KUSTOMIZATION}`, 1);
    }
  }
  const documents = readDocuments(files, path);
  if (!documents) return undefined;
  const [content] = documents;
  if (documents.length !== 1 || !isMap(content))
    throw new EgressError(`${path}: is not a single YAML document with a map`, 1);

  const check = new Check(path);
  check.known(content, '', ['apiVersion', 'kind', 'namespace', 'resources', 'configMapGenerator', 'patches']);
  if (content.apiVersion !== undefined && content.apiVersion !== API_VERSION) {
    check.fail('apiVersion', `is not ${API_VERSION}`);
  }
  if (content.kind !== undefined && content.kind !== 'Kustomization') check.fail('kind', 'is not Kustomization');
  if (content.namespace !== undefined) check.text(content.namespace, 'namespace');
  check.texts(content.resources, 'resources');
  check.maps(content.configMapGenerator, 'configMapGenerator').forEach((generator, index) => {
    const at = `configMapGenerator[${index}]`;
    check.known(generator, at, ['name', 'namespace', 'behavior', 'literals', 'options']);
    check.text(generator.name, `${at}.name`);
    if (generator.namespace !== undefined) check.text(generator.namespace, `${at}.namespace`);
    if (generator.behavior !== undefined && generator.behavior !== 'replace') {
      check.fail(`${at}.behavior`, 'is not replace; nothing else is supported');
    }
    check.texts(generator.literals, `${at}.literals`);
    const [options = {}] = generator.options === undefined ? [] : check.maps([generator.options], `${at}.options`);
    check.known(options, `${at}.options`, ['annotations']);
    const [annotations = {}] =
      options.annotations === undefined ? [] : check.maps([options.annotations], `${at}.options.annotations`);
    for (const [key, value] of Object.entries(annotations)) check.text(value, `${at}.options.annotations.${key}`);
  });
  check.maps(content.patches, 'patches').forEach((patch, index) => {
    check.known(patch, `patches[${index}]`, ['path']);
    check.text(patch.path, `patches[${index}].path`);
  });
  if (!content.resources && !content.configMapGenerator && !content.patches) {
    throw new EgressError(`${path}: is empty; kustomize refuses that`, 1);
  }
  return content as unknown as KustomizationFile;
}

class Check {
  constructor(private readonly path: string) {}

  fail(field: string, message: string): never {
    throw new EgressError(`${this.path}: ${field}: ${message}`, 1);
  }

  known(map: JsonMap, at: string, fields: readonly string[]): void {
    const unknown = Object.keys(map).find((key) => !fields.includes(key));
    if (unknown) this.fail(at ? `${at}.${unknown}` : unknown, `is not supported; there are ${fields.join(', ')}`);
  }

  text(value: unknown, at: string): void {
    if (typeof value !== 'string' || value === '') this.fail(at, 'is not a string');
  }

  texts(value: unknown, at: string): void {
    if (value === undefined) return;
    if (!Array.isArray(value)) this.fail(at, 'is not a list');
    for (const [index, element] of value.entries()) this.text(element, `${at}[${index}]`);
  }

  maps(value: unknown, at: string): JsonMap[] {
    if (value === undefined) return [];
    if (!Array.isArray(value) || !value.every(isMap)) this.fail(at, 'is not a list of maps');
    return value;
  }
}
