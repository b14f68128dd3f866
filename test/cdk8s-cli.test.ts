import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');

/** A copy of the repository without its history and its output. */
function copy(): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'cdk8s-cli-'));
  for (const name of [
    'cdk8s.yaml',
    'main.ts',
    'package.json',
    'tsconfig.json',
    'tenants',
    'overlays',
    'lib',
    'imports',
  ]) {
    fs.cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  fs.symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

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

const synth = (cwd: string) =>
  spawnSync(process.execPath, [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'synth', '--no-check-upgrade'], {
    cwd,
    encoding: 'utf8',
  });

test('npx cdk8s synth ends in the bytes that are committed', () => {
  const folder = copy();
  try {
    const { status, stderr } = synth(folder);
    expect([status, stderr]).toEqual([0, expect.anything()]);
    expect(filesOf(folder)).toEqual(filesOf(root));
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('npx cdk8s synth says what is wrong with the settings before anything else, without a stack trace', () => {
  const folder = copy();
  try {
    fs.writeFileSync(join(folder, 'tenants/client-z.yaml'), 'name: client-z\nnonsense: 1\n');
    const { status, stderr, stdout } = synth(folder);
    expect(status).not.toBe(0);
    const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => line.trim() !== '');
    expect(lines.find((line) => line.startsWith('tenants/client-z.yaml:2:1 nonsense:'))).toBeDefined();
    expect(lines.join('\n')).not.toMatch(/at .*(main\.ts|\/lib\/(cli|model|settings|synthesize)\/)/);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
