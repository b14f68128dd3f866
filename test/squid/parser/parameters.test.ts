import { parse, RULES, scan } from '../../../lib/squid';

const LISTS = RULES.filter(({ id }) => ['list-missing', 'parameters-missing'].includes(id));

function findings(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
  const from = { read: (path: string) => files[path], list: () => [] };
  const config = parse('/etc/squid/squid.conf', text, { version: 5, files: from });
  return scan(config, LISTS).map(({ id, severity, line, column, message }) =>
    [severity, id, `${line}:${column}`, message].join(' '),
  );
}

const ON = 'configuration_includes_quoted_values on\n';

test.each([
  'acl a dstdomain',
  'acl a src',
  'http_access deny',
  'visible_hostname',
  'access_log /x squid',
  'acl a all-of',
])('%s with a missing file of parameters() is an error, once', (start) => {
  const at = `2:${start.length + 2}`;
  expect(findings(`${ON}${start} parameters("/missing")\n`)).toEqual([
    `error parameters-missing ${at} /missing cannot be read`,
  ]);
});

test('a file of parameters() that is there, or beside the squid.conf, is read', () => {
  for (const path of ['/lists/sites', '/etc/squid/sites'])
    expect(findings(`${ON}acl a dstdomain parameters("/lists/sites")\n`, { [path]: 'a.example\n' })).toEqual([]);
});

test('Squid starts without a list in quotes, which is a warning', () => {
  expect(findings('acl a dstdomain "/missing"\n')).toEqual(['warning list-missing 1:17 /missing cannot be read']);
  expect(findings(`${ON}configuration_includes_quoted_values off\nacl a dstdomain "/missing"\n`)).toEqual([
    'warning list-missing 3:17 /missing cannot be read',
  ]);
});

test('while quotes are values, they name no file', () => {
  expect(findings(`${ON}acl a dstdomain "/missing"\n`)).toEqual([]);
});
