import { environmentText, loadFiles } from '../support/settings';

const TENANT = `name: client-a
nodePool: { sources: [172.16.28.20] }
egress: { proxies: [{ name: squid-a, address: 172.16.28.8 }] }
`;

function load(egressCheck: unknown) {
  return loadFiles({
    tenants: { 'client-a.yaml': TENANT },
    environments: { 'development.ts': environmentText('development', { egressCheck } as never) },
  });
}

test('targets are public addresses and hosts, with a port', () => {
  const { loaded, errors } = load({ targets: ['1.1.1.1:443', 'example.com:853'] });
  expect(errors).toEqual([]);
  expect(loaded?.model.environments[0]?.environment.egressCheck).toEqual({
    targets: ['1.1.1.1:443', 'example.com:853'],
  });
  expect(load(undefined).loaded?.model.environments[0]?.environment).not.toHaveProperty('egressCheck');
});

test.each([
  ['example.com', 'example.com has no port'],
  ['1.1.1.1', '1.1.1.1 has no port'],
  ['example.com:', 'has no port'],
  [':443', 'has no host and port'],
  ['', 'has no host and port'],
  ['example.com:0', '0 is not a valid port (expected a number from 1 to 65535)'],
  ['example.com:65536', 'is not a valid port'],
  ['example.com:0443', 'is not a valid port'],
  ['example.com:https', 'is not a valid port'],
  ['example.com:443\n', 'is not a valid port'],
  ['https://example.com:443', 'is an address with a scheme'],
  ['example.com/a:443', 'contains a path'],
  ['Example.com:443', 'has upper case'],
  ['.example.com:443', 'stands for many names'],
  ['*.example.com:443', 'contains a *'],
  ['localhost:443', 'is not a full host name'],
  ['kubernetes.default.svc:443', 'is inside the cluster'],
  ['10.0.0.1:443', '10.0.0.1 is not public'],
  ['169.254.42.42:80', 'is not public'],
  ['172.16.28.8:3128', 'is not public'],
  ['1.1.1.1 :443', ''],
  ['01.1.1.1:443', '01.1.1.1 is not a valid IPv4 address'],
  ['[2606:4700::1111]:443', 'proxies reach nothing by IPv6'],
  ['2606:4700::1111:443', 'proxies reach nothing by IPv6'],
  ['1.1.1.1:443 --check', 'is not a valid port'],
])('the target %j is refused', (target, message) => {
  const { problems, errors } = load({ targets: ['1.1.1.1:443', target] });
  expect(problems.map(({ id, path }) => [id, path])).toEqual([['egress-check-target', 'egressCheck.targets[1]']]);
  expect(errors[0]).toContain(message);
  expect(errors[0]).toMatch(/^overlays\/development\.ts:\d+:\d+ egressCheck\.targets\[1\]: /);
});

test.each([
  ['no targets', { targets: [] }, 'list-empty'],
  ['a missing list', {}, 'missing-key'],
  ['a target twice', { targets: ['1.1.1.1:443', '1.1.1.1:443'] }, 'duplicate-entry'],
  ['a text', { targets: '1.1.1.1:443' }, 'wrong-type'],
  ['another key', { targets: ['1.1.1.1:443'], interval: '1s' }, 'unknown-key'],
])('%s is refused', (_, value, id) => {
  expect(load(value).problems.map((problem) => problem.id)).toEqual([id]);
});
