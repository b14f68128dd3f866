import { isDeepStrictEqual } from 'node:util';
import { object } from '../_example';
import { EXTERNAL_SECRETS, SECRET_STORE } from '../_names';
import type { Context } from '../_rendered';
import { groupOf, isKind, map, maps, type Rendered, type TenantNamespace } from '../_rendered';
import { found, show, withStores } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const secret = object('ExternalSecret client-a-demo/database');

export const rule: RuleDefinition = {
  title: 'A tenant’s Secret is read from another store than its own',
  why: 'The operator has rights in all namespaces. With another store, a generator or a reference of an entry, a tenant would get Secrets of others or of the platform.',
  fix: 'Declare it under externalSecrets in the tenant’s settings, or refer to { kind: SecretStore, name: tenant-store }. Remove stores that synth did not write.',
  good: [
    withStores(
      secret`spec: { secretStoreRef: { name: tenant-store }, data: [{ secretKey: password, remoteRef: { key: shop/db } }] }`,
    ),
  ],
  bad: [
    withStores(secret`spec: { secretStoreRef: { kind: ClusterSecretStore, name: tenant-store } }`),
    withStores(secret`spec: { secretStoreRef: { name: platform } }`),
    withStores(
      secret`spec: { secretStoreRef: { name: tenant-store }, dataFrom: [{ sourceRef: { generatorRef: { kind: Password, name: any } } }] }`,
    ),
    withStores(
      secret`spec: { secretStoreRef: { name: tenant-store }, data: [{ secretKey: a, remoteRef: { key: b }, sourceRef: { storeRef: { name: platform } } }] }`,
    ),
    // Where each tenant has Kustomizations of its own, its account could not apply it.
    withStores({
      ...object('SecretStore client-a-demo/mine')`spec: { provider: { vault: { server: https://vault.example.com } } }`,
      environment: 'development',
    }),
    withStores(
      object(
        'SecretStore client-a-demo/tenant-store',
      )`spec: { provider: { vault: { auth: { kubernetes: { role: client-b } } } } }`,
    ),
    withStores(object('SecretStore client-a-demo/tenant-store')`$patch: delete`),
  ],
  check: (context) =>
    context.environment.externalSecrets === undefined
      ? []
      : context.namespaces.flatMap((each) => problems(each, context)),
};

function problems({ tenant, namespace, objects }: TenantNamespace, { environment, complete }: Context): Found[] {
  const filled = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll('{tenant}', tenant.name).replaceAll('{namespace}', tenant.namespace));
  const provider = filled(environment.externalSecrets?.provider);
  const isStore = (each: Rendered) => isKind(each, 'SecretStore', EXTERNAL_SECRETS);
  const isOwn = (each: Rendered) => isStore(each) && each.object.metadata.name === SECRET_STORE;
  return [
    ...(complete && !objects.some(isOwn) ? [found(namespace, [], `its SecretStore ${SECRET_STORE} is missing`)] : []),
    ...objects.flatMap((each) => {
      const spec = map(each.object.spec);
      if (groupOf(each.object) !== EXTERNAL_SECRETS) return [];
      if (isKind(each, 'ExternalSecret', EXTERNAL_SECRETS)) return references(each);
      if (!isOwn(each)) return [found(each, [], 'is not declared in the settings')];
      return isDeepStrictEqual(spec, { provider })
        ? []
        : [found(each, ['spec'], `is not what the settings declare (expected ${JSON.stringify({ provider })})`)];
    }),
  ];
}

function references(each: Rendered): Found[] {
  const spec = map(each.object.spec);
  const { name, kind = 'SecretStore' } = map(spec.secretStoreRef);
  const entries = ['data', 'dataFrom'].flatMap((list) =>
    maps(spec[list]).flatMap((entry, index) =>
      entry.sourceRef === undefined
        ? []
        : [found(each, ['spec', list, index, 'sourceRef'], 'reads from another source')],
    ),
  );
  if (name === SECRET_STORE && kind === 'SecretStore') return entries;
  return [
    found(each, ['spec', 'secretStoreRef'], `is the ${kind} ${show(name)}; the tenant’s own is ${SECRET_STORE}`),
    ...entries,
  ];
}
