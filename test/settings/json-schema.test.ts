import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { parse } from 'yaml';
import { isReason, REASON } from '../../lib/lint';
import { environmentJsonSchema, tenantJsonSchema } from '../../lib/settings';
import { arbitraryTenantSettings, tenantText } from '../support/arbitrary-tenant';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { CLIENT_B } from '../support/settings';

const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(tenantJsonSchema());

function errorsOf(data: unknown): string[] {
  validate(data);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

test('the shipped tenant and one that says everything are fine in an editor', () => {
  const shipped = readFileSync(join(resolve(__dirname, '../..'), 'tenants/client-a.yaml'), 'utf8');
  expect(errorsOf(parse(shipped))).toEqual([]);
  expect(errorsOf(parse(CLIENT_B))).toEqual([]);
});

test('whatever the loader takes, an editor takes', () => {
  fc.assert(
    fc.property(arbitraryTenantSettings(), (tenant) => expect(errorsOf(parse(tenantText(tenant)))).toEqual([])),
    { numRuns: runs(30) },
  );
});

test.each([
  ['an unknown key', 'title: client B', 'titel: client B', ' must NOT have additional properties'],
  ['a value of another type', 'port: 3128', 'port: many', '/egress/proxies/0/port must be integer'],
  ['a missing key', '      address: 172.16.28.9\n', '', "/egress/proxies/0 must have required property 'address'"],
  [
    'a value that is none of a few',
    'mode: enforce',
    'mode: off',
    '/egress/mode must be equal to one of the allowed values',
  ],
  [
    'a name in an override',
    '  production:\n',
    '  production:\n    name: x\n',
    '/environments/production must NOT have additional properties',
  ],
  [
    'a reason that is too short',
    'workloads:',
    'suppress: [{ id: nodes-unknown, reason: "  a word   " }]\nworkloads:',
    `/suppress/0/reason must match pattern "${REASON}"`,
  ],
])('%s is marked in an editor', (_, find, replace, error) => {
  expect(errorsOf(parse(CLIENT_B.replace(find, replace)))).toContain(error);
});

test('an override may remove an entry by its name, a tenant may not', () => {
  const removal = '      - name: web\n        remove: true\n';
  expect(errorsOf(parse(CLIENT_B.replace('      - name: web\n        replicas: 3\n', removal)))).toEqual([]);
  expect(errorsOf(parse(CLIENT_B.replace('    runAsUser: 100\n', '    remove: true\n')))).not.toEqual([]);
});

test.each([
  ['tenant', tenantJsonSchema],
  ['environment', environmentJsonSchema],
])('every key of the %s has a description', (_, schemaOf) => {
  const silent: string[] = [];
  const schema = schemaOf() as { $defs: Record<string, Record<string, unknown>> };
  const descriptionOf = (value: Record<string, unknown>) =>
    value.description ?? schema.$defs[String(value.$ref).replace('#/$defs/', '')]?.description;
  const visit = (part: unknown, path: string): void => {
    if (typeof part !== 'object' || part === null) return;
    const { properties, items, anyOf, additionalProperties } = part as {
      properties?: Record<string, Record<string, unknown>>;
      items?: unknown;
      anyOf?: unknown[];
      additionalProperties?: unknown;
    };
    for (const [key, value] of Object.entries(properties ?? {})) {
      if (typeof descriptionOf(value) !== 'string') silent.push(`${path}.${key}`);
      visit(value, `${path}.${key}`);
    }
    for (const next of [items, additionalProperties, ...(anyOf ?? [])]) visit(next, path);
  };
  for (const [name, part] of Object.entries({ '': schema, ...schema.$defs })) visit(part, name);
  expect(silent).toEqual([]);
});

test('what is shared is defined once, and defaults are in the schema', () => {
  const schema = tenantJsonSchema() as { $defs: Record<string, { properties: Record<string, unknown> }> };
  expect(schema.$defs).toHaveProperty('Probe');
  expect(JSON.stringify(schema).match(/failureThreshold/g)).toHaveLength(1);
  expect(schema.$defs.Proxy?.properties.port).toMatchObject({ default: 3128 });
});

test('the same bytes each time', () => {
  expect(JSON.stringify(tenantJsonSchema())).toBe(JSON.stringify(tenantJsonSchema()));
});

test.each(['', 'ten chars!', ' ten chars!\n', '  nine char  ', '🦑🦑🦑🦑🦑', 'a sentence\nof two lines'])(
  'an editor and the loader agree on the reason %j',
  (reason) => {
    const errors = errorsOf(parse(`${CLIENT_B}suppress: [{ id: nodes-unknown, reason: ${JSON.stringify(reason)} }]\n`));
    expect(errors.length === 0).toBe(isReason(reason));
  },
);
