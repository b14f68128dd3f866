import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { dependencyOf } from '../../lib/cli/_installed';
import { helpTexts } from '../../lib/cli/help-texts';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';
import { repositoryFiles } from '../../lib/scaffold';

const ROOT = resolve(__dirname, '../..');
const folder = fs.mkdtempSync(join(tmpdir(), 'egress-init-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

async function program(...args: string[]) {
  const lines: string[] = [];
  const io: Io = { out: (text) => lines.push(text), err: (text) => lines.push(text), exitCode: 0 };
  return { code: await run(args, io), text: lines.join('\n') };
}

const shop = join(folder, 'shop');
const read = (path: string) => fs.readFileSync(join(shop, path), 'utf8');
beforeAll(async () => {
  expect(await program('init', shop)).toMatchObject({ code: 0 });
});

test('the new repository has nothing left to write, and no rule fails', async () => {
  const folders = ['--tenants', join(shop, 'tenants'), '--environments', join(shop, 'overlays'), '--out', shop];
  const { code, text } = await program('check', ...folders);
  expect([code, text]).toEqual([0, expect.stringMatching(/^OK: \d+ files are up to date/m)]);
});

test.each([
  'package.json',
  'README.md',
  'tenants/client-a.yaml',
  'overlays/development.ts',
  'overlays/production.ts',
  'schemas/tenant.schema.json',
  'test/settings.test.js',
  '.gitignore',
  '.gitattributes',
  '.githooks/pre-commit',
  '.github/CODEOWNERS',
  '.github/workflows/audit.yml',
  '.github/workflows/egress-tenancy.yml',
  'clusters/production/flux-system/kustomization.yaml',
  'dist/overlays/development/kustomization.yaml',
  '.git/HEAD',
])('%s is there', (path) => {
  expect(fs.existsSync(join(shop, path))).toBe(true);
});

test('a file in the way is named, and nothing is written', async () => {
  const busy = join(folder, 'busy');
  fs.mkdirSync(join(busy, 'tenants'), { recursive: true });
  fs.writeFileSync(join(busy, 'tenants/client-a.yaml'), 'mine\n');
  fs.writeFileSync(join(busy, '.gitignore'), 'mine\n');
  const { code, text } = await program('init', busy);
  expect(code).toBe(2);
  expect(text).toContain('busy/tenants/client-a.yaml: is in the way');
  expect(text).toContain('busy/.gitignore: is in the way');
  expect(fs.readdirSync(busy).sort()).toEqual(['.gitignore', 'tenants']);
  const again = await program('init', shop);
  expect(again.code).toBe(2);
  expect((await program('init', join(busy, '.gitignore'))).code).toBe(2);
});

test('what is already there and not in the way stays', async () => {
  const started = join(folder, 'started');
  fs.mkdirSync(started);
  fs.writeFileSync(join(started, 'LICENSE'), 'mine\n');
  expect((await program('init', started)).code).toBe(0);
  expect(fs.readFileSync(join(started, 'LICENSE'), 'utf8')).toBe('mine\n');
});

test('scripts are commands, and all that the README names', () => {
  const { scripts } = JSON.parse(read('package.json'));
  for (const [name, script] of Object.entries(scripts)) {
    if (name === 'test' || name === 'prepare') continue;
    expect(script).toBe(`egress-tenancy ${name}`);
    expect(Object.keys(helpTexts())).toContain(name);
  }
  const others = Object.keys(helpTexts()).filter((name) => name !== '' && !(name in scripts));
  expect(others).toEqual(['init', 'completion']);
  const named = [...read('README.md').matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the example and the hook are those of this repository', () => {
  expect(read('tenants/client-a.yaml')).toBe(fs.readFileSync(join(ROOT, 'tenants/client-a.yaml'), 'utf8'));
  const code = (text: string) => text.slice(text.indexOf('set -eu'));
  expect(code(read('.githooks/pre-commit'))).toBe(code(fs.readFileSync(join(ROOT, 'docs/hooks/pre-commit'), 'utf8')));
  expect(fs.statSync(join(shop, '.githooks/pre-commit')).mode & 0o111).not.toBe(0);
});

test('the workflow uses the actions of this repository, pinned, and runs no install scripts', () => {
  const ours = ['ci.yml', 'audit.yml']
    .map((name) => fs.readFileSync(join(ROOT, '.github/workflows', name), 'utf8'))
    .join('');
  const text = read('.github/workflows/egress-tenancy.yml');
  const uses = text.match(/uses: .*/g) ?? [];
  expect(uses.length).toBe(5);
  for (const line of uses) expect(ours).toContain(line);
  const steps = parse(text).jobs.check.steps as { run?: string }[];
  expect(steps.flatMap(({ run }) => run ?? []).slice(0, 3)).toEqual([
    'npm ci --ignore-scripts',
    'npm run check',
    'npm test',
  ]);
});

test('files of Terraform are ignored', () => {
  for (const pattern of ['.terraform/', '*.tfstate', '*.tfstate.*', '*.tfplan'])
    expect(read('.gitignore').split('\n')).toContain(pattern);
});

test.each([
  ['Shop_1', 'shop-1'],
  ['-x-', 'x'],
  ['日本', 'tenants'],
  ['a'.repeat(60), 'a'.repeat(40)],
])('a folder called %s becomes %s where a DNS label is needed', (name, label) => {
  const files = repositoryFiles(join('/tmp', name), '^1.0.0', []);
  expect(JSON.parse(files[0]?.text ?? '').name).toBe(label);
});

describe('the dependency on this package', () => {
  const installed = (entry: object) => {
    const root = fs.mkdtempSync(join(folder, 'installed-'));
    fs.mkdirSync(join(root, 'node_modules/kubernetes-egress-tenancy'), { recursive: true });
    const packages = { 'node_modules/kubernetes-egress-tenancy': entry };
    fs.writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    return dependencyOf(join(root, 'shop'), join(root, 'node_modules/kubernetes-egress-tenancy'));
  };

  test.each([
    [{ version: '0.2.0' }, /^\^\d+\.\d+\.\d+$/],
    [{ resolved: 'https://registry.example.com/kubernetes-egress-tenancy-0.2.0.tgz' }, /^\^\d+\.\d+\.\d+$/],
    [{ resolved: 'file:kubernetes-egress-tenancy-0.2.0.tgz' }, /^file:\.\.\/kubernetes-egress-tenancy-0\.2\.0\.tgz$/],
    [{ resolved: '../checkout', link: true }, /^file:\.\.\/\.\.\/checkout$/],
    [{ resolved: 'git+https://git.example.com/x.git#abc' }, /^git\+https:\/\/git\.example\.com\/x\.git#abc$/],
  ])('installed as %j, it is what npm can install again', (entry, expected) => {
    expect(installed(entry)).toMatch(expected);
  });

  test('of a checkout is its folder', () => {
    expect(dependencyOf(join(ROOT, '../shop'))).toBe(`file:../${ROOT.split('/').pop()}`);
  });
});
