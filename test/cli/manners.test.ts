import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { paint, paintChange } from '../../lib/cli/_colour';
import { VERSION } from '../../lib/cli/_version';
import { helpTexts } from '../../lib/cli/help-texts';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';
import { Project, projectAfter } from '../support/project';
import { environmentText } from '../support/settings';
import { WHOLE_PROJECT } from '../support/tenants';

const ROOT = resolve(__dirname, '../..');

async function program(args: string[], environment: NodeJS.ProcessEnv = {}, more: Partial<Io> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = { out: (text) => out.push(text), err: (text) => err.push(text), exitCode: 0, ...more };
  const code = await run(args, io, environment);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

test('--version prints the version of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(VERSION).toBe(version);
  expect(await program(['--version'])).toEqual({ code: 0, out: version, err: '' });
});

describe('the help', () => {
  const { '': whole = '', ...commands } = helpTexts();

  test('of the program lists every command', () => {
    expect(Object.keys(commands).length).toBeGreaterThan(10);
    for (const name of Object.keys(commands)) expect(whole).toMatch(new RegExp(`^  ${name} `, 'm'));
    expect(whole).not.toMatch(/git:/);
  });

  test.each(Object.entries(commands))('of %s has examples and exit codes', (name, text) => {
    expect(text).toMatch(new RegExp(`^Examples:\n  egress-tenancy ${name}\\b`, 'm'));
    expect(text).toMatch(/^Exit codes:\n {2}0 {2}\S/m);
  });
});

describe('options that npm takes', () => {
  const npm = (command: string, options: Record<string, string>) => ({
    npm_lifecycle_event: command,
    ...Object.fromEntries(Object.entries(options).map(([name, value]) => [`npm_config_${name}`, value])),
  });

  test.each([
    ['a flag', ['plan'], npm('plan', { exit_code: 'true' }), 'npm run plan -- --exit-code'],
    ['a value after =', ['plan'], npm('plan', { env: 'production' }), 'npm run plan -- --env production'],
    ['a value after a space', ['plan', 'production'], npm('plan', { env: 'true' }), 'npm run plan -- --env production'],
    ['several values', ['plan', 'a', 'b'], npm('plan', { between: 'true' }), 'npm run plan -- --between a b'],
    ['an option that npm has, too', ['synth'], npm('synth', { force: 'true' }), 'npm run synth -- --force'],
    ['json', ['check'], npm('check', { json: 'true' }), 'npm run check -- --json'],
    ['next to an argument', ['tenant:add', 'x'], npm('tenant:add', { json: 'true' }), 'npm run tenant:add -- --json x'],
  ])('%s: the command stops and shows the right line', async (_, args, environment, line) => {
    const { code, out, err } = await program(args, environment);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n').at(-1)).toBe(`  ${line}`);
  });

  test('an option that the command did get is fine, and so is one of another script', async () => {
    const folders = ['--tenants', 'nowhere'];
    const fine = await program(['plan', '--exit-code', ...folders], npm('plan', { exit_code: 'true' }));
    expect(fine.err).toMatch(/^nowhere: there is no such folder/);
    const other = await program(['plan', ...folders], npm('test', { exit_code: 'true' }));
    expect(other.err).toMatch(/^nowhere: there is no such folder/);
  });
});

describe('options', () => {
  test.each([
    [['plan', '--env', 'a', '--env', 'b'], '--env is set more than once; it takes one value'],
    [['synth', '--out', '.', '--out=.'], '--out is set more than once; it takes one value'],
    [['tenant:add', 'x', '--address', '1', '--address', '1'], '--address is set more than once; it takes one value'],
  ])('%j: one value is one value', async (args, message) => {
    expect(await program(args)).toEqual({ code: 2, out: '', err: message });
  });

  test.each([
    [
      ['a,b'],
      [
        'unknown environment a; available: development, production',
        'unknown environment b; available: development, production',
      ],
    ],
    [['development,produktion'], ['unknown environment produktion: did you mean production?']],
    [['development'], ['--between takes two environments, not 1']],
  ])('--between %j names each unknown environment', async (names, lines) => {
    const { code, err } = await new Project(WHOLE_PROJECT).run('plan', '--quiet', '--between', ...names);
    expect([code, err.split('\n')]).toEqual([2, lines]);
  });

  test('--between takes names with a comma between them', async () => {
    const project = new Project(WHOLE_PROJECT);
    const one = await project.run('plan', '--between', 'development,production', '--json');
    const other = await project.run('plan', '--between', 'development', 'production', '--json');
    expect(one.code).toBe(0);
    expect(one).toEqual(other);
  });
});

describe('warnings', () => {
  const ids = (text: string) => text.split('\n').flatMap((line) => /\[([a-z-]+)\]/.exec(line)?.[1] ?? []);

  test('that all tenants have are one line, and check lists each', async () => {
    const project = await projectAfter(['schema'], WHOLE_PROJECT);
    const { err } = await project.run('synth');
    expect(ids(err).filter((id) => id === 'nodes-unknown')).toHaveLength(1);
    expect(err).toMatch(/\[nodes-unknown\] \(and 1 more: npm run check lists them\)$/m);
    const checked = await project.run('check');
    expect(ids(checked.err).filter((id) => id === 'nodes-unknown')).toHaveLength(2);
  });

  test('of other tenants are left out with --tenant', async () => {
    const project = await projectAfter(['schema', 'synth'], WHOLE_PROJECT);
    for (const command of ['synth', 'check', 'plan']) {
      const { err } = await project.run(command, '--tenant', 'client-c');
      const files = err.split('\n').flatMap((line) => /^tenants\/([^:]+)/.exec(line)?.[1] ?? []);
      expect([command, [...new Set(files)]]).toEqual([command, ['client-c.yaml']]);
    }
  });

  test.each(['synth', 'check', 'plan'])('%s --quiet prints none', async (command) => {
    const project = await projectAfter(['schema', 'synth'], WHOLE_PROJECT);
    const { code, err, out } = await project.run(command, '--quiet');
    expect([code, err]).toEqual([0, '']);
    if (command !== 'plan') expect(out).toBe('');
  });

  test('with --quiet they are left out next to errors, too, unless --strict counts them', async () => {
    const files = { ...WHOLE_PROJECT, 'tenants/odd.yaml': 'name: [\n' };
    const loud = await new Project(files).run('check');
    expect(ids(loud.err)).toContain('nodes-unknown');
    const { code, err } = await new Project(files).run('check', '--quiet');
    expect(code).toBe(1);
    expect(err).toMatch(/^tenants\/odd\.yaml:/);
    expect(err).not.toMatch(/warning/);
    expect((await new Project(files).run('check', '--quiet', '--strict', 'nodes-unknown')).err).toMatch(
      /nodes-unknown/,
    );
  });

  test('fail with --strict before anything is written', async () => {
    const project = new Project(WHOLE_PROJECT);
    const { code, err } = await project.run('synth', '--strict', 'nodes-unknown');
    expect(code).toBe(1);
    expect(err).toMatch(/2 warnings fail with --strict$/);
    expect(project.files('dist')).toEqual([]);
    expect((await project.run('synth', '--strict', 'nodes-unkown')).code).toBe(2);
    expect((await project.run('plan', '--strict')).code).toBe(1);
  });
});

test('plan shows what rules find, with the line of the settings', async () => {
  const project = new Project({
    ...WHOLE_PROJECT,
    'tenants/client-b.yaml':
      WHOLE_PROJECT['tenants/client-b.yaml']?.replace(/image: .*/, 'image: registry.example.com/web') ?? '',
  });
  const { code, err } = await project.run('plan');
  expect(code).toBe(0);
  expect(err).toMatch(/image-floating/);
  expect(err).toMatch(/settings: tenants\/client-b\.yaml:\d+:\d+ workloads\[0\]\.image/);
  const json = JSON.parse((await project.run('plan', '--json')).out);
  expect(json.findings.map(({ rule }: { rule: string }) => rule)).toContain('image-floating');
});

test('colours stand out where a terminal reads, and nowhere else', async () => {
  const esc = String.fromCharCode(27);
  const plain = (text: string) => text.replaceAll(esc, '^');
  const warning = 'tenants/a.yaml:2:1 nodePool.sources: warning: is not known [nodes-unknown]';
  expect(plain(paint(warning))).toContain(': ^[33mwarning^[39m: ');
  expect(plain(paint('tenants/a.yaml:2:1 name: is wrong'))).toBe('^[31mtenants/a.yaml:2:1^[39m name: is wrong');
  expect(plain(paint('dist/x.yaml image-floating error: y'))).toContain('^[31merror^[39m');
  expect(plain(paintChange('+ dist/x'))).toBe('^[32m+ dist/x^[39m');
  const project = new Project({ ...WHOLE_PROJECT, 'overlays/production.ts': environmentText('produktion') });
  const folders = ['--tenants', `${project.folder}/tenants`, '--environments', `${project.folder}/overlays`];
  expect(plain((await program(['plan', ...folders], {}, { colourErr: true })).err)).toContain('^[31m');
  expect((await program(['plan', ...folders])).err).not.toContain(esc);
});

test('a terminal sees what is being done, and nothing of it is left', async () => {
  const project = new Project(WHOLE_PROJECT);
  const folders = ['--tenants', `${project.folder}/tenants`, '--environments', `${project.folder}/overlays`];
  const shown: string[] = [];
  await program(['plan', ...folders, '--out', project.folder], {}, { progress: (text) => shown.push(text) });
  const steps = shown.filter((text) => text !== '' && !/ of /.test(text));
  expect(steps).toEqual([
    'Reading tenants',
    'Rendering tenants',
    'Comparing',
    'Deciding what pods reach',
    'Checking rules',
  ]);
  const counts = shown.filter((text) => / of /.test(text));
  expect(counts[0]).toMatch(/^Reading 1 of \d+ tenants$/);
  expect(counts.filter((text) => /^Rendering (\d+) of \1 tenants$/.test(text))).toHaveLength(1);
  expect(counts.at(-1)).toMatch(/^Checking (\d+) of \1 rules$/);
  expect(shown.at(-1)).toBe('');
  shown.length = 0;
  for (const option of ['--json', '--quiet', '-q'])
    await program(['plan', ...folders, '--out', project.folder, option], {}, { progress: (text) => shown.push(text) });
  expect(shown).toEqual([]);
});
