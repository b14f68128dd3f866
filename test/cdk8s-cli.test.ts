import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** The repository without its history and its output. Its code is not copied: it would be compiled once more. */
const folder = fs.mkdtempSync(join(tmpdir(), 'cdk8s-cli-'));
beforeAll(() => {
  for (const name of ['cdk8s.yaml', 'main.ts', 'package.json', 'tsconfig.json', 'tenants', 'overlays'])
    fs.cpSync(join(root, name), join(folder, name), { recursive: true });
  for (const name of ['lib', 'imports', 'node_modules']) fs.symlinkSync(join(root, name), join(folder, name));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    ['dist', 'clusters'].flatMap((top) =>
      fs
        .readdirSync(join(folder, top), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [path.slice(folder.length), fs.readFileSync(path, 'utf8')] as const),
    ),
  );

const synth = () =>
  spawnSync(process.execPath, [join(root, 'scripts/cdk8s/index.js'), 'synth'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });

test('npx cdk8s synth ends in the bytes that are committed', () => {
  const { status, stderr } = synth();
  expect(status).toBe(0);
  // Nothing of its check for a newer version of itself, which would need a network.
  expect(stderr).not.toMatch(/^\s+at |Error|new version/m);
  expect(filesOf(folder)).toEqual(filesOf(root));
});

test('npx cdk8s synth says what is wrong with the settings before anything else, without a stack trace', () => {
  fs.writeFileSync(join(folder, 'tenants/client-z.yaml'), 'name: client-z\nnonsense: 1\n');
  const { status, stderr, stdout } = synth();
  expect(status).not.toBe(0);
  const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.trim() !== '');
  expect(lines.find((line) => line.startsWith('tenants/client-z.yaml:2:1 nonsense:'))).toBeDefined();
  expect(lines.join('\n')).not.toMatch(/at .*(main\.ts|\/lib\/(cli|model|settings|synthesize)\/)/);
});

test('npx runs the program that does not look for a newer version', () => {
  const { packages } = JSON.parse(fs.readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const programs = Object.entries<{ bin?: object }>(packages).filter(([, { bin = {} }]) => 'cdk8s' in bin);
  // Of several packages with a program of one name npm takes the first.
  const [first] = programs.map(([path]) => path).sort();
  expect(first).toBe('node_modules/cdk8s-checkless');
});
