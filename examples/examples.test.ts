import fs from 'node:fs';
import { join } from 'node:path';
import { loadModel } from '../lib/model/load';
import { synthesize } from '../lib/synthesize';
import { verify } from '../lib/verification';

const settings = fs
  .readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && fs.existsSync(join(__dirname, entry.name, 'tenants')))
  .map(({ name }) => name);

const load = (name: string) =>
  loadModel({ tenants: join(__dirname, name, 'tenants'), environments: join(__dirname, name, 'overlays') });

test('the page lists every example, and no other', () => {
  const listed = [...fs.readFileSync(join(__dirname, 'README.md'), 'utf8').matchAll(/^\| \[([\w-]+)\]/gm)];
  expect(listed.map(([, name]) => name)).toEqual([
    'minimal',
    'two-proxies',
    'certificates',
    'own-repository',
    'chart',
    'applications',
    'own-main',
  ]);
  expect([...settings, 'own-main'].sort()).toEqual(listed.map(([, name]) => name).sort());
});

describe.each(settings)('%s', (name) => {
  const { model, warnings } = load(name);

  test('has nothing to mend but the placeholders of its addresses', () => {
    // That egress.tcp gives a gateway is a note.
    const ids = warnings.map(({ id }) => id).filter((id) => id !== 'tcp-gateway');
    expect(new Set(ids)).toEqual(new Set(['address-documentation']));
  });

  test('passes every rule', () => {
    expect(verify(synthesize(model), model).map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });
});

test.each([
  ['two-proxies', 'dist/base/acme/guardrails/daemonset-egress-gateway.yaml'],
  ['certificates', 'dist/overlays/production/acme/guardrails/certificate-egress-gateway.yaml'],
  ['own-repository', 'dist/overlays/production/acme/guardrails/gitrepository-acme.yaml'],
  ['chart', 'dist/overlays/production/acme/guardrails/helmrelease-redis.yaml'],
  ['applications', 'dist/overlays/production/storefront/guardrails/ingress-shop-example-com.yaml'],
  ['applications', 'dist/overlays/production/helpdesk/guardrails/helmrelease-helpdesk.yaml'],
  ['applications', 'dist/base/exchange/guardrails/daemonset-egress-gateway.yaml'],
  ['applications', 'dist/overlays/production/ledger/workloads/externalsecret-postgres.yaml'],
])('%s renders what it is about, and minimal does not', (name, file) => {
  const rendered = (example: string) => synthesize(load(example).model).map(({ path }) => path);
  expect(rendered(name)).toContain(file);
  expect(rendered('minimal')).not.toContain(file);
});
