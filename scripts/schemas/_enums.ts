/** Definition → property → the values that it, or each of its elements, can have. */
export type Enums = ReadonlyMap<string, ReadonlyMap<string, { readonly values: string[]; readonly ofItems: boolean }>>;

const PREFIXES = [
  ['schema_k8sio_api_', ''],
  ['schema_pkg_apis_', ''],
] as const;

/**
 * The enumerations, which Kubernetes' published OpenAPI leaves out, from the Go code that makes the served one:
 * `pkg/generated/openapi/zz_generated.openapi.go`. It is generated too, so its indentation tells the depth.
 */
export function enumsOf(goSource: string): Enums {
  const enums = new Map<string, Map<string, { values: string[]; ofItems: boolean }>>();
  let definition = '';
  let property = '';
  for (const line of goSource.split('\n')) {
    const start = /^func (schema_\w+)\(/.exec(line)?.[1];
    if (start) {
      const [prefix] = PREFIXES.find(([candidate]) => start.startsWith(candidate)) ?? [start];
      definition = start.slice(prefix.length).replace(/_/g, '.');
      property = '';
    }
    property = /^\t{5}"([^"]+)": \{$/.exec(line)?.[1] ?? property;
    const found = /^(\t+)Enum: +\[\]interface\{\}\{(.*)\},$/.exec(line);
    if (!found || !definition || !property) continue;
    const values = [...(found[2] as string).matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] as string);
    const properties = enums.get(definition) ?? new Map();
    properties.set(property, { values: values.sort(), ofItems: (found[1] as string).length > 7 });
    enums.set(definition, properties);
  }
  return enums;
}
