import { withoutCredentials } from '../../lib/lint';
import { Project } from '../support/project';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

test.each([
  ['https://user:hunter2@loki.example.com/push is not', 'https://***@loki.example.com/push is not'],
  ['https://hunter2@github.com/a/b', 'https://***@github.com/a/b'],
  ['"postgres://shop:hunter2@db.shop/x"', '"postgres://***@db.shop/x"'],
  ['https://user:hun@ter2@host/x', 'https://***@host/x'],
  ['https://user:hun/ter2@host/x', 'https://***@host/x'],
  ['ssh://git:hunter2@host/x', 'ssh://***@host/x'],
  ['shop:hunter2@registry.example.com/web', '***@registry.example.com/web'],
  ['https://a.example/x?team=1&private_token=hunter2&b=c', 'https://a.example/x?team=1&private_token=***&b=c'],
  ['https://hooks.slack.com/services/T0/B0/hunter2', 'https://hooks.slack.com/***'],
  ['https://discord.com/api/webhooks/1/hunter2', 'https://discord.com/api/webhooks/***'],
])('%s is printed as %s', (text, printed) => {
  expect(withoutCredentials(text)).toBe(printed);
});

test.each([
  'ssh://git@github.com/example/shop.git',
  'example.com:5000/web:1.2.3@sha256:e3b0c442',
  'https://example.com:8443/@scope/package',
  'tenants/client-b.yaml:12:7 egress.proxies[0].address: 172.16.28.9 is outside 172.16.28.0/22',
  'user@example.com',
])('%s stays as it is', (text) => {
  expect(withoutCredentials(text)).toBe(text);
});

const BAD = 'https://user:hunter2@host.example.com/a?token=hunter2#hunter2';

/** Every setting of an environment that takes an address or a name where someone could put one. */
const ENVIRONMENT: readonly (readonly [string, object])[] = [
  ['logs', { logs: { to: 'loki', host: 'logs.example.com', port: 30514, url: BAD } }],
  ['logs.host', { logs: { host: BAD } }],
  ['monitoring', { monitoring: { sources: [BAD], blackbox: BAD, runbooks: BAD } }],
  ['probe', { probe: { url: BAD } }],
  ['flux.source', { flux: { source: { name: 'a', url: BAD } } }],
  ['flux.notify', { flux: { notify: [{ kind: 'webhook', secret: BAD }] } }],
  ['flux.notify.repository', { flux: { notify: [{ kind: 'github', secret: 'a', repository: BAD }] } }],
  ['flux.registry', { flux: { registry: BAD } }],
  ['registries', { registries: [BAD] }],
  ['egressCheck', { egressCheck: { targets: [BAD] } }],
];

test.each(ENVIRONMENT)('a password in %s is in no message', (_, settings) => {
  const { errors, warnings } = loadFiles({
    tenants: { 'client-b.yaml': CLIENT_B },
    environments: { 'development.ts': environmentText('development', settings as never) },
  });
  const all = errors.join('\n');
  expect(errors.length).toBeGreaterThan(0);
  expect([...errors, ...warnings].filter((line) => /user:hunter2|token=hunter2/.test(line))).toEqual([]);
  expect(all).not.toContain('user:');
});

test.each([
  ['egress:', `repository: { url: '${BAD}' }\negress:`],
  ['image: registry.example.com/web:1.2.3', `image: '${BAD}'`],
  ['egress:', `charts: [{ name: a, chart: '${BAD}', version: 1.0.0 }]\negress:`],
  ['    - ifconfig.me', `    - '${BAD}'`],
  ['egress:', `notify: [{ kind: slack, secret: '${BAD}' }]\negress:`],
  ['quota:', `registries: ['${BAD}']\nquota:`],
  ['    runAsUser: 100', `    runAsUser: 100\n    env: { HTTP_PROXY: '${BAD}' }`],
])('a password in %s of a tenant is in no message', (find, replace) => {
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': CLIENT_B.replace(find, replace) } });
  expect(errors.length).toBeGreaterThan(0);
  expect([...errors, ...warnings].filter((line) => /user:hunter2|token=hunter2/.test(line))).toEqual([]);
});

test('nor in an error of a command, or in its JSON', async () => {
  const project = new Project({
    'tenants/client-b.yaml': CLIENT_B,
    'overlays/development.ts': environmentText('development', {
      logs: { to: 'loki', host: 'logs.example.com', port: 30514, url: BAD },
    } as never),
  });
  for (const args of [['check'], ['check', '--json'], ['plan', '--against', BAD]]) {
    const { code, out, err } = await project.run(args[0] as string, ...args.slice(1));
    expect(code).not.toBe(0);
    expect(out + err).not.toMatch(/user:hunter2|token=hunter2/);
  }
});
