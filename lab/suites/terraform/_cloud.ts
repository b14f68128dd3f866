import { createHash } from 'node:crypto';

type Json = unknown;
type Fields = Readonly<Record<string, Json>>;

/** What `tofu show -json` says of a resource in a plan. */
export interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly type: string;
  readonly name: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly after: Json;
    readonly after_unknown: Json;
  };
}

interface BlockSchema {
  readonly attributes?: Readonly<Record<string, { readonly type?: Json }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: BlockSchema }>>;
}

interface ResourceSchema {
  readonly version: number;
  readonly block: BlockSchema;
}

export interface Schemas {
  readonly resources: Readonly<Record<string, ResourceSchema>>;
  /** As a state file names the provider. */
  readonly provider: string;
}

type Resources = Readonly<Record<string, Readonly<Record<string, Json>>>>;

/**
 * The state that Terraform would have after it applied a first plan: what the plan knows, what settings refer to, and of
 * everything else that only the cloud knows, an empty value of its type.
 *
 * @param resource the `resource` of the main.tf.json that was planned
 */
export function stateAfter(
  changes: readonly ResourceChange[],
  resource: Resources,
  { resources, provider }: Schemas,
): string {
  /** Settings with the ids that their expressions stand for. */
  const resolved = (settings: Json) =>
    JSON.parse(
      (JSON.stringify(settings) ?? 'null').replace(/\$\{([\w-]+)\.([\w-]+)\.id\}/g, (_, type: string, name: string) =>
        idOf(`${type}.${name}`, zoneOf(resource, type, name)),
      ),
    ) as Json;
  return JSON.stringify({
    version: 4,
    terraform_version: '1.6.0',
    serial: 1,
    lineage: uuid('lineage'),
    outputs: {},
    resources: changes.map(({ address, type, name, change }) => {
      const schema = resources[type];
      const filled = fill(change.after, change.after_unknown, resolved(resource[type]?.[name]), schema?.block ?? {});
      return {
        mode: 'managed',
        type,
        name,
        // What is between pools and reservations is no provider's.
        provider: `provider["${type === 'terraform_data' ? 'terraform.io/builtin/terraform' : provider}"]`,
        instances: [
          {
            schema_version: schema?.version ?? 0,
            attributes: { ...(filled as Fields), id: idOf(address, zoneOf(resource, type, name)) },
          },
        ],
      };
    }),
  });
}

function fill(known: Json, unknown: Json, settings: Json, schema: BlockSchema, key = ''): Json {
  if (unknown === true) return referred(settings) ?? emptyOf(schema.attributes?.[key]?.type);
  if (Array.isArray(unknown)) {
    const list = Array.isArray(known) ? known : [];
    // A block of which there is one is not written as a list.
    const at = (index: number) => (Array.isArray(settings) ? settings[index] : settings);
    return Array.from({ length: Math.max(list.length, unknown.length) }, (_, index) =>
      fill(list[index], unknown[index] ?? false, at(index), schema, key),
    );
  }
  if (!isFields(unknown)) return known;
  const block = schema.block_types?.[key]?.block ?? schema;
  const fields = isFields(known) ? known : {};
  const keys = [...new Set([...Object.keys(fields), ...Object.keys(unknown)])];
  return Object.fromEntries(
    keys.map((name) => {
      const below = isFields(settings) ? settings[name] : undefined;
      return [name, fill(fields[name], unknown[name] ?? false, below, block, name)];
    }),
  );
}

/** What is set, which the provider may call unknown at first; undefined: another expression than an id. */
function referred(settings: Json): Json {
  if (Array.isArray(settings)) return settings.map(referred);
  return typeof settings === 'string' && settings.startsWith('${') ? undefined : (settings ?? undefined);
}

function zoneOf(resource: Resources, type: string, name: string): string | undefined {
  const { zone } = (resource[type]?.[name] ?? {}) as { readonly zone?: string };
  return /^scaleway_instance_/.test(type) ? zone : undefined;
}

/** @param zone of what is in a zone, and not in the region */
function idOf(address: string, zone = 'fr-par'): string {
  return `${zone}/${uuid(address)}`;
}

function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function emptyOf(type: Json): Json {
  if (type === 'number') return 0;
  if (type === 'bool') return false;
  if (type === 'string') return '';
  if (!Array.isArray(type)) return [];
  return type[0] === 'map' || type[0] === 'object' ? {} : [];
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
