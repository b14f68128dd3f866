import { posix } from 'node:path';
import { EgressError } from '../errors';
import { isPreservedByKustomize } from '../lossless-text';
import type { ConfigMapGenerator, KustomizationFile, PatchFile } from './types';

/** What a kustomization.yaml can hold here; default of each: nothing, and then the key is left out. */
interface KustomizationProps {
  /** Namespace of all objects. */
  readonly namespace?: string;
  readonly resources?: readonly string[];
  readonly configMapGenerator?: readonly ConfigMapGenerator[];
  /** Paths of patch files, in the order in which they are applied. */
  readonly patches?: readonly string[];
}

/** The content of a kustomization.yaml, in the customary order of its keys. */
export function kustomization(props: KustomizationProps): KustomizationFile {
  const { namespace, resources = [], configMapGenerator = [], patches = [] } = props;
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...(namespace === undefined ? {} : { namespace }),
    ...(resources.length > 0 ? { resources } : {}),
    ...(configMapGenerator.length > 0 ? { configMapGenerator } : {}),
    ...(patches.length > 0 ? { patches: patches.map((path): PatchFile => ({ path })) } : {}),
  };
}

/**
 * The entry of `resources` by which one folder names another, both from the output's root: from
 * `dist/overlays/development/a/workloads` to `dist/base/a/workloads` it is `../../../../base/a/workloads`.
 */
export function resourcePath(fromFolder: string, toFolder: string): string {
  return posix.relative(fromFolder, toFolder);
}

/**
 * A `KEY=value` whose value survives: kustomize takes off one pair of quotes around it, so a value that has some gets
 * another.
 *
 * @throws EgressError when the key is none that a ConfigMap can have, or the value has characters that get lost
 */
export function literal(key: string, value: string): string {
  if (!/^[-._a-zA-Z0-9]{1,253}$/.test(key) || key === '.' || key.startsWith('..')) {
    throw new EgressError(`"${key}" cannot be a key of a ConfigMap: letters, digits, - _ and . can`, 1);
  }
  if (!isPreservedByKustomize(value)) {
    throw new EgressError(`${key}: ${JSON.stringify(value)} has a character that kustomize does not keep`, 1);
  }
  return /^(["']).*\1$/s.test(value) ? `${key}="${value}"` : `${key}=${value}`;
}

/**
 * The key and the value of a literal, as kustomize reads it.
 *
 * @throws EgressError when it has no `=`, or nothing before it
 */
export function parseLiteral(text: string): readonly [key: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new EgressError(`"${text}" is not in the form KEY=value`, 1);
  const value = text.slice(equals + 1);
  return [text.slice(0, equals), /^(["']).*\1$/s.test(value) ? value.slice(1, -1) : value];
}
