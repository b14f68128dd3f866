import { safeText, unexpected } from '../../lib/cli/safe-text';
import { Project } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';

test.each([
  ['a command at the start of a line', 'a\n::set-output name=x::y', 'a\n\\u003a:set-output name=x::y'],
  ['a command behind blanks', ' \t::add-mask::y', ' \t\\u003a:add-mask::y'],
  ['a path of a scope, which is none', 'use std::fs', 'use std::fs'],
  ['an older command anywhere', 'x ##[error]y', 'x #\\u0023[error]y'],
  ['a command of another forge', '##vso[task.setvariable]y', '#\\u0023vso[task.setvariable]y'],
  ['a heading', '## title', '## title'],
  ['a direction mark', 'dev\u202eelopers', 'dev\\u202eelopers'],
  ['a character beyond the first plane', 'a\u{e0041}', 'a\\udb40\\udc41'],
  ['an escape', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['a return to the start of the line', 'a\rb', 'a\\u000db'],
  ['a colour without colours', '\u001b[31ma', '\\u001b[31ma'],
])('%s', (_, text, safe) => {
  expect(safeText(text)).toBe(safe);
});

test('colours stay where they are wanted, and hide no command', () => {
  expect(safeText('\u001b[2m    ::error::x\u001b[0m\u001b[2J', true)).toBe(
    '\u001b[2m    \\u003a:error::x\u001b[0m\\u001b[2J',
  );
});

test('JSON stays JSON of the same value', () => {
  const value = { 'a##[error]': 'b\u202e\u{e0041}\\##vso[x]', c: ['::error::'] };
  const text = safeText(JSON.stringify(value, null, 2));
  expect(text).not.toMatch(/##\w*\[|\u202e/);
  expect(JSON.parse(text)).toEqual(value);
});

test('what is not expected is one line', () => {
  expect(unexpected(new RangeError('Invalid\nat x'))).toMatch(/^unexpected RangeError: Invalid \(.*\)$/);
  expect(unexpected(undefined)).toMatch(/^unexpected Error: undefined \(.*\)$/);
});

test('plan prints no command of a forge, wherever a value has it', async () => {
  const args = (line: string) =>
    CLIENT_B.replace('runAsUser: 100', `args: ["${line}\\n  ::set-output name=a::b\\n##[error]c\\nlast"]`);
  const project = new Project({
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production'),
    'tenants/client-b.yaml': args('one'),
  });
  expect((await project.run('synth')).code).toBe(0);
  const removed = project.write({
    'tenants/client-b.yaml': args('two').replace('client-b-developers', '"##[error]d"'),
  });
  const { out } = await removed.run('plan');
  expect(out).toContain('set-output');
  expect(out).toContain('subjects[#\\u0023[error]d]');
  expect(out).not.toMatch(/^\s*::|##\[/m);
});
