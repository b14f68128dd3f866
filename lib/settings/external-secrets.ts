import { z } from 'zod';
import { durationFault } from './duration';
import { objectName } from './names';
import { isObjectKey } from './object-key';
import { alternatives, issue, text, unique } from './schema';
import { show } from './text';

const PLACEHOLDERS = ['{tenant}', '{namespace}'];

/** Returns why a text is not the place of a value at the provider, or undefined if it is one, such as `shop/db#password`. */
function remoteFault(value: string): string | undefined {
  const [key = '', property, ...more] = value.split('#');
  return key !== '' && property !== '' && more.length === 0 && !/\s/.test(value)
    ? undefined
    : `${show(value)} is not the place of a value at the provider (expected, for example, shop/db, or shop/db#password for one property of it)`;
}

function keyFault(value: string): string | undefined {
  return isObjectKey(value)
    ? undefined
    : `${show(value)} is not a key of a Secret (expected letters, digits, dashes, underscores and dots)`;
}

const externalSecret = z
  .strictObject({
    name: objectName.meta({ description: 'Name of the ExternalSecret, and of the Secret that is made of it' }),
    keys: z
      .record(
        text({ 'external-secret-key': keyFault }),
        text({ 'external-secret-remote': remoteFault }).meta({
          description: 'Place at the provider: shop/db, or shop/db#password for one property of it',
        }),
      )
      .meta({
        description: 'Keys of the Secret, and where the provider has their values. Exactly one of keys and from',
      })
      .optional(),
    from: text({ 'external-secret-remote': remoteFault })
      .meta({
        description:
          'Place at the provider all of whose properties become keys of the Secret, for example shop/db. Exactly one of keys and from',
      })
      .optional(),
  })
  .superRefine(({ keys, from }, context) => {
    const isEmpty = keys !== undefined && Object.keys(keys).length === 0;
    if ((keys === undefined) === (from === undefined) || isEmpty)
      context.addIssue(issue('external-secret-source', 'must have exactly one of keys and from'));
  })
  .meta({ id: 'ExternalSecret', description: 'A Secret whose values the provider of the environment has' })
  .register(alternatives, { groups: [['keys'], ['from']] });

/** `externalSecrets` of a tenant. */
export const externalSecrets = unique(externalSecret, 'name', ({ name }) => name).meta({
  description:
    'Secrets that External Secrets Operator fills from the tenant’s store. Needs externalSecrets in the environment. Default: none',
});

const value: z.ZodType<unknown> = z
  .lazy(() => z.union([z.string(), z.number(), z.boolean(), z.array(value), fields]))
  .meta({ id: 'StoreValue', description: 'A value of a field' });

const fields = z.record(z.string(), value);

const provider = fields.superRefine((types, context) => {
  const names = Object.keys(types);
  const add = (message: string, path: readonly string[] = []) =>
    context.addIssue(issue('external-secrets-provider', message, [...path]));
  if (names.length !== 1) add(`has ${names.length} entries; expected exactly one, the provider, for example vault`);
  for (const path of foreignReferences(types))
    add('is set in a reference: the store of a tenant refers to objects of the tenant’s namespace; remove it', path);
  const text = JSON.stringify(types);
  if (!PLACEHOLDERS.some((each) => text.includes(each)))
    add(
      'has neither {tenant} nor {namespace}: the stores of all tenants would have the same rights at the provider; write it where the role, the project or the path differs, for example role: "{tenant}"',
    );
});

/** Paths of references that name a namespace. */
function foreignReferences(at: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof at !== 'object' || at === null) return [];
  return Object.entries(at).flatMap(([key, inner]) => {
    const below = [...path, key];
    const isForeign = key === 'namespace' && /Ref$/.test(path.at(-1) ?? '');
    return [...(isForeign ? [below] : []), ...foreignReferences(inner, below)];
  });
}

/** `externalSecrets` of an environment: where the values of tenants' Secrets are. */
export const environmentExternalSecrets = z
  .strictObject({
    provider: provider.meta({
      description:
        'spec.provider of each tenant’s SecretStore: one provider of External Secrets Operator with its fields. {tenant} and {namespace} in a text are replaced by the tenant’s; one of them has to be where the rights at the provider differ',
    }),
    refresh: text({ 'duration-invalid': durationFault })
      .meta({ description: 'How often values are read again, for example 15m' })
      .default('1h'),
  })
  .meta({
    description:
      'The provider from which External Secrets Operator fills tenants’ Secrets. Each tenant gets a SecretStore of its own. Default: tenants have no stores',
  });
