import { tenantJsonSchema } from './json-schema';

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Schema | boolean;
}

/** Every key of a tenant's settings, one row each, as Markdown, out of the schema that validates them. */
export function settingsReference(): string {
  const tenant = tenantJsonSchema() as Schema;
  const { environments, ...own } = tenant.properties ?? {};
  const rows = keys({ ...tenant, properties: own }, '');
  return [
    '| key | type | what it says |',
    '|---|---|---|',
    ...rows,
    `| \`environments.<environment>\` | map | ${environments?.description ?? ''} |`,
    '',
  ].join('\n');
}

function keys(schema: Schema, path: string): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const at = path ? `${path}.${name}` : name;
    const required = schema.required?.includes(name) ? ' **required**' : '';
    const row = `| \`${at}\` | ${typeOf(value)} | ${escapeCell(value.description ?? '')}${required} |`;
    return [row, ...below(value, at)];
  });
}

function below(schema: Schema, at: string): string[] {
  if (schema.properties) return keys(schema, at);
  const entry = schema.items;
  if (!entry) return [];
  const forms = entry.anyOf ?? [entry];
  return forms.flatMap((form) => (form.properties ? keys(form, `${at}[]`) : []));
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  return schema.type === 'object' ? 'map' : String(schema.type ?? 'anything');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
