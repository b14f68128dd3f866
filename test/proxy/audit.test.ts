import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { auditSchema, squidConf } from '../../lib/proxy';
import { plan, WEB } from './_fixture';

const ALLOW = [{ host: 'ifconfig.me', ports: WEB }];
const OPTIONAL = ['id', 'client', 'certificate', 'sni', 'reported_by'];
const LOGS = { to: 'syslog', host: 'logs.test', port: 6514, keepDays: 14, omit: [], image: 'haproxy' } as const;
const GATEWAY = { namespace: 'client-a-demo-egress', image: 'haproxy', certificates: 'secret' } as const;

/** What a proxy writes for each field, by the name of the field. */
function fieldsOf(...args: Parameters<typeof plan>): Readonly<Record<string, string>> {
  const [, format = ''] = /^logformat egress (.*)$/m.exec(squidConf(plan(...args).vm)) ?? [];
  return JSON.parse(format);
}

const schema = auditSchema() as { required: string[]; properties: Record<string, unknown> };

test.each([
  ['any proxy', {}, []],
  ['a list', { allow: ALLOW }, ['sni']],
  ['a list without names inside TLS', { allow: ALLOW.map((entry) => ({ ...entry, sni: 'any' as const })) }, []],
  ['a list that only reports', { allow: ALLOW, mode: 'report' as const }, ['sni', 'reported_by']],
  ['client certificates', { clientCertificate: true }, ['certificate']],
])(
  'of %s, lines have the fields that the schema requires, and of the others what they are about',
  (_, egress, more) => {
    const names = Object.keys(fieldsOf(egress));
    expect(names.filter((name) => !OPTIONAL.includes(name))).toEqual(schema.required);
    expect(names.filter((name) => OPTIONAL.includes(name))).toEqual(more);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(names));
  },
);

test('both hops write the same fields, and the second one what it was told of the client', () => {
  const text = squidConf(plan({ allow: ALLOW, clientCertificate: true }).vm);
  const format = (name: string) => JSON.parse(new RegExp(`^logformat ${name} (.*)$`, 'm').exec(text)?.[1] ?? '');
  const [first, second] = [format('egress'), format('egress_checked')];
  expect(Object.keys(second)).toEqual(Object.keys(first));
  expect(Object.keys(first).filter((name) => first[name] !== second[name])).toEqual([
    ...['source', 'certificate', 'method', 'status', 'agent'],
  ]);
  const carried = [...text.matchAll(/^request_header_add X-Egress-(\S+) "(.*)" checked$/gm)];
  expect(carried.map(([, name = '', value]) => [name, value])).toEqual([
    ['source', first.source],
    ['certificate', first.certificate],
    ['allowed-by', first.allowed_by],
    ['agent', first.agent],
  ]);
  expect(text).toMatch(/^request_header_access All deny CONNECT$/m);
});

test('behind a gateway both hops log the pod that the gateway names, and partners do not see it', () => {
  const { vm } = plan({ allow: ALLOW });
  const text = squidConf({ ...vm, tenant: { ...vm.tenant, gateway: GATEWAY } });
  const format = (name: string) => JSON.parse(new RegExp(`^logformat ${name} (.*)$`, 'm').exec(text)?.[1] ?? '').client;
  expect([format('egress'), format('egress_checked')]).toEqual(['%#.64{X-Egress-Client}>h', '%{client}note']);
  expect(text).toContain('\nrequest_header_access X-Egress-Client deny all\n');
  expect(text).toContain('\nrequest_header_add X-Egress-client "%#.64{X-Egress-Client}>h" checked\n');
  expect(text).toMatch(/^acl keep annotate_client .*client="%{X-Egress-client}>h"/m);
  expect(squidConf(vm)).not.toContain('X-Egress-Client');
});

test('lines that are shipped have an id, which both hops count by themselves', () => {
  const { vm } = plan({ allow: ALLOW });
  const text = squidConf({ ...vm, environment: { ...vm.environment, logs: LOGS } });
  const id = (name: string) => JSON.parse(new RegExp(`^logformat ${name} (.*)$`, 'm').exec(text)?.[1] ?? '').id;
  expect(id('egress')).toBe('development/client-a/squid-a/%ts%03tu/1-%sn');
  expect(id('egress_checked')).toBe('development/client-a/squid-a/%ts%03tu/2-%sn');
  const { pattern } = schema.properties.id as { pattern: string };
  expect('development/client-a/squid-a/1795989900162/1-71').toMatch(new RegExp(pattern));
  expect(fieldsOf({ allow: ALLOW })).not.toHaveProperty('id');
});

test('fields that are left out are - on both hops', () => {
  const { vm } = plan({ allow: ALLOW });
  const logs = { ...LOGS, omit: ['agent', 'source'] as const };
  const text = squidConf({ ...vm, environment: { ...vm.environment, logs } });
  const format = (name: string) => JSON.parse(new RegExp(`^logformat ${name} (.*)$`, 'm').exec(text)?.[1] ?? '');
  for (const hop of ['egress', 'egress_checked'])
    expect(format(hop)).toMatchObject({ agent: '-', source: '-', host: '%#.400>rd' });
});

test('a line says for which proxy and version of the fields it is', () => {
  expect(fieldsOf()).toMatchObject({ version: '1', environment: 'development', tenant: 'client-a', proxy: 'squid-a' });
});

test.each([
  ['a reason that no rule has', { denied_by: 'mood' }],
  ['a newer version', { version: '2' }],
  ['a field that is not one', { extra: '1' }],
  ['a number', { status: 200 }],
  ['no time', { time: undefined }],
])('%s is not an audit record', (_, change) => {
  const values = ['1', '2026-11-29T12:00:00.000Z', 'development', 'client-a', 'squid-a', '172.16.28.20', 'GET'];
  const rest = ['ifconfig.me', '80', '200', 'TCP_MISS', '-', 'any', '203.0.113.80', '12', '100', '200', '-', 'curl'];
  const line = Object.fromEntries(schema.required.map((name, index) => [name, [...values, ...rest][index]]));
  const isRecord = new Ajv().compile(auditSchema());
  expect(isRecord(line)).toBe(true);
  expect(isRecord(JSON.parse(JSON.stringify({ ...line, ...change })))).toBe(false);
});

test('the schema is the one that is published (npm run schema)', () => {
  const published = readFileSync(join(__dirname, '../../schemas/audit.schema.json'), 'utf8');
  expect(JSON.parse(published)).toMatchObject(auditSchema());
});
