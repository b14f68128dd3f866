import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetsIn, fill } from '../lib/assets';

const TEXT = 'listen @ADDRESS@:@PORT@\n#if TLS\ncert @CERT@\n#end\nend\n';

test('placeholders get their values, and sections are kept or removed with their lines', () => {
  const values = { ADDRESS: '127.0.0.1', PORT: 80, CERT: 'a.crt' };
  expect(fill('f', TEXT, { ...values, TLS: true })).toBe('listen 127.0.0.1:80\ncert a.crt\nend\n');
  expect(fill('f', TEXT, { ...values, TLS: false })).toBe('listen 127.0.0.1:80\nend\n');
});

test('a section begins and ends with lines of its own', () => {
  expect(fill('f', 'x #if B\ny #end\n', {})).toBe('x #if B\ny #end\n');
  for (const text of ['x #if B\ny\n#end\n', '#if B\ny #end\n']) {
    expect(() => fill('f', text, { B: true })).toThrow('f: a section is not closed, or not opened');
  }
});

test('a value is inserted as it is, whatever it looks like', () => {
  expect(fill('f', 'a=@A@ b=@B@\n', { A: '@B@ $& $1', B: '2' })).toBe('a=@B@ $& $1 b=2\n');
});

test.each([
  ['a missing value', 'a @B@\n', {}, 'f: the placeholder B has no value'],
  ['a value that only the prototype has', 'a @VALUE_OF@\n', {}, 'f: the placeholder VALUE_OF has no value'],
  ['a missing value of a section', '#if B\nx\n#end\n', {}, 'f: the section B has no value'],
  ['a missing value in a section that is kept', '#if B\n@C@\n#end\n', { B: true }, 'f: the placeholder C has no value'],
  ['a text where a section needs true or false', '#if B\nx\n#end\n', { B: 'yes' }, 'f: the section B has no value'],
  ['true or false in place of a text', '@B@\n', { B: true }, 'f: the placeholder B has no value'],
  ['unused values', 'a\n', { A: 1, B: true }, 'f: A, B is not used in the file'],
  ['a section that is not closed', '#if B\nx\n', {}, 'f: a section is not closed, or not opened'],
  ['a section that is not opened', 'x\n#end\n', {}, 'f: a section is not closed, or not opened'],
  ['nested sections', '#if B\n#if C\n#end\n#end\n', { B: true, C: true }, 'f: a section is not closed, or not opened'],
])('%s is refused', (_, text, values, message) => {
  expect(() => fill('f', text, values)).toThrow(message);
});

test('a file is found from its folder, and missing files are reported', () => {
  const asset = assetsIn(join(__dirname, '../lib/constructs/resolver/assets'));
  expect(asset('Corefile')).toContain('kubernetes cluster.local');
  expect(() => asset('Other')).toThrow(/ENOENT/);
});

test('no program is left inside TypeScript: what runs on machines and in gateways is a file', () => {
  for (const folder of ['proxy', 'constructs/gateway', 'constructs/resolver']) {
    const at = join(__dirname, '../lib', folder);
    for (const name of readdirSync(at).filter((each) => each.endsWith('.ts'))) {
      expect([name, readFileSync(join(at, name), 'utf8')]).toEqual([
        name,
        expect.not.stringMatching(/#!\/|core\.register|\[Service\]|chain (input|output)/),
      ]);
    }
  }
});
