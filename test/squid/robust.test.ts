import { parse, scan } from '../../lib/squid';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { memory } from './parser/_memory';

const read = (text: string, files: Record<string, string> = {}) => parse('/squid.conf', text, { files: memory(files) });

const WORDS =
  `acl http_access http_port https_port include if else endif allow deny all !all a A "a" "/l" -n -i -- src dst
  dstdomain dstdom_regex url_regex port any-of all-of user_cert CN 10.0.0.0/8 ::/0 10.0.0.9-10.0.0.1 443 1-70000 .a.test
  *.a ( [ \\ # ' " , = 0/0 /etc/* true 1=1 \${process_number} 3128 [::]:1 127.0.0.1:80 access_log none cache logformat
  configuration_includes_quoted_values on parameters("/l") __proto__ constructor toString localhost manager CONNECT`.split(
    /\s+/,
  );

test('whatever stands in a file, scanning ends, and each finding points into a file', () => {
  const line = fc
    .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 8 })), { maxLength: 7 })
    .map((words) => words.join(' '));
  const file = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(file, file, (text, list) => {
      for (const found of scan(read(text, { '/l': list, '/squid.conf': text }))) {
        expect(['/squid.conf', '/l']).toContain(found.file);
        expect(found.line).toBeGreaterThan(0);
        expect(found.column).toBeGreaterThan(0);
      }
    }),
    { numRuns: runs(100) },
  );
});

test('a list of a hundred thousand domains is scanned', () => {
  const list = Array.from({ length: 100_000 }, (_, i) => `${i % 2 ? '.' : ''}d${i}.example.com`).join('\n');
  const text =
    'http_port 10.0.0.1:3128\nacl s dstdomain -n "/l"\nacl t src 10.0.0.2\nhttp_access allow t s\nhttp_access deny all';
  const rules = scan(read(text, { '/l': list })).map(({ id }) => id);
  expect(rules).toContain('private-ranges-reachable');
  expect(rules).not.toContain('dstdomain-overlap');
});

test('a pattern that would keep JavaScript busy is left alone', () => {
  const text = `acl a dstdomain -n ${'a'.repeat(60)}!\nacl r dstdom_regex -n ^(a+)+$\nhttp_access allow a r\nhttp_access deny all`;
  expect(scan(read(text)).length).toBeGreaterThan(0);
});

test('a file that is included twice is not reported twice', () => {
  const found = scan(read('include /l\ninclude /l', { '/l': 'http_port 3128' }));
  expect(found.filter(({ id }) => id === 'listen-all-addresses')).toHaveLength(1);
});

test('a list of two hundred thousand patterns is scanned', () => {
  const list = Array.from({ length: 200_000 }, (_, i) => `(^|\\.)d${i}\\.example\\.com$`).join('\n');
  const text =
    'http_port 10.0.0.1:3128\nacl s dstdom_regex -n "/l"\nacl t src 10.0.0.2\nhttp_access allow t s\nhttp_access deny all';
  const rules = scan(read(text, { '/l': list })).map(({ id }) => id);
  expect(rules).toContain('private-ranges-reachable');
  expect(rules).not.toContain('pattern-not-anchored');
});

test('what thousands of values have in common is reported so often that a report stays readable', () => {
  const list = Array.from({ length: 5000 }, (_, i) => `d${i}.example.com`).join('\n');
  const text = 'acl s dstdom_regex -n "/l"\nhttp_access allow s\nhttp_access deny all';
  const found = scan(read(text, { '/l': list })).filter(({ id }) => id === 'pattern-not-anchored');
  expect(found).toHaveLength(1000);
  expect(found.at(-1)?.message).toBe('4001 further findings of this kind in this file are left out');
});
