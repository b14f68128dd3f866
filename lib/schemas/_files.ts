import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SchemaFileName } from '../kinds';
import { SCHEMA_KINDS } from './kinds';
import type { KindSchema, SchemaFile } from './types';

export const FILE_NAMES = Object.keys(SCHEMA_KINDS) as SchemaFileName[];

const files = new Map<SchemaFileName, SchemaFile>();

/** A committed file, read when it is first needed. */
export function schemaFile(name: SchemaFileName): SchemaFile {
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
export function findKind(type: string): { readonly file: SchemaFileName; readonly kind: KindSchema } | undefined {
  const file = FILE_OF.get(type);
  const kind = file && schemaFile(file).kinds[type];
  return file && kind ? { file, kind } : undefined;
}
