import { build } from '../../lib/kustomize';
import { synthesize } from '../../lib/synthesize';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const vault = (more: object = { role: '{tenant}' }) => ({ vault: { server: 'https://vault.example.com', auth: more } });
const SECRETS = `externalSecrets:
  - { name: shop-db, keys: { password: "shop/db#password", user: shop/user } }
  - { name: shop-mail, from: shop/mail }
`;

function load(externalSecrets?: object, text = SECRETS) {
  const more = externalSecrets === undefined ? {} : { externalSecrets };
  return loadFiles({
    tenants: { 'client-b.yaml': `${CLIENT_B}${text}` },
    environments: {
      'development.ts': environmentText('development', more as never),
      'production.ts': environmentText('production', more as never),
    },
  });
}

test('each tenant gets a store with its own name in it, and Secrets that read from it', () => {
  const { loaded, errors } = load({ provider: vault({ role: '{tenant}', space: 'in {namespace}' }), refresh: '15m' });
  expect(errors).toEqual([]);
  const files = loaded ? synthesize(loaded.model) : [];
  const objects = build(new Map(files.map(({ path, content }) => [path, content])), 'dist/overlays/production');
  const specs = (kind: string) =>
    objects.flatMap((each) => (each.kind === kind ? [[each.metadata.name, (each as { spec?: unknown }).spec]] : []));
  expect(specs('SecretStore')).toEqual([
    ['tenant-store', { provider: vault({ role: 'client-b', space: 'in client-b-demo' }) }],
  ]);
  const secretStoreRef = { kind: 'SecretStore', name: 'tenant-store' };
  const target = (name: string) => ({ name, creationPolicy: 'Owner', deletionPolicy: 'Retain' });
  expect(specs('ExternalSecret')).toEqual([
    [
      'shop-db',
      {
        refreshInterval: '15m',
        secretStoreRef,
        target: target('shop-db'),
        data: [
          { secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } },
          { secretKey: 'user', remoteRef: { key: 'shop/user' } },
        ],
      },
    ],
    [
      'shop-mail',
      {
        refreshInterval: '15m',
        secretStoreRef,
        target: target('shop-mail'),
        dataFrom: [{ extract: { key: 'shop/mail' } }],
      },
    ],
  ]);
});

test('without the setting of the environment nothing of it is rendered', () => {
  const { loaded } = load(undefined, '');
  const text = JSON.stringify(loaded ? synthesize(loaded.model) : []);
  expect(text).not.toMatch(/external-secrets|tenant-store/);
});

test.each<[string, object | undefined, string, RegExp]>([
  [
    'no provider in the environment',
    undefined,
    SECRETS,
    /externalSecrets: need externalSecrets in development and production/,
  ],
  [
    'one identity for all',
    { provider: vault({ role: 'all' }) },
    SECRETS,
    /has neither \{tenant\} nor \{namespace\}: the stores of all tenants/,
  ],
  [
    'two providers',
    { provider: { ...vault(), aws: {} } },
    SECRETS,
    /has 2 entries; expected exactly one, the provider/,
  ],
  [
    'a reference to another namespace',
    { provider: vault({ role: '{tenant}', serviceAccountRef: { name: 'a', namespace: 'platform' } }) },
    SECRETS,
    /serviceAccountRef\.namespace: is set in a reference/,
  ],
  ['no source', { provider: vault() }, 'externalSecrets: [{ name: a }]\n', /must have exactly one of keys and from/],
  [
    'two sources',
    { provider: vault() },
    'externalSecrets: [{ name: a, keys: { a: b }, from: c }]\n',
    /must have exactly one of keys and from/,
  ],
  [
    'no keys',
    { provider: vault() },
    'externalSecrets: [{ name: a, keys: {} }]\n',
    /must have exactly one of keys and from/,
  ],
  [
    'a key that is none',
    { provider: vault() },
    'externalSecrets: [{ name: a, keys: { "a/b": c } }]\n',
    /a\/b is not a key of a Secret/,
  ],
  [
    'two properties',
    { provider: vault() },
    'externalSecrets: [{ name: a, from: "b#c#d" }]\n',
    /b#c#d is not the place of a value/,
  ],
  [
    'the same twice',
    { provider: vault() },
    'externalSecrets: [{ name: a, from: b }, { name: a, from: c }]\n',
    /is the same name as entry 1/,
  ],
])('%s is a problem', (_, environment, text, message) => {
  const { errors } = load(environment, text);
  expect(errors.join('\n')).toMatch(message);
});
