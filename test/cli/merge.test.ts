import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { mergeGenerated, mergeSnapshots } from '../../lib/output';
import { stamp } from '../../lib/output/header';
import { GIT_ENVIRONMENT } from '../support/git-environment';
import { type Project, projectAfter } from '../support/project';
import { WHOLE_PROJECT } from '../support/tenants';

const ROOT = resolve(__dirname, '../..');
const DRIVER = `${process.execPath} ${join(ROOT, 'bin/egress-tenancy.js')} git:merge %O %A %B %P`;
const { 'tenants/client-b.yaml': B, 'tenants/client-c.yaml': C, ...ONE } = WHOLE_PROJECT;

function git(p: Project, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: p.folder, env: GIT_ENVIRONMENT, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

/** A repository in which two branches have each added a tenant, and main is to take the second one. */
async function branches(attributes = ''): Promise<Project> {
  const p = await projectAfter(['synth', 'schema'], { ...ONE, '.gitattributes': attributes });
  git(p, 'init', '--quiet', '--initial-branch=main');
  const commit = async (message: string) => {
    expect((await p.run('synth', '--quiet')).code).toBe(0);
    git(p, 'add', '--all');
    expect(git(p, 'commit', '--quiet', '--message', message).status).toBe(0);
  };
  await commit('one');
  git(p, 'checkout', '--quiet', '-b', 'b');
  p.write({ 'tenants/client-b.yaml': B });
  await commit('two');
  git(p, 'checkout', '--quiet', 'main');
  p.write({ 'tenants/client-c.yaml': C });
  await commit('three');
  return p;
}

test('with the merge driver two branches that each add a tenant merge without a conflict', async () => {
  const p = await branches('dist/** merge=egress-tenancy\n');
  git(p, 'config', 'merge.egress-tenancy.driver', DRIVER);
  expect(git(p, 'merge', '--no-edit', 'b')).toMatchObject({ status: 0 });
  expect((await p.run('check', '--quiet')).err).toBe('');
  expect(p.read('dist/overlays/production/kustomization.yaml')).toMatch(/client-a\n {2}- client-b\n {2}- client-c\n/);
});

test('without it, synth writes the conflicted files again and says so; check and plan name them', async () => {
  const p = await branches();
  expect(git(p, 'merge', '--no-edit', 'b').status).toBe(1);
  const file = 'dist/overlays/production/kustomization.yaml';
  expect(p.read(file)).toMatch(/^<{7} /m);
  const { code, err } = await p.run('check', '--quiet');
  expect([code, err]).toEqual([
    1,
    expect.stringContaining(`${file}: has merge conflicts; npm run synth writes it again`),
  ]);
  const plan = await p.run('plan', '--quiet');
  expect([plan.code, plan.err]).toEqual([1, expect.stringContaining(`${file}: has merge conflicts\n`)]);
  const { code: written, out } = await p.run('synth');
  expect(written).toBe(0);
  expect(out).toMatch(/^\d+ files? had merge conflicts and were written again: git add them$/m);
  expect((await p.run('check', '--quiet')).err).toBe('');
  git(p, 'add', '--all');
  expect(git(p, 'commit', '--quiet', '--no-edit').status).toBe(0);
});

test('a file with markers that never was ours is not replaced', async () => {
  const p = await projectAfter(['synth', 'schema'], WHOLE_PROJECT);
  p.write({ 'dist/base/client-a/workloads/kustomization.yaml': '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n' });
  expect((await p.run('synth', '--quiet')).code).toBe(1);
});

describe('settings with conflict markers are one error', () => {
  const conflict = (text: string) => `${text}<<<<<<< HEAD\nx: 1\n=======\ny: 2\n>>>>>>> branch\n`;
  const lines = async (files: Record<string, string>) => {
    const p = await projectAfter([], { ...WHOLE_PROJECT, ...files });
    const { code, err } = await p.run('synth', '--quiet');
    expect(code).toBe(1);
    return err.split('\n').filter((line) => !line.includes(': warning: '));
  };
  const message = 'has merge conflicts; resolve them (git status lists all files), then run git add';

  test('of a tenant', async () => {
    expect(await lines({ 'tenants/client-a.yaml': conflict(WHOLE_PROJECT['tenants/client-a.yaml']) })).toEqual([
      `tenants/client-a.yaml:8:1: ${message}`,
    ]);
  });

  test('of an environment, and of a file that it imports', async () => {
    const overlay = "import { x } from './_common';\nexport default x;\n";
    expect(await lines({ 'overlays/production.ts': conflict(overlay) })).toContain(
      `overlays/production.ts:3:1: ${message}`,
    );
    const shared = { 'overlays/production.ts': overlay, 'overlays/_common.ts': conflict('export const x = 1;\n') };
    expect(await lines(shared)).toContain(`overlays/_common.ts:2:1: ${message}`);
  });
});

describe('the merge driver', () => {
  const path = 'dist/overlays/production/kustomization.yaml';
  const file = (...names: string[]) =>
    stamp({
      path,
      source: 'overlays/production.ts',
      content: ['resources:', '  - platform', ...names.map((name) => `  - ${name}`), ''].join('\n'),
    });

  test.each([
    [['a'], ['a', 'c'], ['a', 'b'], ['a', 'b', 'c']],
    [['a'], ['a', 'b'], ['a', 'b'], ['a', 'b']],
    [['a', 'b'], ['b'], ['a', 'b', 'c'], ['b', 'c']],
    [[], ['b', 'd'], ['a', 'c'], ['a', 'b', 'c', 'd']],
  ])('of %j, %j and %j makes %j', (base, ours, theirs, wanted) => {
    const merged = mergeGenerated(path, { base: file(...base), ours: file(...ours), theirs: file(...theirs) });
    expect(merged).toEqual({ isClean: true, text: file(...wanted) });
  });

  test('leaves markers where both sides changed the same line', () => {
    const yaml = (value: string) => stamp({ path: 'dist/a.yaml', source: 'tenants/a.yaml', content: `a: ${value}\n` });
    const merged = mergeGenerated('dist/a.yaml', { base: yaml('1'), ours: yaml('2'), theirs: yaml('3') });
    expect(merged).toEqual({
      isClean: false,
      text: expect.stringMatching(/^<{7} [\s\S]*a: 2[\s\S]*a: 3[\s\S]*^>{7} /m),
    });
  });

  test('does not make a file of ours out of one that was edited', () => {
    const edited = file('a', 'c').replace('  - c', '  - evil');
    expect(mergeGenerated(path, { base: file('a'), ours: edited, theirs: file('a', 'b') }).isClean).toBe(false);
  });

  test('takes the entries of a snapshot one by one', () => {
    const snap = (entries: Record<string, string>) =>
      [
        '// Jest Snapshot v1',
        ...Object.entries(entries).map(([name, text]) => `exports[\`${name}\`] = \`\n${text}\n\`;`),
        '',
      ]
        .join('\n\n')
        .trimEnd()
        .concat('\n');
    const base = snap({ 'dev: a 1': '1' });
    const merged = mergeSnapshots({
      base,
      ours: snap({ 'dev: a 1': '1', 'dev: c 1': '3' }),
      theirs: snap({ 'dev: a 1': '2', 'dev: b 1': '3' }),
    });
    expect(merged).toBe(snap({ 'dev: a 1': '2', 'dev: b 1': '3', 'dev: c 1': '3' }));
    expect(
      mergeSnapshots({ base, ours: snap({ 'dev: a 1': '4' }), theirs: snap({ 'dev: a 1': '2' }) }),
    ).toBeUndefined();
  });
});
