import type { KindSchema, Schema } from '../../lib/schemas/types';
import { type Enums, enumsOf } from './_enums';
import { INT_OR_STRING, QUANTITY, requiredOf, structure, withoutStatus } from './_structure';

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<Record<string, { readonly post?: Schema }>>;
}
interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface Definitions {
  readonly kinds: Record<string, KindSchema>;
  readonly definitions: Record<string, Schema>;
}

/**
 * The built-in kinds and all that they refer to.
 *
 * @param swagger `api/openapi-spec/swagger.json`
 * @param goSource `pkg/generated/openapi/zz_generated.openapi.go`
 */
export function fromKubernetes(swagger: Swagger, goSource: string, wanted: readonly string[]): Definitions {
  const enums = enumsOf(goSource);
  const names = kindNames(swagger);
  const scopes = kindScopes(swagger);
  const kinds: Record<string, KindSchema> = {};
  const definitions: Record<string, Schema> = {};

  const refer = (ref: string): Schema => {
    const full = ref.replace('#/definitions/', '');
    if (full.endsWith('.api.resource.Quantity')) return QUANTITY;
    if (full.endsWith('.util.intstr.IntOrString')) return INT_OR_STRING;
    const source = swagger.definitions[full];
    if (!source) throw new Error(`There is no definition ${full}`);
    // Values and containers of them are small enough to stand where they are used.
    if (!source.properties) return structure(source, refer);
    const name = shortName(full);
    if (!definitions[name]) {
      definitions[name] = {};
      const own = source['x-kubernetes-group-version-kind'] ? withoutStatus(source) : source;
      definitions[name] = withEnums(structure(own, refer), enums.get(name));
    }
    return { $ref: `#/definitions/${name}` };
  };

  for (const type of wanted) {
    const full = names.get(type);
    const scope = scopes.get(type);
    if (!full || !scope) throw new Error(`Kubernetes has no kind ${type}`);
    const name = refer(full).$ref as string;
    const definition = name.replace('#/definitions/', '');
    const source = swagger.definitions[full] as { properties: Record<string, { $ref?: string }> };
    const spec = source.properties.spec?.$ref?.replace('#/definitions/', '');
    kinds[type] = { scope, definition, required: requiredOf(spec ? swagger.definitions[spec] : undefined) };
  }
  return { kinds, definitions };
}

/** `io.k8s.api.core.v1.Container` is `core.v1.Container`. */
function shortName(full: string): string {
  return full.replace(/^io\.k8s\.(api|apimachinery\.pkg\.apis|apimachinery\.pkg)\./, '');
}

function withEnums(schema: Schema, enums: ReturnType<Enums['get']>): Schema {
  const properties = { ...(schema.properties as Record<string, Schema>) };
  for (const [name, { values, ofItems }] of enums ?? []) {
    const property = properties[name];
    if (!property) throw new Error(`An enumeration for ${name}, which is not there`);
    properties[name] = ofItems
      ? { ...property, items: { ...(property.items as Schema), enum: values } }
      : { ...property, enum: values };
  }
  return { ...schema, properties };
}

function kindNames({ definitions }: Swagger): Map<string, string> {
  return new Map(
    Object.entries(definitions).flatMap(([name, schema]) =>
      ((schema['x-kubernetes-group-version-kind'] as GroupVersionKind[] | undefined) ?? []).map(
        (gvk) => [typeOf(gvk), name] as const,
      ),
    ),
  );
}

function kindScopes({ paths }: Swagger): Map<string, KindSchema['scope']> {
  return new Map(
    Object.entries(paths).flatMap(([path, { post }]) => {
      const gvk = post?.['x-kubernetes-group-version-kind'] as GroupVersionKind | undefined;
      const scope = path.includes('/namespaces/{namespace}/') ? 'Namespaced' : 'Cluster';
      return gvk ? [[typeOf(gvk), scope] as const] : [];
    }),
  );
}

function typeOf({ group, version, kind }: GroupVersionKind): string {
  return `${group ? `${group}/` : ''}${version} ${kind}`;
}
