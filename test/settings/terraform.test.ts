import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

function load(terraform: unknown, infrastructure: object | null = { cluster: 'kapsule-dev' }) {
  const more = { terraform, ...(infrastructure ? { infrastructure } : {}) } as never;
  const environments = {
    'development.ts': environmentText('development', more),
    'production.ts': environmentText('production'),
  };
  return loadFiles({ tenants: { 'client-b.yaml': CLIENT_B }, environments });
}

const s3 = (more: object) => ({ backend: { s3: { bucket: 'state', key: 'development.tfstate', ...more } } });

test.each([
  [
    'strings, numbers and booleans, in maps and lists',
    {
      ...s3({
        endpoints: { s3: 'https://s3.fr-par.scw.cloud' },
        max_retries: 3,
        skip_credentials_validation: true,
        allowed_account_ids: ['1'],
      }),
      provider: { project_id: 'p', zone: 'fr-par-1' },
    },
  ],
  ['places of secrets', s3({ shared_credentials_files: ['~/.aws/credentials'], kms_key_id: 'k' })],
  ['a backend alone', { backend: { http: { address: 'https://state.example.com/dev' } } }],
  ['a local one outside dist/', { backend: { local: { path: '../../../.terraform/development.tfstate' } } }],
])('%s are taken', (_, terraform) => {
  const { errors, warnings, loaded } = load(terraform);
  expect({ errors, warnings }).toEqual({ errors: [], warnings: [] });
  expect(loaded?.model.environments[0]?.environment.terraform).toEqual(terraform);
});

test.each([
  [s3({ access_key: 'SCW1' }), /backend\.s3\.access_key: contains a secret; .*AWS_SECRET_ACCESS_KEY/],
  [s3({ secret_key: 'x' }), /backend\.s3\.secret_key: contains a secret/],
  [s3({ SecretKey: 'x' }), /backend\.s3\.SecretKey: contains a secret/],
  [s3({ token: 'x' }), /backend\.s3\.token: contains a secret/],
  [s3({ assume_role: { web_identity_token: 'x' } }), /backend\.s3\.assume_role\.web_identity_token: contains a secret/],
  [s3({ sse_customer_key: 'x' }), /sse_customer_key: contains a secret/],
  [{ backend: { pg: { conn_str: 'postgres://db' } } }, /backend\.pg\.conn_str: contains a secret/],
  [
    { backend: { http: { address: 'https://me:pass@state.example.com' } } },
    /backend\.http\.address: contains a password/,
  ],
  [{ backend: { http: { password: 'x' } } }, /backend\.http\.password: contains a secret/],
  [{ provider: { access_key: 'SCW1' } }, /provider\.access_key: contains a secret; .*SCW_SECRET_KEY/],
  [{ provider: { secret_key: 'x' } }, /provider\.secret_key: contains a secret/],
  [{ provider: { alias: 'other' } }, /provider\.alias: cannot be set/],
  [{ provider: { project_id: '${var.project}' } }, /provider\.project_id: .* contains an expression of Terraform/],
  [s3({ bucket: '%{ if true }x' }), /backend\.s3\.bucket: .* contains an expression/],
  [s3({ key: 'a\nb' }), /backend\.s3\.key: .* contains a line break/],
  [s3({ '${x}': 'y' }), /is not a valid name of an argument/],
  [s3({ key: null }), /backend\.s3\.key: has no value/],
  [{ backend: {} }, /backend: has 0 entries; expected exactly one/],
  [{ backend: { s3: {}, local: {} } }, /backend: has 2 entries/],
  [{ backend: { s3: 'bucket' } }, /backend\.s3: must be a map of keys/],
  [{ backend: 's3' }, /backend: must be a map of keys/],
  [{ backend: { local: {} } }, /backend\.local\.path: dist\/infra\/development\/terraform\.tfstate is inside dist/],
  [{ backend: { local: { path: '../x/y' } } }, /backend\.local\.path: dist\/infra\/x\/y is inside dist/],
  [{ backends: {} }, /terraform\.backends: unknown key; did you mean backend/],
])('%j is refused at its place', (terraform, message) => {
  const { errors } = load(terraform);
  expect(errors).toEqual([expect.stringMatching(message)]);
  expect(errors[0]).toMatch(/^overlays\/development\.ts:\d+:\d+ /);
});

test('without a backend state would be in dist/, without infrastructure there is no state', () => {
  expect(load({ provider: { zone: 'fr-par-1' } }).warnings).toEqual([
    expect.stringMatching(
      /terraform\.backend: warning: is not set, so Terraform would keep state in dist\/infra\/development/,
    ),
  ]);
  expect(load(s3({}), null).warnings).toEqual([
    expect.stringMatching(/terraform: warning: has no effect: without infrastructure/),
  ]);
});
