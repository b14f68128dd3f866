import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { helpTexts } from '../lib/cli/help-texts';
import { Project } from './support/project';
import { environmentText } from './support/settings';
import { WHOLE_PROJECT } from './support/tenants';

const ROOT = resolve(__dirname, '..');
const packed = JSON.parse(fs.readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The package as npm installs it, without types: its files, next to the packages that it depends on. */
const modules = fs.mkdtempSync(join(tmpdir(), 'egress-package-'));
const installed = join(modules, 'node_modules/kubernetes-egress-tenancy');
afterAll(() => fs.rmSync(modules, { recursive: true }));
beforeAll(() => {
  fs.mkdirSync(installed, { recursive: true });
  for (const name of ['bin', 'package.json']) fs.cpSync(join(ROOT, name), join(installed, name), { recursive: true });
  // Not the link: its real path would find the packages of this checkout.
  for (const name of Object.keys(packed.dependencies))
    fs.symlinkSync(join(ROOT, 'node_modules', name), join(modules, 'node_modules', name));
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      '--require',
      require.resolve('tsx/cjs'),
      join(ROOT, 'scripts/build/main.ts'),
      '--no-types',
      join(installed, 'build'),
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect([status, stderr]).toEqual([0, '']);
}, 120_000);

/** With what reads files of its own while it is rendered. */
const EVERYTHING = {
  ...WHOLE_PROJECT,
  ...Object.fromEntries(
    (['tenants/client-a.yaml', 'tenants/client-b.yaml'] as const).map((path, index) => [
      path,
      WHOLE_PROJECT[path].replace('port: 3128 }', `port: 3128, publicAddress: 203.0.113.${index + 1} }`),
    ]),
  ),
  'overlays/development.ts': environmentText('development', {
    monitoring: { namespace: 'monitoring', operator: true, sources: ['172.16.28.40'] },
    probe: { url: 'https://ifconfig.me/ip' },
  } as never),
};

const program = (folder: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(installed, 'bin/egress-tenancy.js'), ...args], { cwd: folder, encoding: 'utf8' });

test('the installed program writes what the source writes, and finds nothing to do the second time', async () => {
  const [one, other] = [new Project(EVERYTHING), new Project(EVERYTHING)];
  const { status, stdout, stderr } = program(one.folder, 'synth', '--quiet');
  expect([status, stdout, stderr]).toEqual([0, '', '']);
  await other.run('synth', '--quiet');
  const texts = (p: Project) => Object.fromEntries(p.files().map((path) => [path, p.read(path)]));
  expect(texts(one)).toEqual(texts(other));
  expect(program(one.folder, 'schema').status).toBe(0);
  expect(program(one.folder, 'check').stdout).toMatch(/^OK: \d+ files are up to date/);
  expect(program(one.folder, 'scan').status).toBe(0);
});

test('the installed program writes the same page for reviewers, without the packages that it is made with', async () => {
  const [one, other] = [new Project(WHOLE_PROJECT), new Project(WHOLE_PROJECT)];
  const { status, stderr } = program(one.folder, 'report', '--quiet');
  expect([status, stderr]).toEqual([0, '']);
  await other.run('report', '--quiet');
  const page = 'dist/report/index.html';
  expect(one.read(page) === other.read(page).replaceAll(`${other.folder}/`, '')).toBe(true);
});

test('it knows the rules, and finds places in settings of both kinds', () => {
  const { folder } = new Project({
    ...WHOLE_PROJECT,
    'tenants/client-a.yaml': `${WHOLE_PROJECT['tenants/client-a.yaml']}suppress: [{ id: image-floatin, reason: because it is so }]\n`,
    'overlays/staging.ts':
      "import { defineEnvironment } from 'kubernetes-egress-tenancy';\n\nexport default defineEnvironment({\n  nam: 'staging' });\n",
  });
  const { status, stderr } = program(folder, 'plan', '--quiet');
  expect(status).toBe(1);
  expect(stderr).toMatch(/image-floatin.*did you mean image-floating/);
  expect(stderr).toMatch(/^overlays\/staging\.ts:4:3 nam: unknown key/m);
});

test('every part of the program is in it that is loaded only when it is asked for', async () => {
  const project = new Project({ ...WHOLE_PROJECT, 'pods.jsonl': '' });
  expect(program(project.folder, 'live', '--rights').stdout).toBe(`${(await project.run('live', '--rights')).out}\n`);
  expect(program(project.folder, 'addresses', '--json').status).toBe(0);
  expect(program(project.folder, 'audit:join', '--pods', 'pods.jsonl', '--', 'pods.jsonl').stderr).toBe(
    '0 joined to pods, 0 to nodes only, 0 to neither\n',
  );
});

/** The files with compiled code, each with when it was written. */
function compiled(): ReadonlyMap<string, number> {
  const files = fs.readdirSync(join(installed, 'build'), { recursive: true, withFileTypes: true });
  const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  const ours = paths.filter((path) => /\/build\/compiled/.test(path));
  return new Map(ours.map((path) => [path, fs.statSync(path).mtimeMs]));
}

test('code that one start compiled is used by the next, and damaged code is noticed', () => {
  const { folder } = new Project(WHOLE_PROJECT);
  const start = () => {
    const { status, stdout, stderr } = program(folder, 'addresses', '--json');
    return { status, stdout, stderr };
  };
  const first = start();
  expect(first.status).toBe(0);
  const written = compiled();
  expect(written.size).toBeGreaterThan(0);
  expect(start()).toEqual(first);
  expect(compiled()).toEqual(written);
  for (const path of written.keys()) {
    const bytes = fs.readFileSync(path);
    // In the middle, where the code is: V8 itself checks only the head.
    for (let at = bytes.length >> 1; at < bytes.length; at += 64) bytes[at] = bytes.readUInt8(at) ^ 0xff;
    fs.writeFileSync(path, bytes);
  }
  expect(start()).toEqual(first);
  for (const path of compiled().keys()) expect(fs.statSync(path).mtimeMs).not.toBe(written.get(path));
});

test('a program that was changed in place does not run as it was, though it has the same length', () => {
  const { folder } = new Project(WHOLE_PROJECT);
  const path = join(installed, 'build/cli.js');
  const text = fs.readFileSync(path, 'utf8');
  const start = () => program(folder, 'addresses', '--json').stdout;
  const [old, changed] = ['because clients would request', 'BECAUSE clients would request'];
  expect([start(), start()]).toEqual([expect.stringContaining(old), expect.stringContaining(old)]);
  try {
    fs.writeFileSync(path, text.replaceAll(old, changed));
    expect(start()).toContain(changed);
  } finally {
    fs.writeFileSync(path, text);
  }
  expect(start()).toContain(old);
});

test('a package that nobody may write to starts without compiled code', () => {
  for (const path of compiled().keys()) fs.rmSync(path);
  fs.rmSync(join(installed, 'build/compiled'), { recursive: true, force: true });
  // Root may write anywhere, but not over a folder, nor below a file.
  fs.mkdirSync(join(installed, 'build', `compiled-${process.version}-${process.arch}`));
  fs.writeFileSync(join(installed, 'build/compiled'), '');
  const { status, stderr } = program(new Project(WHOLE_PROJECT).folder, 'addresses', '--json');
  expect([status, stderr]).toEqual([0, '']);
  expect(fs.readdirSync(join(installed, 'build')).filter((name) => /compiled.*\.\d+$/.test(name))).toEqual([]);
});

test('its help is that of the program', () => {
  const { '': whole, ...commands } = helpTexts();
  expect(program(modules, '--help').stdout).toBe(whole);
  expect(program(modules, 'plan', '--help').stdout).toBe(commands.plan);
  expect(program(modules, '--version').stdout).toBe(`${packed.version}\n`);
});

test('the library can be required and imported by name, with the verification API', () => {
  const face = Object.keys(require('../lib') as object);
  const code = (text: string, type: string) =>
    spawnSync(process.execPath, [`--input-type=${type}`, '--eval', text], { cwd: modules, encoding: 'utf8' });
  const required = code("console.log(Object.keys(require('kubernetes-egress-tenancy')).join())", 'commonjs');
  expect(required.stdout.trim().split(',').sort()).toEqual(face.sort());
  const imported = code(
    `import { defineEnvironment, TenantNamespace, verify } from 'kubernetes-egress-tenancy';
     import { rules, scan } from 'kubernetes-egress-tenancy/verification';
     console.log(typeof defineEnvironment, typeof TenantNamespace, typeof verify, rules().length, scan('x', 'http_access allow all\\n').length > 0);`,
    'module',
  );
  expect(imported.stderr).toBe('');
  expect(imported.stdout).toMatch(/^function function function \d\d+ true\n$/);
});

test('what it depends on is little, and all that it needs', () => {
  expect(Object.keys(packed.dependencies)).toEqual([
    'cdk8s',
    'cdk8s-plus-28',
    'constructs',
    'esbuild',
    'typescript',
    'zod',
  ]);
  expect(packed.private).toBeUndefined();
  expect(packed.bin).toEqual({
    'kubernetes-egress-tenancy': 'bin/egress-tenancy.js',
    'egress-tenancy': 'bin/egress-tenancy.js',
  });
});

test('only what a user needs is packed', () => {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path).filter((path) => !path.startsWith('build/'));
  const folders = [...new Set(paths.map((path) => (path.includes('/') ? path.split('/', 1)[0] : path)))];
  expect(folders.sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'SECURITY.md',
    'bin',
    'docs',
    'examples',
    'package.json',
    'schemas',
  ]);
});

test('licences of all code in the bundles are there', () => {
  const text = fs.readFileSync(join(installed, 'build/LICENCES.txt'), 'utf8');
  for (const name of ['cdk8s', 'commander', 'diff', 'ipaddr.js', 'proper-lockfile', 'yaml', 'zod', 'ajv', 'preact'])
    expect(text).toMatch(new RegExp(`^${name.replace('.', '\\.')} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
});
