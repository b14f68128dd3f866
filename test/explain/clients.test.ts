import fs from 'node:fs';
import { CLIENTS } from '../../lib/explain/clients';
import { readTarget, type Target } from '../../lib/settings/target';

/** What real clients did in the lab: docs/clients.md is made of it. */
const RECORD = JSON.parse(fs.readFileSync('lab/suites/clients/record.json', 'utf8')) as {
  readonly clients: Readonly<Record<string, { readonly outcomes: Readonly<Record<string, string>> }>>;
};

const RECORDED: Readonly<Record<string, string>> = {
  curl: 'curl',
  Go: 'Go net/http',
  'Python urllib': 'Python urllib',
  'Python requests': 'Python requests',
  Node: 'Node 22, http',
};

const PROXY = 'http://172.16.28.8:3128';

function target(text: string): Target {
  const found = readTarget(text);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/** Which way a client takes with these variables. */
function wayOf(name: string, text: string, variables: Readonly<Record<string, string>>): 'direct' | 'proxy' {
  const client = CLIENTS.find((each) => each.name === name);
  const node = { NODE_USE_ENV_PROXY: '1' };
  const route = client?.route(target(text), new Map(Object.entries({ ...node, ...variables })));
  return route?.proxy === undefined ? 'direct' : 'proxy';
}

/** The questions of the lab, each as an entry of NO_PROXY and the request that it is asked with. */
const ENTRIES: readonly (readonly [question: string, entry: string, request: string])[] = [
  ['name', 'name.example.com', 'http://name.example.com/'],
  ['name, below it', 'name.example.com', 'http://below.name.example.com/'],
  ['.suffix', '.example.com', 'http://name.example.com/'],
  ['*.suffix', '*.example.com', 'http://name.example.com/'],
  ['end of a name', 'ample.com', 'http://name.example.com/'],
  ['name:port', 'name.example.com:8080', 'http://name.example.com:8080/'],
  ['address', '10.9.8.7', 'http://10.9.8.7/'],
  ['range', '10.9.8.0/24', 'http://10.9.8.7/'],
];

const VARIABLES = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy'] as const;

describe.each(Object.entries(RECORDED))('%s takes the way that it took in the lab', (name, recorded) => {
  const outcome = (question: string) =>
    RECORD.clients[recorded]?.outcomes[question] === 'direct' ? 'direct' : 'proxy';

  test.each(ENTRIES)('NO_PROXY: %s', (question, entry, request) => {
    expect(wayOf(name, request, { http_proxy: PROXY, HTTP_PROXY: PROXY, no_proxy: entry, NO_PROXY: entry })).toBe(
      outcome(question),
    );
  });

  test.each(VARIABLES)('only %s is set', (variable) => {
    const request = variable.toLowerCase() === 'http_proxy' ? 'http://example.com/' : 'https://example.com/';
    expect(wayOf(name, request, { [variable]: PROXY })).toBe(outcome(variable));
  });

  test.each(['NO_PROXY', 'no_proxy'])('only %s is set', (variable) => {
    const proxies = Object.fromEntries(VARIABLES.map((each) => [each, PROXY]));
    expect(wayOf(name, 'http://name.example.com/', { ...proxies, [variable]: 'name.example.com' })).toBe(
      outcome(variable),
    );
  });
});

test('Node reads no variables unless it is told to', () => {
  expect(wayOf('Node', 'https://example.com/', { HTTPS_PROXY: PROXY, NODE_USE_ENV_PROXY: '0' })).toBe('direct');
});

test.each([
  ['https://example.com/', 'proxy'],
  ['https://api.inside.svc/', 'direct'],
  ['http://172.16.28.4/', 'direct'],
] as const)('Java reads its properties: %s %s', (request, expected) => {
  const options =
    '-Dhttp.proxyHost=172.16.28.8 -Dhttp.proxyPort=3128 -Dhttps.proxyHost=172.16.28.8 -Dhttps.proxyPort=3128';
  const variables = { JAVA_TOOL_OPTIONS: `${options} -Dhttp.nonProxyHosts=localhost|*.svc|172.16.28.*` };
  expect(wayOf('Java', request, variables)).toBe(expected);
  expect(wayOf('Java', request, { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY })).toBe('direct');
});
