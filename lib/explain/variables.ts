import { type Context, list, map, maps, type PodContainer, type Rendered } from '../rules';

export type Variables = ReadonlyMap<string, string>;

/**
 * The variables of a container as the kubelet sets them: keys of ConfigMaps first, then `env`, in which `$(NAME)` refers to
 * what stands before it. What a Secret or a field of the pod holds is not known and left out.
 */
export function variablesOf({ spec }: PodContainer, of: Rendered, { find }: Pick<Context, 'find'>): Variables {
  const known = new Map<string, string>();
  const dataOf = (name: unknown) => map(find('', 'ConfigMap', String(name), of.object.metadata.namespace)?.object.data);
  for (const { configMapRef, prefix } of maps(spec.envFrom)) {
    if (configMapRef === undefined) continue;
    for (const [key, value] of Object.entries(dataOf(map(configMapRef).name)))
      known.set(`${prefix ?? ''}${key}`, String(value));
  }
  for (const { name, value, valueFrom } of list(spec.env).map(map)) {
    const reference = map(map(valueFrom).configMapKeyRef);
    const text = valueFrom === undefined ? String(value ?? '') : dataOf(reference.name)[String(reference.key)];
    if (text === undefined) known.delete(String(name));
    else known.set(String(name), valueFrom === undefined ? expand(String(text), known) : String(text));
  }
  return known;
}

/** `$$(NAME)` stands for `$(NAME)` itself. */
function expand(text: string, known: Variables): string {
  return text.replace(/\$\$|\$\(([^)]+)\)/g, (whole, name?: string) =>
    name === undefined ? '$' : (known.get(name) ?? whole),
  );
}
