import { WEB_PORTS } from '../../lib/vocabulary';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const LISTS = { mirrors: ['deb.example.org', { host: '.pypi.example', ports: [443] }], empty: ['one.example'] };
const PLAIN = CLIENT_B.replace(/ {2}allow:[\s\S]*? {2}mode:/, '  mode:');

function load(allow: string, settings: Record<string, unknown> = { allowLists: LISTS }, mode = 'enforce') {
  const environments = Object.fromEntries(
    ['development', 'production'].map((name) => [`${name}.ts`, environmentText(name, settings as never)]),
  );
  const text = PLAIN.replace('  mode: enforce', `  allow: [${allow}]\n  mode: ${mode}`).replace(
    'port: 3128',
    'port: 3777',
  );
  return loadFiles({ tenants: { 'client-b.yaml': text }, environments });
}

const hostsOf = ({ loaded }: ReturnType<typeof load>) => loaded?.model.environments[0]?.tenants[0]?.egress.allow;

test('the hosts of a shared list take the place of its name', () => {
  expect(hostsOf(load('{ list: mirrors }, ifconfig.me'))).toEqual([
    { host: 'deb.example.org', ports: WEB_PORTS },
    { host: '.pypi.example', ports: [443] },
    { host: 'ifconfig.me', ports: WEB_PORTS },
  ]);
});

test('a shared list may repeat what the tenant lists itself', () => {
  expect(load('{ list: mirrors }, deb.example.org').errors).toEqual([]);
});

test.each([
  [
    'an unknown list',
    '{ list: mirror }',
    'there is no mirror in allowLists of development and production; did you mean mirrors?',
  ],
  [
    'a list twice',
    '{ list: mirrors }, { list: mirrors }',
    'mirrors is already entry 1 of this list; remove one of them',
  ],
  [
    'the name of a property of every object',
    '{ list: constructor }',
    'there is no constructor in allowLists of development and production; available: mirrors and empty',
  ],
  ['ports of a list', '{ list: mirrors, ports: [443] }', 'is set in the list itself, in allowLists of the environment'],
  [
    'a host with a list',
    '{ host: a.example, list: mirrors }',
    'is an entry of its own in egress.allow; a shared list holds hosts only',
  ],
  [
    'a day that does not exist',
    '{ host: a.example, until: 2027-02-29 }',
    '2027-02-29 is not a date (expected year-month-day, for example 2027-03-31)',
  ],
  [
    'a day in another order',
    '{ host: a.example, until: 31-03-2027 }',
    '31-03-2027 is not a date (expected year-month-day, for example 2027-03-31)',
  ],
  [
    'a reason of two lines',
    '{ host: a.example, reason: "a\\nhttp_access allow all" }',
    'is not a note (expected one line of 1 to 200 characters without blanks at its ends)',
  ],
  [
    'several wrong values',
    '{ host: A.example, ports: [0], until: soon }',
    'A.example has upper case; did you mean a.example?',
  ],
])('%s is refused', (_, allow, message) => {
  expect(load(allow).errors[0]).toMatch(/^tenants\/client-b\.yaml:15:\d+ egress\.allow\[\d\](\.\w+(\[0\])?)?: /);
  expect(load(allow).errors[0]).toContain(message);
});

test.each([
  ['a list without entries', { allowLists: { mirrors: [] } }, 'list-empty'],
  ['a list in a list', { allowLists: { mirrors: [{ list: 'others' }] } }, 'key-refused'],
  [
    'a host twice',
    { allowLists: { mirrors: ['a.example', { host: 'a.example', ports: [8443] }] } },
    'allow-list-duplicate',
  ],
  ['the port of the login', { allowLists: { mirrors: [{ host: 'a.example', ports: [22] }] } }, 'allow-list-port'],
  ['an address among denied hosts', { denyHosts: ['203.0.113.7'] }, 'host-invalid'],
  ['a denied host twice', { denyHosts: ['a.example', 'a.example'] }, 'duplicate-entry'],
])('%s is refused in an environment', (_, settings, id) => {
  const { problems } = load('ifconfig.me', settings);
  const found = problems.filter((problem) => problem.id === id);
  expect(found.map(({ file }) => file.split('/').at(-1))).toEqual(['development.ts', 'production.ts']);
});

test('a list that opens the proxy’s own port is refused where the tenant names it', () => {
  const { errors } = load('{ list: ours }', { allowLists: { ours: [{ host: 'a.example', ports: [3777] }] } });
  expect(errors).toEqual([
    expect.stringMatching(/^tenants\/client-b\.yaml:15:\d+ egress\.allow\[0\]: 3777 is the port of the proxy itself/),
  ]);
});

test('a host that the environment denies is a warning, whatever wider or narrower name it denies', () => {
  const denied = (denyHosts: string[]) => load('shop.example, .all.example', { denyHosts }).warnings;
  const message = (host: string, by: string) =>
    expect.stringContaining(
      `${host} is denied by ${by} in denyHosts of development and production; remove one of the two`,
    );
  expect(denied(['shop.example'])).toEqual([message('shop.example', 'shop.example')]);
  expect(denied(['.shop.example'])).toEqual([message('shop.example', '.shop.example')]);
  expect(denied(['.all.example'])).toEqual([message('.all.example', '.all.example')]);
  expect(denied(['one.all.example', 'other.example'])).toEqual([]);
});

test('an entry past its last day is a warning, with who answers for it', () => {
  const warnings = (until: string) => load(`{ host: a.example, owner: team-pay, until: ${until} }`).warnings;
  expect(warnings('2026-01-31')).toEqual([
    expect.stringMatching(
      /egress\.allow\[0\]\.until: warning: a\.example was to be allowed until 2026-01-31 \(owner: team-pay\), and still is/,
    ),
  ]);
  expect(warnings('9999-12-31')).toEqual([]);
});

test('of a shared list, the environment has the warning', () => {
  const allowLists = { old: [{ host: 'a.example', until: '2026-01-31' }] };
  const { warnings } = load('{ list: old }', { allowLists });
  expect(warnings.map((line) => line.split(':')[0])).toEqual(['overlays/development.ts', 'overlays/production.ts']);
});
