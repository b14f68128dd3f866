import { parse } from 'yaml';
import type { KindSchema, Schema } from '../../lib/schemas/types';
import type { Definitions } from './_kubernetes';
import { share } from './_share';
import { requiredOf, structure, withoutStatus } from './_structure';

interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly scope: KindSchema['scope'];
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** Their metadata is that of every object. */
const METADATA: Schema = { $ref: 'kubernetes.json#/definitions/meta.v1.ObjectMeta' };

/** Custom kinds; `texts` are the CustomResourceDefinitions, one a text. */
export function fromCrds(texts: readonly string[], wanted: readonly string[]): Definitions {
  const kinds: Record<string, KindSchema> = {};
  const schemas: Record<string, Schema> = {};
  for (const text of texts) {
    const { group, names, scope, versions } = (parse(text) as CustomResourceDefinition).spec;
    for (const { name: version, served, schema } of versions) {
      const type = `${group}/${version} ${names.kind}`;
      if (!served || !wanted.includes(type)) continue;
      const source = schema.openAPIV3Schema as Schema & { properties: Record<string, Schema> };
      const definition = `${group}.${version}.${names.kind}`;
      const kept = structure(withoutStatus(source), (ref) => {
        throw new Error(`A reference in a CustomResourceDefinition: ${ref}`);
      });
      const properties = { ...(kept.properties as Record<string, Schema>), metadata: METADATA };
      schemas[definition] = { ...kept, properties };
      kinds[type] = { scope, definition, required: requiredOf(source.properties.spec) };
    }
  }
  const missing = wanted.find((type) => !kinds[type]);
  if (missing) throw new Error(`No CustomResourceDefinition serves ${missing}`);
  return { kinds, definitions: share(schemas) };
}
