import { Project, projectAfter } from '../support/project';
import { CLIENT_B, environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const SETTINGS = {
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
};
const written = () => projectAfter(['synth', 'schema'], SETTINGS);

test('passes on what was just written, and writes nothing', async () => {
  const project = await written();
  const before = project.fingerprint();
  expect((await project.run('check')).code).toBe(0);
  expect(project.fingerprint()).toBe(before);
});

test('fails when nothing was written yet', async () => {
  const project = new Project(SETTINGS);
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain('dist/base/client-a/guardrails/namespace.yaml: is missing');
  expect(err).toContain('schemas/tenant.schema.json: is missing');
});

test.each([
  [
    'settings changed',
    (p: Project) =>
      p.write({ 'overlays/development.ts': environmentText('development', { flux: { interval: '9m' } }) }),
    'clusters/development/kustomization-egress-development.yaml: differs',
  ],
  [
    'a file was edited',
    (p: Project) =>
      p.write({ 'dist/base/platform/kustomization.yaml': `${p.read('dist/base/platform/kustomization.yaml')}# x\n` }),
    'dist/base/platform/kustomization.yaml',
  ],
  [
    'a file is missing',
    (p: Project) => p.remove('clusters/development/kustomization-egress-development.yaml'),
    'is missing',
  ],
  ['a file is stale', (p: Project) => p.remove('tenants/client-c.yaml'), 'is no longer generated'],
  [
    'the editor’s schema is old',
    (p: Project) => p.remove('schemas/tenant.schema.json'),
    'schemas/tenant.schema.json: is missing',
  ],
])('fails when %s, and says which', async (_, change, message) => {
  const project = await written();
  change(project);
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain(message);
});

test('of what is in the way it names the way out, which a plain synth is not', async () => {
  const project = await written();
  const file = 'dist/base/platform/kustomization.yaml';
  project.write({ [file]: `${project.read(file)}# mine\n` });
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain(`${file}: was edited after it was generated from lib/constructs\n`);
  expect(err).toContain(
    'conflicting files were not changed: revert them, or overwrite them with npm run synth -- --force',
  );
  expect(err).not.toContain('npm run synth (or');
});

test('answers a machine with --json', async () => {
  const project = (await written()).remove('dist/base/platform/kustomization.yaml');
  const { code, out } = await project.run('check', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    drift: [{ path: 'dist/base/platform/kustomization.yaml', change: 'missing' }],
  });
});

test('--strict fails for warnings: for all of them, or for those with these ids', async () => {
  const expired = CLIENT_B.replace('    - ifconfig.me', '    - { host: ifconfig.me, until: 2026-01-31 }');
  const project = await projectAfter(['synth', 'schema'], { ...SETTINGS, 'tenants/client-b.yaml': expired });
  const codeOf = async (...args: string[]) => (await project.run('check', ...args)).code;
  expect(await codeOf()).toBe(0);
  expect(await codeOf('--strict')).toBe(1);
  expect(await codeOf('--strict', 'allow-list-expired')).toBe(1);
  expect(await codeOf('--strict', 'allow-list-denied', 'allow-list-wide')).toBe(0);
  expect((await project.run('check', '--strict', 'allow-list-expired')).err).toContain('warning fails with --strict');
  const unknown = await project.run('check', '--strict', 'allow-list-expires');
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('did you mean allow-list-expired?') });
});
