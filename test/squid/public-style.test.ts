import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, scan } from '../../lib/squid';
import { memory } from './parser/_memory';

const FOLDER = join(__dirname, 'cases/public');

/** The errors of each file by line; "possibly" if they depend on what cannot be decided. A real Squid was asked for each. */
const ERRORS: Readonly<Record<string, Readonly<Record<number, readonly string[]>>>> = {
  '01-missing-list-in-a-deny': {
    4: [
      'possibly connect-unrestricted',
      'http-access-allow-all',
      'possibly ipv6-private-reachable',
      'possibly manager-reachable',
      'possibly metadata-reachable',
      'possibly open-proxy',
      'possibly private-ranges-reachable',
      'possibly unsafe-ports-reachable',
    ],
  },
  '01-missing-list-in-an-allow': {
    3: [
      'possibly connect-unrestricted',
      'possibly ipv6-private-reachable',
      'possibly manager-reachable',
      'possibly metadata-reachable',
      'possibly open-proxy',
      'possibly private-ranges-reachable',
      'possibly unsafe-ports-reachable',
    ],
  },
  '03-open-by-pattern': {
    3: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'metadata-reachable',
      'open-proxy',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
  },
  '04-overlapping-ranges': {
    5: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'manager-reachable',
      'metadata-reachable',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
  },
  '05-all-of-ipv6': {
    5: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'manager-reachable',
      'metadata-reachable',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
  },
  '06-asks-for-a-password': {
    4: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'manager-reachable',
      'metadata-reachable',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
    5: ['http-access-allow-all'],
  },
  '07-posix-regex': {
    5: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'manager-reachable',
      'metadata-reachable',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
  },
  '08-include-glob': {
    1: ['include-missing'],
  },
  '10-reverse-proxy': {
    3: ['manager-reachable'],
  },
  '11-quoted-header-value': {},
  '12-ipv6-literals': {
    3: ['dstdomain-never-matches'],
  },
  '13-byte-order-mark': {
    1: ['no-listening-port', 'unknown-directive'],
  },
  '13-no-break-space': {
    1: [
      'possibly connect-unrestricted',
      'possibly ipv6-private-reachable',
      'possibly manager-reachable',
      'possibly metadata-reachable',
      'possibly open-proxy',
      'possibly private-ranges-reachable',
      'possibly unsafe-ports-reachable',
    ],
    2: ['final-deny-missing', 'unknown-acl'],
  },
  'b-names-without-source': {
    1: ['listen-all-addresses'],
    3: ['dstdomain-lookup'],
    8: ['ipv6-private-reachable', 'metadata-reachable', 'open-proxy', 'private-ranges-reachable'],
  },
  'e-parent-password': {
    5: ['secret-in-file'],
    9: ['ipv6-private-reachable', 'manager-reachable', 'metadata-reachable', 'private-ranges-reachable'],
  },
  'f-old-style': {
    5: ['connect-ports-too-wide'],
    15: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable'],
    18: ['intercept-port', 'listen-all-addresses'],
  },
  'i-any-dstdomain-regex': {
    1: ['listen-all-addresses'],
    3: ['dstdomain-lookup', 'pattern-not-anchored'],
    6: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable', 'unsafe-ports-reachable'],
  },
  'j-private-by-name': {
    1: ['listen-all-addresses'],
    4: ['dstdomain-lookup'],
    9: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable'],
    11: ['ipv6-private-reachable', 'manager-reachable', 'metadata-reachable', 'private-ranges-reachable'],
  },
  'l-connect-80': {
    4: ['connect-ports-too-wide'],
    8: ['ipv6-private-reachable', 'manager-reachable', 'metadata-reachable', 'private-ranges-reachable'],
  },
  'n-regex-anchored': {
    6: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable', 'unsafe-ports-reachable'],
  },
  'o-url-regex': {
    4: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable', 'unsafe-ports-reachable'],
  },
  's-inside-denied-names-first': {
    9: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable'],
    11: ['ipv6-private-reachable', 'manager-reachable', 'metadata-reachable', 'private-ranges-reachable'],
  },
  't-both': {
    6: [
      'connect-unrestricted',
      'ipv6-private-reachable',
      'metadata-reachable',
      'private-ranges-reachable',
      'unsafe-ports-reachable',
    ],
  },
  'u-no-n': {
    4: ['dstdomain-lookup'],
    9: ['ipv6-private-reachable', 'metadata-reachable', 'private-ranges-reachable'],
    11: ['ipv6-private-reachable', 'manager-reachable', 'metadata-reachable', 'private-ranges-reachable'],
  },
};

test('there is an expectation for each file', () => {
  expect(
    readdirSync(FOLDER)
      .map((file) => file.replace('.conf', ''))
      .sort(),
  ).toEqual(Object.keys(ERRORS).sort());
});

test.each(Object.entries(ERRORS))('%s', (name, expected) => {
  const text = readFileSync(join(FOLDER, `${name}.conf`), 'utf8');
  const found: Record<number, string[]> = {};
  for (const { severity, line = 0, id, message } of scan(
    parse('/squid.conf', text, { version: 5, files: memory({}) }),
  )) {
    if (severity !== 'error') continue;
    found[line] = [...(found[line] ?? []), message.startsWith('possibly') ? `possibly ${id}` : id];
  }
  expect(found).toEqual(expected);
});
