import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ageKey, encryptSecret } from '../../lab/gitops/sops';
import { environmentText, loadFiles, type Outcome } from '../support/settings';

const A = ageKey().recipient;
const B = ageKey().recipient;

const tenant = (name: string, address: string, more = '') =>
  `name: ${name}\nnodePool: { sources: [172.16.28.2${address.slice(-1)}] }\negress:\n  proxies: [{ name: squid, address: ${address} }]\n${more}`;
const withKey = (name: string, address: string, recipient: string, key = `${name}-sops`) =>
  tenant(name, address, `secrets: { key: ${key}, recipients: [${recipient}] }\n`);

const plain = (name = 'db', metadata: object = {}, more: object = { stringData: { password: 'example' } }) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, ...metadata },
  ...more,
});
const GOOD = encryptSecret(plain(), [A]);

const PER_TENANT = { flux: { reconcile: 'per-tenant' } };

/** Tenants client-a and client-b, each with a key, and files below tenants/. */
function load(
  files: Readonly<Record<string, string | Buffer>>,
  tenants: Readonly<Record<string, string>> = {},
  reconcile: object = PER_TENANT,
): Outcome {
  return loadFiles({
    tenants: {
      'client-a.yaml': withKey('client-a', '172.16.28.8', A),
      'client-b.yaml': withKey('client-b', '172.16.28.9', B),
      ...tenants,
    },
    environments: {
      'development.ts': environmentText('development', reconcile as never),
      'production.ts': environmentText('production', PER_TENANT),
    },
    prepare: (folder) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, 'tenants', path)), { recursive: true });
        writeFileSync(join(folder, 'tenants', path), text);
      }
    },
  });
}

const secretsOf = ({ loaded, errors }: Outcome, environment: string, name = 'client-a') => {
  if (!loaded) throw new Error(errors.join('\n'));
  const { tenants } = loaded.model.environments.find((one) => one.environment.name === environment) ?? { tenants: [] };
  return tenants.find((one) => one.name === name)?.secretFiles?.map(({ source }) => source) ?? [];
};

test('files belong to all environments, or to the one of their folder, which wins', () => {
  const outcome = load({
    'client-a/secrets/db.yaml': GOOD,
    'client-a/secrets/cache.yaml': encryptSecret(plain('cache', { namespace: 'client-a' }), [A]),
    'client-a/secrets/production/db.yaml': encryptSecret(plain(), [A]),
    'client-a/secrets/README.md': 'text',
    'client-a/secrets/.sops.yaml': 'creation_rules: []',
  });
  expect(secretsOf(outcome, 'development')).toEqual([
    'tenants/client-a/secrets/cache.yaml',
    'tenants/client-a/secrets/db.yaml',
  ]);
  expect(secretsOf(outcome, 'production')).toEqual([
    'tenants/client-a/secrets/cache.yaml',
    'tenants/client-a/secrets/production/db.yaml',
  ]);
  expect(secretsOf(outcome, 'production', 'client-b')).toEqual([]);
});

test('each environment can have a key of its own', () => {
  const own = `secrets: { key: client-a-sops, recipients: [${A}] }\nenvironments: { production: { secrets: { recipients: [${B}] } } }\n`;
  const tenants = {
    'client-a.yaml': tenant('client-a', '172.16.28.8', own),
    'client-b.yaml': tenant('client-b', '172.16.28.9'),
  };
  const files = {
    'client-a/secrets/development/db.yaml': GOOD,
    'client-a/secrets/production/db.yaml': encryptSecret(plain(), [B]),
  };
  expect(load(files, tenants).errors).toEqual([]);
  expect(load({ 'client-a/secrets/db.yaml': GOOD }, tenants).errors).toEqual([
    `tenants/client-a/secrets/db.yaml:8:5 sops.age: is encrypted for ${A}, which is not a recipient of the tenant’s in production (docs/secrets.md)`,
  ]);
});

/** Changes to a good file; what is said of it. */
const REFUSED: readonly [string, string | Buffer, RegExp][] = [
  ['another tenant’s ciphertext', encryptSecret(plain(), [B]), /is encrypted for age1\w+, which is not a recipient/],
  ['a second recipient', encryptSecret(plain(), [A, B]), /is encrypted for age1\w+, which is not a recipient/],
  ['the same recipient twice', encryptSecret(plain(), [A, A]), /has a recipient twice/],
  ['a recipient that no entry names', merged(GOOD), /can be decrypted by more keys than the one that recipient names/],
  ['a key of PGP', GOOD.replace('sops:\n', 'sops:\n    pgp: [{ fp: ABC }]\n'), /sops\.pgp: is a key of another kind/],
  [
    'a key of KMS',
    GOOD.replace('sops:\n', 'sops:\n    kms: [{ arn: "arn:aws:kms" }]\n'),
    /sops\.kms: is a key of another kind/,
  ],
  ['key groups', GOOD.replace('sops:\n', 'sops:\n    key_groups: [{ age: [] }]\n'), /sops\.key_groups: is a key group/],
  ['no recipient', GOOD.replace(/ {4}age:\n( {6,}.*\n)+/, '    age: []\n'), /has no recipient of age/],
  ['no block sops', GOOD.replace(/sops:\n[\s\S]*/, ''), /has no block sops, so it is not encrypted/],
  [
    'a value in clear',
    GOOD.replace(/password: .*/, 'password: example'),
    /stringData\.password: is in clear: encrypt it/,
  ],
  [
    'a value in clear next to others',
    GOOD.replace('stringData:\n', 'stringData:\n    user: shop\n'),
    /stringData\.user: is in clear/,
  ],
  [
    'a pattern that selects less',
    GOOD.replace('(data|stringData)', 'password'),
    /encrypted_regex: is "?\^password\$"? \(expected/,
  ],
  ['a pattern without a block', GOOD.replace('(data|stringData)', 'data'), /leaves stringData as it stands/],
  ['no pattern', GOOD.replace(/ {4}encrypted_regex: .*\n/, ''), /encrypted_regex: is missing/],
  [
    'a second pattern',
    GOOD.replace('sops:\n', 'sops:\n    unencrypted_suffix: _x\n'),
    /unencrypted_suffix: also selects/,
  ],
  ['a number', GOOD.replace('type:str', 'type:int'), /is not text but int; quote the value/],
  ['another kind', GOOD.replace('kind: Secret', 'kind: ConfigMap'), /is v1 ConfigMap \(expected v1 Secret\)/],
  [
    'another tenant’s namespace',
    encryptSecret(plain('db', { namespace: 'client-b' }), [A]),
    /client-b is not the namespace of client-a/,
  ],
  [
    'a token of an account',
    encryptSecret(plain('db', {}, { type: 'kubernetes.io/service-account-token', stringData: { x: 'y' } }), [A]),
    /type: kubernetes.io\/service-account-token is refused/,
  ],
  [
    'an annotation of Flux',
    encryptSecret(plain('db', { annotations: { 'kustomize.toolkit.fluxcd.io/decrypt': 'disabled' } }), [A]),
    /steers Flux or the cluster/,
  ],
  [
    'what kubectl has applied',
    encryptSecret(plain('db', { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }), [A]),
    /steers Flux or the cluster/,
  ],
  [
    'an owner',
    encryptSecret(plain('db', { ownerReferences: 'x' }), [A]),
    /metadata\.ownerReferences: cannot be set here/,
  ],
  ['another key', GOOD.replace('kind: Secret', 'kind: Secret\nspec: {}'), /spec: is not a key of a Secret/],
  ['no values', encryptSecret(plain('db', {}, {}), [A]), /has neither data nor stringData/],
  ['no name', GOOD.replace('name: db', 'labels: {}'), /metadata\.name: is missing/],
  ['two documents', `${GOOD}---\n${GOOD}`, /a second document begins here; one file holds one Secret/],
  ['a merge conflict', `<<<<<<< ours\n${GOOD}=======\n>>>>>>> theirs\n`, /has merge conflicts/],
  ['bytes that are not text', Buffer.from([0xff, 0xfe, 0x00]), /is not valid UTF-8/],
  ['nothing', '', /is empty: remove the file/],
];

/** A file whose key is encrypted for two, and whose recipients name one. */
function merged(text: string): string {
  const header = 'age-encryption.org/v1\n-> X25519 a\nb\n-> X25519 c\nd\n--- mac\n';
  const armored = `-----BEGIN AGE ENCRYPTED FILE-----\n${Buffer.from(header).toString('base64')}\n-----END AGE ENCRYPTED FILE-----`;
  return text.replace(/enc: \|\n( {14}.*\n)+/, `enc: ${JSON.stringify(armored)}\n`);
}

test.each(REFUSED)('a file with %s is refused, and its value is not shown', (_, text, message) => {
  const { errors } = load({ 'client-a/secrets/db.yaml': text });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^tenants\/client-a\/secrets\/db\.yaml:\d+:\d+:? /);
  expect(errors[0]).toMatch(message);
  expect(errors[0]).not.toContain('example');
});

test('of two files with one Secret, one has to be renamed', () => {
  expect(load({ 'client-a/secrets/a.yaml': GOOD, 'client-a/secrets/b.yaml': GOOD }).errors).toEqual([
    expect.stringMatching(/secrets\/b\.yaml:4:5 metadata\.name: db is the Secret of .*secrets\/a\.yaml, too; rename/),
  ]);
});

test('what is not read is refused', () => {
  const { errors } = load({
    'client-a/secrets/.env': 'x',
    'client-a/secrets/db.yml': GOOD,
    'client-a/secrets/production/more/db.yaml': GOOD,
    'client-a/secrets/staging/db.yaml': GOOD,
    'client-a/notes.txt': 'x',
    'client-x/secrets/db.yaml': GOOD,
  });
  expect(errors.map((line) => line.replace('tenants/', ''))).toEqual([
    expect.stringMatching(/^client-a\/notes\.txt:1:1: is not read: a tenant’s folder holds secrets\/ alone/),
    expect.stringMatching(/^client-a\/secrets\/\.env:1:1: is not read/),
    expect.stringMatching(/^client-a\/secrets\/db\.yml:1:1: is not read/),
    expect.stringMatching(/^client-a\/secrets\/production\/more:1:1: is a folder in the folder of an environment/),
    expect.stringMatching(
      /^client-a\/secrets\/staging\/db\.yaml:1:1: is in the folder of an unknown environment staging/,
    ),
    expect.stringMatching(/^client-x:1:1: is a folder; tenants are files side by side/),
  ]);
});

test('a link out of the folder is refused', () => {
  const { errors } = loadFiles({
    tenants: { 'client-b.yaml': withKey('client-b', '172.16.28.9', B) },
    environments: { 'production.ts': environmentText('production', PER_TENANT) },
    prepare: (folder) => {
      writeFileSync(join(folder, 'outside.yaml'), encryptSecret(plain(), [B]));
      mkdirSync(join(folder, 'tenants/client-b/secrets'), { recursive: true });
      symlinkSync(join(folder, 'outside.yaml'), join(folder, 'tenants/client-b/secrets/db.yaml'));
    },
  });
  expect(errors).toEqual([expect.stringMatching(/secrets\/db\.yaml:1:1: is a link that leads out of the folder/)]);
});

test('files without a key are refused in each environment that they are for', () => {
  const only = tenant(
    'client-a',
    '172.16.28.8',
    `environments: { production: { secrets: { key: client-a-sops, recipients: [${A}] } } }\n`,
  );
  const outcome = load({ 'client-a/secrets/db.yaml': GOOD }, { 'client-a.yaml': only });
  expect(outcome.errors).toEqual([
    expect.stringMatching(/secrets\/db\.yaml:1:1: would not be decrypted in development: set/),
  ]);
  expect(load({ 'client-a/secrets/production/db.yaml': GOOD }, { 'client-a.yaml': only }).errors).toEqual([]);
});

test('a key belongs to one tenant, and so does each recipient', () => {
  const shared = withKey('client-b', '172.16.28.9', A);
  expect(load({}, { 'client-b.yaml': shared }).errors).toEqual([
    expect.stringMatching(
      /client-b\.yaml:5:45 secrets\.recipients\[0\]: age1\w+ is a key of client-a .* already in development and production/,
    ),
  ]);
  const named = withKey('client-b', '172.16.28.9', B, 'client-a-sops');
  expect(load({}, { 'client-b.yaml': named }).errors).toEqual([
    expect.stringMatching(/secrets\.key: client-a-sops is a key of client-a/),
  ]);
  const foreign = withKey('client-b', '172.16.28.9', B, 'flux-deploy-key');
  expect(load({}, { 'client-b.yaml': foreign }).errors).toEqual([
    expect.stringMatching(/secrets\.key: flux-deploy-key does not begin with the tenant’s name/),
  ]);
});

test('one Kustomization for all tenants has no key', () => {
  expect(load({}, {}, { flux: { reconcile: 'per-environment' } }).errors).toEqual([
    expect.stringMatching(
      /client-a\.yaml:5:1 secrets: is only possible with flux\.reconcile: per-tenant, and development has one/,
    ),
    expect.stringMatching(/client-b\.yaml:5:1 secrets: is only possible/),
  ]);
});

test.each([
  ['AGE-SECRET-KEY-1QQQQ', /is a private key: treat it as leaked/],
  [`${A.slice(0, -1)}${A.endsWith('q') ? 'p' : 'q'}`, /has a typing error: its checksum does not fit/],
  ['age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t', /needs a plugin of age/],
  ['ssh-ed25519', /is not a recipient of age/],
])('%s is not a recipient', (recipient, message) => {
  const { errors } = load({}, { 'client-a.yaml': withKey('client-a', '172.16.28.8', recipient) });
  expect(errors).toEqual([expect.stringMatching(message)]);
});
