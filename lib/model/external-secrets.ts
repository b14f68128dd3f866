import { isMap } from '../data';

/** `spec.provider` of a SecretStore: one provider with its fields. */
export type Provider = Readonly<Record<string, unknown>>;

interface Whose {
  readonly tenant: string;
  readonly namespace: string;
}

/** The provider of a tenant's store: the environment's, with the tenant's own names in it. */
export function providerOf(provider: Provider, whose: Whose): Provider {
  return replaced(provider, whose) as Provider;
}

function replaced(value: unknown, whose: Whose): unknown {
  if (typeof value === 'string')
    return value.replaceAll('{tenant}', whose.tenant).replaceAll('{namespace}', whose.namespace);
  if (Array.isArray(value)) return value.map((each: unknown) => replaced(each, whose));
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, whose)]));
}

/** A place at the provider: `shop/db#password` is the property `password` of `shop/db`. */
export function remoteRef(place: string): { readonly key: string; readonly property?: string } {
  const [key = '', property] = place.split('#');
  return property === undefined ? { key } : { key, property };
}
