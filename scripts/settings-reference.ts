import { environmentJsonSchema, tenantJsonSchema } from '../lib/settings/json-schema';
import type { JsonSchema } from './json-schema';

/** Every key of a tenant's settings, one row per key, as Markdown. */
export function tenantReference(): string {
  const { $defs, properties, ...tenant } = tenantJsonSchema() as JsonSchema;
  const { TenantOverride: _, ...definitions } = $defs ?? {};
  const { environments = {}, ...own } = properties ?? {};
  return reference({ ...tenant, $defs: definitions, properties: own }, [
    row('environments.<environment>', 'map', '', environments.description),
  ]);
}

/** The same of an environment's settings. */
export function environmentReference(): string {
  return reference(environmentJsonSchema() as JsonSchema, []);
}

/** A table of the keys, and one of each definition that several keys share. */
function reference(schema: JsonSchema, more: readonly string[]): string {
  const definitions = Object.entries(schema.$defs ?? {}).flatMap(([name, definition]) => {
    const rows = rowsOf(definition, schema, '');
    if (rows.length === 0) return [];
    return ['', `#### ${name}`, '', `${escapeCell(definition.description ?? '')}.`, '', ...HEAD, ...rows];
  });
  return [...HEAD, ...rowsOf(schema, schema, ''), ...more, ...definitions].join('\n');
}

const HEAD = ['| key | type | default | description |', '|---|---|---|---|'];

function rowsOf(schema: JsonSchema, root: JsonSchema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const at = path ? `${path}.${name}` : name;
    const isRequired = schema.required?.includes(name) === true;
    // A default that depends on other values is in the description.
    const text = value.description ?? definitionOf(value, root)?.description ?? '';
    const [description, computed = ''] = text.split('. Default: ');
    return [
      row(at, typeOf(value), isRequired ? '**required**' : defaultOf(value) || escapeCell(computed), description),
      ...rowsOf(value, root, at),
      ...(value.items ? rowsOf(value.items, root, `${at}[]`) : []),
    ];
  });
}

function row(key: string, type: string, value: string, description = ''): string {
  return `| \`${key}\` | ${type} | ${value} | ${escapeCell(description)} |`;
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined) return '';
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isEmpty ? 'none' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = nameOf(schema.$ref);
    return name.endsWith('Value') ? 'map' : `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  if (schema.type !== 'object') return String(schema.type ?? 'anything');
  const values = typeof schema.additionalProperties === 'object' ? typeOf(schema.additionalProperties) : 'map';
  return values === 'map' ? 'map' : `map of ${values}`;
}

function definitionOf({ $ref }: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  return $ref === undefined ? undefined : root.$defs?.[nameOf($ref)];
}

function nameOf(reference: string): string {
  return reference.replace('#/$defs/', '');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
