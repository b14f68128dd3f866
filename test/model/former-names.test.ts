import { CLIENT_B, loadFiles } from '../support/settings';

/** Client B under another name and with other addresses. */
function other(name: string): string {
  return CLIENT_B.replaceAll('client-b', name).replace('172.16.28.9', '172.16.28.10').replace('28.20]', '28.21]');
}

const errorsOf = (tenants: Readonly<Record<string, string>>) => loadFiles({ tenants }).errors;
const withProxies = (...proxies: string[]) =>
  CLIENT_B.replace(/ {2}proxies:\n[\s\S]*? {2}allow:/, `  proxies: [${proxies.join(', ')}]\n  allow:`);

test('former names that no one has are fine, in an override too', () => {
  const text = `${CLIENT_B.replace('      drain: false', '      formerly: [squid-x]').replace('  nodeType', '  formerly: [nodes]\n  nodeType')}    formerly: [client-y]\nformerly: [client-x]\n`;
  expect(errorsOf({ 'client-b.yaml': text })).toEqual([]);
});

test.each([
  ['no label', 'formerly: [Client_Old]\n', /client-b\.yaml:39:12 formerly\[0\]: Client_Old is not a valid DNS label/],
  ['a reserved name', 'formerly: [platform]\n', /39:12 formerly\[0\]: platform is reserved/],
  ['no list', 'formerly: client-old\n', /39:1 formerly: must be a list/],
  ['one name twice', 'formerly: [x, x]\n', /39:15 formerly\[1\]: is the same name as entry 1/],
  ['its own name', 'formerly: [x, client-b]\n', /39:15 formerly\[1\]: client-b is the current name of the tenant/],
])('a tenant that formerly had %s', (_, line, message) => {
  expect(errorsOf({ 'client-b.yaml': CLIENT_B + line })).toEqual([expect.stringMatching(message)]);
});

test('a former name of a tenant that is another tenant, or was another’s too', () => {
  expect(
    errorsOf({ 'client-b.yaml': `${CLIENT_B}formerly: [client-c]\n`, 'client-c.yaml': other('client-c') }),
  ).toEqual([
    'tenants/client-b.yaml:39:12 formerly[0]: client-c is a tenant in development and production (tenants/client-c.yaml); list only names that are no longer used',
  ]);
  expect(
    errorsOf({ 'client-b.yaml': `${CLIENT_B}formerly: [x]\n`, 'client-c.yaml': `${other('client-c')}formerly: [x]\n` }),
  ).toEqual([
    'tenants/client-c.yaml:39:12 formerly[0]: x is already a former name of client-b (tenants/client-b.yaml) in development and production; only one tenant can take over what was made for it',
  ]);
});

test('a tenant may be renamed in one environment after the other', () => {
  const only = (text: string, name: string) =>
    text.replace(/environments:\n[\s\S]*/, `environments: { ${name}: { enabled: false } }\n`);
  const tenants = {
    'client-b.yaml': `${only(CLIENT_B, 'production')}formerly: [client-c]\n`,
    'client-c.yaml': only(other('client-c'), 'development'),
  };
  expect(errorsOf(tenants)).toEqual([]);
});

test('former names of proxies', () => {
  const squid = (name: string, end: number, ...formerly: string[]) =>
    `{ name: ${name}, address: 172.16.28.${end}, formerly: [${formerly.join(', ')}] }`;
  expect(errorsOf({ 'client-b.yaml': withProxies(squid('a', 9, 'b'), squid('b', 10, 'x')) })).toEqual([
    expect.stringMatching(
      /10:\d+ egress\.proxies\[0\]\.formerly\[0\]: b is the current name of another proxy of the tenant/,
    ),
  ]);
  expect(errorsOf({ 'client-b.yaml': withProxies(squid('a', 9, 'x'), squid('b', 10, 'x')) })).toEqual([
    expect.stringMatching(/egress\.proxies\[1\]\.formerly\[0\]: x is already a former name of a; only one proxy/),
  ]);
  expect(errorsOf({ 'client-b.yaml': withProxies(squid('a', 9, 'a')) })).toEqual([
    expect.stringMatching(/egress\.proxies\[0\]\.formerly\[0\]: a is the current name of the proxy/),
  ]);
});

test('former names of pools', () => {
  const pool = (text: string, former: string) => text.replace('  nodeType', `  formerly: [${former}]\n  nodeType`);
  expect(errorsOf({ 'client-b.yaml': pool(CLIENT_B, 'client-b-pool') })).toEqual([
    expect.stringMatching(/6:14 nodePool\.formerly\[0\]: client-b-pool is the current name of the pool/),
  ]);
  expect(errorsOf({ 'client-b.yaml': pool(CLIENT_B, 'client-c-pool'), 'client-c.yaml': other('client-c') })).toEqual([
    expect.stringMatching(
      /6:14 nodePool\.formerly\[0\]: client-c-pool is the pool of client-c in development and production/,
    ),
  ]);
  expect(errorsOf({ 'client-b.yaml': pool(CLIENT_B, 'x'), 'client-c.yaml': pool(other('client-c'), 'x') })).toEqual([
    expect.stringMatching(
      /client-c\.yaml:6:14 nodePool\.formerly\[0\]: x is already a former name of the pool of client-b/,
    ),
  ]);
  const unnamed = `${CLIENT_B.replace('  name: client-b-pool\n', '')}formerly: [client-c]\n`;
  const taken = other('client-d').replace('client-d-pool', 'client-c-pool');
  expect(errorsOf({ 'client-b.yaml': unnamed, 'client-d.yaml': taken })).toEqual([
    expect.stringMatching(/client-b\.yaml:38:12 formerly\[0\]: its pool is still called client-c-pool at the cloud/),
    expect.stringMatching(/client-d\.yaml:5:3 nodePool\.name: client-c-pool does not begin with the tenant’s name/),
  ]);
});
