import { readPatterns } from '../../../lib/squid/decide/patterns';
import { requiredText } from '../../../lib/squid/decide/regex/required-text';
import { type Node, parseRegex } from '../../../lib/squid/decide/regex/syntax';

const line = (...values: string[]) => [{ values, ignoreCase: false }];

test.each([
  ['^www\\.example\\.com$', false, 'www.example.com'],
  ['(^|\\.)example\\.com$', false, 'example.com'],
  ['ab.cde', false, 'cde'],
  ['(abc)+d', false, 'abc'],
  ['ab*c', false, 'a'],
  ['ads|banner', false, ''],
  ['Ab', true, 'AB'],
])('what %s matches holds a text', (pattern, ignoreCase, text) => {
  expect(requiredText(parseRegex(pattern, ignoreCase) as Node)).toBe(text);
});

test.each([
  ['patterns that mean the same alone and joined', line('^a', 'b$'), { ax: true, xb: true, xa: false }],
  ['a group that counts is another one in the joined pattern', line('(x)\\1'), { xx: true, xy: false }],
  ['brackets that close only together', line('a)|(b'), { a: true, b: true, c: false }],
  ['a bracket of another pattern', line('[)]x'), { ')x': true, x: false }],
  ['what cannot be compiled is left out', line('(x', 'y'), { y: true, x: false }],
  ['case is ignored from -i on', line('A', '-i', 'B'), { A: true, a: false, b: true }],
])('%s', (_, lines, expected) => {
  const patterns = readPatterns(lines);
  const found = Object.fromEntries(Object.keys(expected).map((subject) => [subject, patterns.matches(subject)]));
  expect(found).toEqual(expected);
});

test('the cost of a long list is that of the patterns without a text', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `host${index}\\.example`);
  expect(readPatterns(line(...many)).cost).toBeLessThanOrEqual(100);
  expect(readPatterns(line(...many.map(() => '[a-z]+'))).cost).toBeGreaterThan(4999);
});
