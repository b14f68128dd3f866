import { Project } from '../support/project';
import { WHOLE_PROJECT } from '../support/tenants';

/** Two proxies, one with an address of its own in production; a placeholder; an address that is not set. */
const FILES = {
  ...WHOLE_PROJECT,
  'tenants/client-a.yaml': `name: client-a
egress:
  proxies:
    - { name: squid-a, address: 172.16.28.8 }
    - { name: squid-b, address: 172.16.28.18 }
environments:
  development:
    egress: { proxies: [{ name: squid-a, publicAddress: 51.15.9.8 }, { name: squid-b, publicAddress: 51.15.9.9 }] }
  production:
    egress: { proxies: [{ name: squid-a, publicAddress: 51.15.9.18 }, { name: squid-b, publicAddress: 203.0.113.9 }] }
`,
};

const ROWS = [
  ['client-a', 'development', 'squid-a', '51.15.9.8'],
  ['client-a', 'development', 'squid-b', '51.15.9.9'],
  ['client-a', 'production', 'squid-a', '51.15.9.18'],
  ['client-a', 'production', 'squid-b', '203.0.113.9'],
  ['client-b', 'development', 'squid-b', 'not set'],
  ['client-b', 'production', 'squid-b', 'not set'],
  ['client-c', 'production', 'squid-c', 'not set'],
];
const HEAD = ['tenant', 'environment', 'proxy', 'public address'];

const project = new Project(FILES);

test('a table for people, and what must not be given to partners', async () => {
  const { code, out, err } = await project.run('addresses');
  expect([code, out.split('\n').map((line) => line.split(/ {2,}/))]).toEqual([0, [HEAD, ...ROWS]]);
  expect(err).toMatch(/^3 of 7 are not set: the list is not complete$/m);
  expect(err).toMatch(/^1 of 7 are placeholders/m);
});

test('Markdown, CSV and JSON have the same rows', async () => {
  const markdown = (await project.run('addresses', '--markdown')).out.split('\n');
  expect(markdown.map((line) => line.replace(/^\| | \|$/g, '').split(' | '))).toEqual([
    HEAD,
    HEAD.map(() => '---'),
    ...ROWS,
  ]);
  const csv = (await project.run('addresses', '--csv')).out.split('\n').map((line) => line.split(','));
  expect(csv).toEqual([
    ['tenant', 'environment', 'proxy', 'publicAddress'],
    ...ROWS.map((row) => row.map((cell) => (cell === 'not set' ? '' : cell))),
  ]);
  const json = JSON.parse((await project.run('addresses', '--json')).out);
  expect(json.version).toBe(1);
  expect(
    json.addresses.map((row: Record<string, unknown>) => [
      row.tenant,
      row.environment,
      row.proxy,
      row.publicAddress ?? 'not set',
    ]),
  ).toEqual(ROWS);
  expect(json.addresses.filter(({ placeholder }: { placeholder: boolean }) => placeholder)).toHaveLength(1);
});

test('one tenant, one environment, and one format at a time', async () => {
  const { out } = await project.run('addresses', '--tenant', 'client-a', '--env', 'production', '--csv');
  expect(out.split('\n')).toEqual([
    'tenant,environment,proxy,publicAddress',
    ...ROWS.slice(2, 4).map((row) => row.join(',')),
  ]);
  expect((await project.run('addresses', '--csv', '--json')).code).toBe(2);
  expect((await project.run('addresses', '--tenant', 'client-x')).code).toBe(2);
});
