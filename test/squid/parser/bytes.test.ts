import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode, parse, scan } from '../../../lib/squid';
import { memory } from './_memory';

const PORT = 'http_port 172.16.28.8:3128\n';
const END = '\nhttp_access deny all\n';

function errors(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const found = scan(parse('/squid.conf', text, { version: 5, files: memory(files) }));
  return found
    .filter(({ severity }) => severity === 'error')
    .map(({ file, line, column, id }) => `${file}:${line}:${column} ${id}`);
}

test.each([
  ['a NUL ends a line', 'http_access deny all\0junk', ['/squid.conf:2:21 syntax']],
  ['a NUL may begin a line', '\0xyzzy', ['/squid.conf:2:1 syntax']],
  ['a carriage return within a line ends it', 'acl a src 192.0.2.1\rjunk', ['/squid.conf:2:20 syntax']],
  ['one at the end does not matter', 'acl a src 192.0.2.1\r', []],
  ['a no-break space belongs to an address', 'acl a src 192.0.2.1\u00a0', ['/squid.conf:2:11 acl-value-invalid']],
  [
    'a line separator of Unicode does not end a line',
    'acl a src 192.0.2.1\u2028x',
    ['/squid.conf:2:11 acl-value-invalid'],
  ],
  ['a name in quotes keeps them', 'acl "a" src 192.0.2.1\nhttp_access deny !"a"', []],
  ['names are compared without case in ASCII', 'acl Ab src 192.0.2.1\nhttp_access deny aB', []],
  ['other letters keep their case', 'acl é src 192.0.2.1\nhttp_access deny É', ['/squid.conf:3:18 unknown-acl']],
  ['63 bytes of a name are cut to 62', `acl ${'a'.repeat(63)} src 192.0.2.1\nhttp_access deny ${'a'.repeat(62)}`, []],
  ['a line of 8191 bytes is read whole', `acl a src${' '.repeat(8173)}192.0.2.1`, []],
  ['only link-local addresses have an interface', 'acl a src fd00::5%eth0', ['/squid.conf:2:11 acl-value-invalid']],
  ['a port may have a sign', 'http_port 172.16.28.8:+3129', []],
  ['a port needs an address that exists', 'http_port 300.1.1.1:3129', ['/squid.conf:2:1 port-invalid']],
])('%s', (_, line, expected) => {
  expect(errors(`${PORT}${line}${END}`)).toEqual(expected);
});

test('of a list, too, a byte order mark belongs to the first value, and a NUL ends a line', () => {
  const text = `${PORT}acl a src "/l"${END}`;
  expect(errors(text, { '/l': '\ufeff192.0.2.1\n192.0.2.2\0junk\n192.0.2.3 192.0.2.4\n' })).toEqual([
    '/l:1:1 acl-value-invalid',
  ]);
});

test('bytes that are not UTF-8 are told apart', () => {
  const bytes = Buffer.from(`${PORT}acl caf\xe9 src 192.0.2.1\nhttp_access deny caf\xe8${END}`, 'latin1');
  expect(errors(decode(bytes))).toEqual(['/squid.conf:3:18 unknown-acl']);
  expect(decode(Buffer.from('é'))).toBe('é');
});

test('a folder beside the files that a pattern means does no harm, and one alone is reported', () => {
  const folder = mkdtempSync(join(tmpdir(), 'include-'));
  try {
    mkdirSync(join(folder, 'conf.d/old'), { recursive: true });
    const messages = () =>
      scan(parse(join(folder, 'squid.conf'), `include ${folder}/conf.d/*`))
        .filter(({ id }) => id === 'include-missing')
        .map(({ message }) => message);
    expect(messages()).toEqual([`${folder}/conf.d/old is a folder, from which Squid reads nothing`]);
    writeFileSync(join(folder, 'conf.d/a.conf'), '');
    expect(messages()).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
