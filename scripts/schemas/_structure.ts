import type { Schema } from '../../lib/schemas/types';

const KEPT = [
  'type',
  'enum',
  'pattern',
  'format',
  'required',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  '$ref',
];
const DROPPED = [
  'description',
  'default',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-unions',
  // Rules in CEL: not structure.
  'x-kubernetes-validations',
];
/** Formats that an API server holds values to; any other is a hint. */
const FORMATS = ['int32', 'int64', 'byte', 'date-time'];

/** Milli to exa, kibi to exbi, or an exponent. */
export const QUANTITY: Schema = {
  type: ['number', 'string'],
  pattern: '^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$',
};
export const INT_OR_STRING: Schema = { type: ['integer', 'string'] };

/**
 * What is structure in a schema, and strict: an object with known fields has no others.
 *
 * @param reference what stands for a `$ref`
 * @throws Error on a keyword that is not known here, so that a new one is never lost in silence
 */
export function structure(schema: Schema, reference: (ref: string) => Schema): Schema {
  if (typeof schema.$ref === 'string') return reference(schema.$ref);
  const { properties, items, additionalProperties, anyOf, oneOf, ...others } = schema;
  const rest: Record<string, unknown> = others;
  const kept: Record<string, unknown> = {};
  const open = rest['x-kubernetes-preserve-unknown-fields'] === true;
  delete rest['x-kubernetes-preserve-unknown-fields'];
  if (rest['x-kubernetes-int-or-string'] === true) {
    Object.assign(kept, INT_OR_STRING);
    delete rest['x-kubernetes-int-or-string'];
  } else if (anyOf !== undefined) {
    kept.anyOf = (anyOf as Schema[]).map((one) => alternative(one, reference));
  }
  if (oneOf !== undefined) kept.oneOf = (oneOf as Schema[]).map((one) => alternative(one, reference));
  for (const [keyword, value] of Object.entries(rest)) {
    if (DROPPED.includes(keyword)) continue;
    if (!KEPT.includes(keyword)) throw new Error(`Unknown keyword ${keyword} in a schema`);
    if (keyword === 'pattern') kept.pattern = portable(value as string);
    else if (keyword !== 'format' || FORMATS.includes(value as string)) kept[keyword] = value;
  }
  if (items) kept.items = structure(items as Schema, reference);
  if (properties) {
    kept.properties = Object.fromEntries(
      Object.entries(properties as Record<string, Schema>).map(([name, one]) => [name, structure(one, reference)]),
    );
    if (!open && additionalProperties === undefined) kept.additionalProperties = false;
  }
  if (additionalProperties !== undefined && typeof additionalProperties === 'object') {
    kept.additionalProperties = structure(additionalProperties as Schema, reference);
  }
  return kept;
}

/** One that names fields only says which of them there must be. */
function alternative(schema: Schema, reference: (ref: string) => Schema): Schema {
  return schema.required ? { type: 'object', required: schema.required } : structure(schema, reference);
}

/** The schema of a kind without its status, which only controllers write. */
export function withoutStatus(schema: Schema): Schema {
  const { status: _, ...properties } = schema.properties as Record<string, Schema>;
  return { ...schema, properties };
}

/** An object of a kind says what it is, and a spec that needs something is itself needed. */
export function requiredOf(spec: Schema | undefined): string[] {
  const needed = Array.isArray(spec?.required) && spec.required.length > 0;
  return ['apiVersion', 'kind', 'metadata', ...(needed ? ['spec'] : [])];
}

/** A pattern as JavaScript knows it: Go's `(?i)` is spelled out. */
function portable(text: string): string {
  // A class of one letter.
  const pattern = text.replace(/\\P(\w)/g, '\\P{$1}');
  if (!pattern.includes('(?i)')) return pattern;
  const rest = pattern.replace('(?i)', '');
  if (!/^[\w^$()|?*+ -]*$/.test(rest)) throw new Error(`No way to spell out (?i) in ${pattern}`);
  return rest.replace(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}
