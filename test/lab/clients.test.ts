import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENTS } from '../../lab/suites/clients/_clients';
import { recorded } from '../../lab/suites/clients/_record';
import { clientsPage } from '../../lab/suites/clients/page';

const record = recorded();

/** The table below a heading: first cell → other cells. */
function rows(heading: string): Readonly<Record<string, readonly string[]>> {
  const [, section = ''] = clientsPage().split(`### ${heading}\n\n`);
  const lines = section.split('\n\n')[0]?.split('\n') ?? [];
  return Object.fromEntries(
    lines.map((line) => line.split('|').map((cell) => cell.trim())).map(([, name, ...cells]) => [name, cells]),
  );
}

test.each([
  ...['curl', 'wget (GNU)', 'wget (BusyBox)', 'Go net/http', 'Go gRPC', 'git', 'pip', 'npm', 'apt', 'Maven', 'axios'],
  ...['Python requests', 'Python urllib', 'Python httpx', 'Python aiohttp'],
  ...['Node 24, http', 'Node 24, fetch', 'Java, HttpURLConnection', 'Java, HttpClient'],
])('the page has a row for %s', (name) => {
  expect(rows('With the variables of a rendered pod')).toHaveProperty([name]);
  expect(rows('Versions')[name]?.[0]).toMatch(/^\d/);
});

test('what is known of some clients is what was recorded', () => {
  const of = (name: string) => record.clients[name]?.outcomes ?? {};
  // curl does not read it, since a CGI script gets the header Proxy in this variable.
  expect(of('curl')).toMatchObject({ HTTP_PROXY: 'direct', http_proxy: 'proxy', HTTPS_PROXY: 'proxy' });
  expect(of('wget (BusyBox)')).toMatchObject({ 'http outside': 'proxy', 'https outside': 'failed', web: 'denied' });
  expect(of('Go net/http')).toMatchObject({ HTTP_PROXY: 'proxy', http_proxy: 'proxy', NO_PROXY: 'direct' });
  expect(of('wget (GNU)')).toMatchObject({ HTTPS_PROXY: 'direct', https_proxy: 'proxy' });
  expect(of('Maven')).toMatchObject({ https_proxy: 'direct', HTTPS_PROXY: 'direct', 'https outside': 'proxy' });
  expect(of('Python aiohttp')).toMatchObject({ 'https outside': 'direct' });
  expect(of('Node 24, fetch')).toMatchObject({ 'http outside': 'denied', 'https outside': 'proxy' });
});

test('a record that lacks a client, has one too many, or lacks a question makes no page', () => {
  const { curl, ...others } = record.clients;
  if (!curl) throw new Error('curl is recorded');
  expect(() => clientsPage({ ...record, clients: others })).toThrow('curl was not asked the questions of the suite');
  expect(() => clientsPage({ ...record, clients: { ...record.clients, lynx: curl } })).toThrow('lynx is recorded');
  const { http_proxy: _, ...outcomes } = curl.outcomes;
  const asked = { ...record.clients, curl: { ...curl, outcomes } };
  expect(() => clientsPage({ ...record, clients: asked })).toThrow('curl was not asked');
});

test('the tables contain every outcome, so that the legend explains each', () => {
  const outcomes = CLIENTS.flatMap(({ name }) => Object.values(record.clients[name]?.outcomes ?? {}));
  expect([...new Set(outcomes)].sort()).toEqual(['denied', 'direct', 'failed', 'proxy']);
});

test('each client that Debian has is a package of the lab, so that a missing one is an error before anything starts', () => {
  const packages = readFileSync(join(__dirname, '../../lab/packages.txt'), 'utf8').split('\n');
  const names = packages.map((line) => line.split(' ')[0]);
  const python = ['python3-requests', 'python3-httpx', 'python3-aiohttp', 'python3-pip'];
  expect(names).toEqual(
    expect.arrayContaining(['curl', 'wget', 'busybox-static', ...python, 'git', 'default-jdk-headless', 'maven']),
  );
});
