import { CLIENT_B, loadFiles } from '../support/settings';

const LINE = '      drain: false';
const at = (text: string, address: string) => text.replace(LINE, `      publicAddress: ${address}`);
const overridden = (text: string, environment: string, address: string) =>
  text.replace(
    /environments:\n[\s\S]*/,
    `environments:\n  ${environment}:\n    egress: { proxies: [{ name: squid-b, publicAddress: ${address} }] }\n`,
  );
const other = CLIENT_B.replaceAll('client-b', 'client-a')
  .replace('172.16.28.9', '172.16.28.10')
  .replace('28.20]', '28.21]');
const errorsOf = (tenants: Readonly<Record<string, string>>) => loadFiles({ tenants }).errors;

test('one address for the VMs of two environments', () => {
  expect(errorsOf({ 'client-b.yaml': at(CLIENT_B, '51.15.1.9') })).toEqual([
    'tenants/client-b.yaml:14:7 egress.proxies[0].publicAddress: 51.15.1.9 is the public address of squid-b of client-b in development and production; a Flexible IP is attached to one VM: set each environment’s own under environments.<environment>',
  ]);
});

test('an address of its own in each environment, and one for documentation in both, are fine', () => {
  expect(errorsOf({ 'client-b.yaml': overridden(at(CLIENT_B, '51.15.1.9'), 'production', '51.15.1.10') })).toEqual([]);
  expect(errorsOf({ 'client-b.yaml': at(CLIENT_B, '203.0.113.10') })).toEqual([]);
  expect(errorsOf({ 'client-b.yaml': at(CLIENT_B, '192.0.2.10') })).toEqual([]);
});

test.each([
  ['development', 'production'],
  ['production', 'development'],
])('two tenants, one in %s and one in %s: the later file is told', (first, second) => {
  const tenants = {
    'client-a.yaml': overridden(other, first, '51.15.1.9'),
    'client-b.yaml': overridden(CLIENT_B, second, '51.15.1.9'),
  };
  expect(errorsOf(tenants)).toEqual([
    `tenants/client-b.yaml:36:42 environments.${second}.egress.proxies[0].publicAddress: 51.15.1.9 is already the public address of squid-b of client-a (tenants/client-a.yaml) in ${first}; a Flexible IP is attached to one VM: use another one in ${second}`,
  ]);
});

test('two overrides of one tenant: the later line is told', () => {
  const text = `${overridden(CLIENT_B, 'production', '51.15.1.9')}  development:\n    egress: { proxies: [{ name: squid-b, publicAddress: 51.15.1.9 }] }\n`;
  expect(errorsOf({ 'client-b.yaml': text })).toEqual([
    expect.stringMatching(
      /client-b\.yaml:38:42 environments\.development\..* is already the public address of squid-b of client-b .* in production/,
    ),
  ]);
});

test('two tenants with one address in one environment', () => {
  const tenants = {
    'client-a.yaml': overridden(other, 'production', '51.15.1.9'),
    'client-b.yaml': overridden(CLIENT_B, 'production', '51.15.1.9'),
  };
  expect(errorsOf(tenants)).toEqual([
    'tenants/client-b.yaml:36:42 environments.production.egress.proxies[0].publicAddress: 51.15.1.9 is already the public address of squid-b of client-a (tenants/client-a.yaml) in production',
  ]);
});
