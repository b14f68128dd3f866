import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { VERSIONS } from '../lib/versions';

const root = resolve(__dirname, '..');
const GROUPS = fs.readdirSync(join(root, 'imports/definitions')).map((file) => file.replace(/\.yaml$/, ''));

test('imports/ is what `npx cdk8s import` makes of imports/definitions', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'imports-'));
  try {
    fs.cpSync(join(root, 'cdk8s.yaml'), join(folder, 'cdk8s.yaml'));
    fs.cpSync(join(root, 'imports/definitions'), join(folder, 'imports/definitions'), { recursive: true });
    const cdk8s = [join(root, 'node_modules/cdk8s-cli/bin/cdk8s'), 'import', '--check-upgrade=false'];
    execFileSync(process.execPath, cdk8s, { cwd: folder, stdio: 'pipe' });
    const modules = (of: string) => fs.readdirSync(join(of, 'imports')).filter((file) => file.endsWith('.ts'));
    expect(modules(folder)).toEqual(GROUPS.map((group) => `${group}.ts`).sort());
    expect(modules(root)).toEqual(modules(folder));
    for (const file of modules(folder)) {
      const text = (of: string) => fs.readFileSync(join(of, 'imports', file), 'utf8');
      expect([file, text(folder) === text(root)]).toEqual([file, true]);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test.each(GROUPS)('the definitions of %s are of that group alone', (group) => {
  const text = fs.readFileSync(join(root, 'imports/definitions', `${group}.yaml`), 'utf8');
  const definitions = parseAllDocuments(text).map((document) => document.toJS());
  expect([...new Set(definitions.map(({ spec }) => spec.group))]).toEqual([group]);
});

test('the page names the versions that the project is written against', () => {
  const page = fs.readFileSync(join(root, 'imports/README.md'), 'utf8');
  for (const name of [
    'kubernetes',
    'cert-manager',
    'calico',
    'cilium',
    'gateway-api',
    'kustomize-controller',
    'source-controller',
    'notification-controller',
    'helm-controller',
    'source-watcher',
  ] as const) {
    expect(page).toContain(`/${name}, \``);
    expect(page).toContain(`| v${VERSIONS[name]} |`);
  }
});
