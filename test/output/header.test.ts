import { inspect, sourceOf, stamp } from '../../lib/output';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { file } from './_support';

const SENTENCE = /Generated from tenants\/client-a\.yaml by npm run synth; do not edit\. sha256:[0-9a-f]{16}/;
const lines = (path: string, content: string) => stamp(file(path, content)).split('\n');

test.each([
  ['namespace.yaml', 'kind: Namespace\n', 0, '# '],
  ['squid.conf', 'http_port 3128\n', 0, '# '],
  ['haproxy.cfg', 'global\n', 0, '# '],
  ['ruleset.nft', '#!/usr/sbin/nft -f\nflush ruleset\n', 1, '# '],
  ['ruleset.nft', 'flush ruleset\n', 0, '# '],
  ['cloud-init.yaml', '#cloud-config\npackages: [squid]\n', 1, '# '],
  ['start.sh', '#!/bin/sh\nexit 0\n', 1, '# '],
  ['report.html', '<!doctype html>\n<p>\n', 1, '<!-- '],
  ['report.html', '<p>\n', 0, '<!-- '],
  ['picture.svg', '<?xml version="1.0"?>\n<svg/>\n', 1, '<!-- '],
  ['picture.svg', '<svg/>\n', 0, '<!-- '],
  ['report.md', '# Tenants\n', 0, '<!-- '],
])('%s carries the header in the line that its format leaves to it', (path, content, at, start) => {
  const all = lines(path, content);
  expect(all[at]).toMatch(SENTENCE);
  expect(all[at]?.startsWith(start)).toBe(true);
  expect(all.filter((_, index) => index !== at).join('\n')).toBe(content);
  expect(inspect(path, all.join('\n'))).toBe('ours');
});

test('JSON carries the header as its first key, and stays the same value', () => {
  const value = { resource: { 10: { a: 1 } }, 7: 'a number comes first in a parsed object' };
  const text = stamp(file('main.tf.json', `${JSON.stringify(value, null, 2)}\n`));
  expect(text.split('\n')[0]).toBe('{');
  expect(text.split('\n')[1]).toMatch(/^ {2}"\/\/": "Generated from .*",$/);
  expect(JSON.parse(text)).toEqual({ ...value, '//': expect.stringMatching(SENTENCE) });
  expect(inspect('main.tf.json', text)).toBe('ours');
  expect(JSON.parse(stamp(file('a.json', '{}\n')))).toEqual({ '//': expect.stringMatching(SENTENCE) });
});

test.each(['[]\n', 'null\n', '"text"\n', '{"//": 1}\n', 'no JSON\n'])(
  'JSON that cannot carry it is refused: %j',
  (text) => {
    expect(() => stamp(file('a.json', text))).toThrow();
  },
);

test('a kind of file without a known comment is refused, and so is a text without a last line break', () => {
  expect(() => stamp(file('dist/Makefile'))).toThrow('dist/Makefile: no header is known for this kind of file');
  expect(() => stamp(file('dist/a.toString'))).toThrow('no header is known');
  expect(() => stamp(file('dist/a.yaml', 'a: 1'))).toThrow('the last line has no line break');
  expect(() => stamp(file('dist/a.yaml', 'a: 1\n', 'a\nb'))).toThrow('no usable source');
});

test('a source with a double hyphen leaves an SVG well-formed', () => {
  const text = stamp({ path: 'a.svg', content: '<svg/>\n', source: 'tenants/a--b.yaml' });
  expect(text.split('\n')[0]?.slice(4, -3)).not.toContain('--');
  expect(inspect('a.svg', text)).toBe('ours');
});

const content = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('\n', '\r', '#', ' ', 'a', '{', '"') }),
  fc.string().map((rest) => `#!/bin/sh\n${rest}`),
  fc.string().map((rest) => `#cloud-config\n${rest}`),
  fc.string().map((rest) => `<!doctype html>\n${rest}`),
  fc.constant(stamp(file('a.yaml'))),
);
const text = fc.record({
  path: fc.constantFrom('a.yaml', 'a.conf', 'a.nft', 'a.html', 'a.svg', 'a.md', 'a.sh'),
  content: content.map((text) => `${text}\n`),
  source: fc.constantFrom('tenants/client-a.yaml', 'overlays/development.ts', 'tenants/ü "--".yaml'),
});
const json = fc.record({
  path: fc.constant('a.tf.json'),
  content: fc
    .dictionary(fc.string(), fc.jsonValue())
    .filter((value) => !Object.hasOwn(value, '//'))
    .chain((value) => fc.constantFrom(0, 2).map((indent) => `${JSON.stringify(value, null, indent)}\n`)),
  source: fc.constant('overlays/development.ts'),
});
const files = fc.oneof({ arbitrary: text, weight: 3 }, { arbitrary: json, weight: 1 });

test('whatever is stamped is known as ours, with its source, also after a checkout with CRLF line ends', () => {
  fc.assert(
    fc.property(files, (file) => {
      const stamped = stamp(file);
      expect(inspect(file.path, stamped)).toBe('ours');
      if (!stamped.includes('\r')) expect(inspect(file.path, stamped.replaceAll('\n', '\r\n'))).toBe('ours');
      if (!/"|--/.test(file.source)) expect(sourceOf(stamped)).toBe(file.source);
      expect(stamp(file)).toBe(stamped);
    }),
  );
});

test('no change of a single byte is taken for ours', () => {
  fc.assert(
    fc.property(
      files,
      fc.nat(),
      fc.nat(255),
      fc.constantFrom('replace', 'insert', 'delete'),
      (file, nat, byte, how) => {
        const bytes = Buffer.from(stamp(file));
        const at = nat % bytes.length;
        const middle = how === 'delete' ? [] : [byte];
        const changed = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from(middle),
          bytes.subarray(how === 'insert' ? at : at + 1),
        ]);
        fc.pre(!changed.equals(bytes));
        expect(inspect(file.path, changed)).not.toBe('ours');
      },
    ),
    { numRuns: runs(500) },
  );
});

test('every single byte of a manifest counts', () => {
  const bytes = Buffer.from(stamp(file('a.yaml', 'kind: Namespace\nmetadata:\n  name: ü\n')));
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(inspect('a.yaml', changed)).not.toBe('ours');
    expect(inspect('a.yaml', Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]))).not.toBe('ours');
  }
});

test('an edit is told from a file that never was ours', () => {
  const stamped = stamp(file('a.yaml', 'a: 1\nb: 2\n'));
  expect(inspect('a.yaml', `${stamped}c: 3\n`)).toBe('edited');
  expect(inspect('a.yaml', `# a line above\n${stamped}`)).toBe('edited');
  expect(inspect('a.yaml', `\uFEFF${stamped}`)).toBe('edited');
  const conflict = (text: string) => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> theirs\n`;
  expect(inspect('a.yaml', conflict(stamped))).toBe('conflicted');
  expect(inspect('a.yaml', conflict('a: 1\n'))).toBe('foreign');
  expect(inspect('a.yaml', stamped.replace('\n', '\r\n'))).toBe('edited');
  expect(inspect('a.yaml', 'a: 1\n')).toBe('foreign');
  expect(inspect('a.yaml', '')).toBe('foreign');
  expect(inspect('a.unknown', 'a: 1\n')).toBe('foreign');
});

test('a file of another command says so, and is ours as well', () => {
  const text = stamp({ ...file('a.schema.json', '{}\n'), command: 'npm run schema' });
  expect(text).toContain('by npm run schema; do not edit. sha256:');
  expect(inspect('a.schema.json', text)).toBe('ours');
  expect(inspect('a.schema.json', text.replace('\n}', ',\n"a": 1}'))).toBe('edited');
});
