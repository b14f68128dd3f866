import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaFileName } from '../kinds';
import { KUBERNETES_MINOR, type KubernetesMinor } from '../versions';
import { differenceName, SCHEMA_KINDS } from './kinds';
import type { KindSchema, SchemaFile } from './types';

export const FILE_NAMES = Object.keys(SCHEMA_KINDS) as SchemaFileName[];

const files = new Map<string, SchemaFile>();

/** A committed file, read when it is first needed. An older minor of Kubernetes has a file with what differs there. */
export function schemaFile(name: SchemaFileName, minor: KubernetesMinor = KUBERNETES_MINOR): SchemaFile {
  const newest = readOnce(name);
  if (name !== 'kubernetes' || minor === KUBERNETES_MINOR) return newest;
  const { from, kinds, definitions } = readOnce(differenceName(minor));
  return {
    ...newest,
    from,
    kinds: { ...newest.kinds, ...kinds },
    definitions: { ...newest.definitions, ...definitions },
  };
}

function readOnce(name: string): SchemaFile {
  const known = files.get(name);
  if (known) return known;
  const file = JSON.parse(readFileSync(join(__dirname, `${name}.json`), 'utf8')) as SchemaFile;
  files.set(name, file);
  return file;
}

const FILE_OF = new Map(
  FILE_NAMES.flatMap((name) => SCHEMA_KINDS[name].map((type): [string, SchemaFileName] => [type, name])),
);

/** The file and the entry of a kind, by `apiVersion kind`; undefined: not one that we write. */
export function findKind(
  type: string,
  minor?: KubernetesMinor,
): { readonly file: SchemaFileName; readonly kind: KindSchema } | undefined {
  const file = FILE_OF.get(type);
  const kind = file && schemaFile(file, minor).kinds[type];
  return file && kind ? { file, kind } : undefined;
}
