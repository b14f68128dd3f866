import { Project, projectAfter } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const SETTINGS = {
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
  'overlays/staging.ts': environmentText('staging', { flux: { reconcile: 'per-tenant' } }),
};
const project = () => new Project(SETTINGS);
const written = () => projectAfter(['synth'], SETTINGS);

test('writes once, and finds nothing to do the second time', async () => {
  const p = project();
  const first = await p.run('synth');
  expect(first.code).toBe(0);
  expect(first.out).toContain('+ dist/base/client-a/guardrails/namespace.yaml');
  const written = p.fingerprint();
  expect((await p.run('synth')).out).toMatch(/^0 created, 0 changed, 0 removed, \d+ as they were$/);
  expect(p.fingerprint()).toBe(written);
});

test('the bytes do not depend on where they are written, nor on where the settings lie', async () => {
  const [one, two] = [project(), project()];
  await one.run('synth');
  await two.run('synth');
  expect(one.files('dist')).toEqual(two.files('dist'));
  for (const file of [...one.files('dist'), ...one.files('clusters')]) expect(two.read(file)).toBe(one.read(file));
});

test('each file says in its first line, or below one that its format claims, which settings it comes from', async () => {
  const p = await written();
  for (const file of [...p.files('dist'), ...p.files('clusters')]) {
    expect(p.read(file)).toMatch(
      /^(?:#!\S+.*\n|#cloud-config\n)?# Generated from (tenants\/client-[abc]\.yaml|overlays\/(development|production|staging)\.ts|lib\/\S+) by npm run synth; do not edit\. sha256:[0-9a-f]{16}\n/,
    );
  }
});

test('what is no longer asked for is removed, with its folders', async () => {
  const p = await written();
  p.remove('tenants/client-c.yaml');
  const { code, out } = await p.run('synth');
  expect(code).toBe(0);
  expect(out).toContain('- dist/base/client-c/guardrails/namespace.yaml');
  expect(p.files().join()).not.toContain('client-c');
});

describe('--env', () => {
  test('writes that environment and the base that it builds upon, and removes nothing of the others', async () => {
    const p = await written();
    const staging = p.fingerprint('dist/overlays/staging');
    const clusters = p.fingerprint('clusters/staging');
    p.remove('tenants/client-c.yaml').write({
      'overlays/development.ts': environmentText('development', { workloads: { replicas: 5 } }),
    });
    await p.run('synth', '--env', 'development');
    expect(p.read('dist/overlays/development/client-a/workloads/deployment-web.patch.yaml')).toContain('replicas: 5');
    expect(p.fingerprint('dist/overlays/staging')).toBe(staging);
    expect(p.fingerprint('clusters/staging')).toBe(clusters);
    expect(p.files('dist/base/client-c')).not.toEqual([]);
  });

  test('into an empty folder gives all that the environment needs, and no other', async () => {
    const p = project();
    await p.run('synth', '--env', 'development');
    expect(p.files('dist/base')).not.toEqual([]);
    expect(p.files('clusters')).toEqual([
      ...['gotk-components', 'gotk-sync', 'kustomization'].map(
        (file) => `clusters/development/flux-system/${file}.yaml`,
      ),
      'clusters/development/kustomization-egress-development.yaml',
    ]);
    expect(p.files('dist/overlays/staging')).toEqual([]);
  });
});

describe('--tenant', () => {
  test('writes that tenant’s files and no others', async () => {
    const p = project();
    const { out } = await p.run('synth', '--tenant', 'client-a');
    const written = p.files().filter((path) => /^(dist|clusters)/.test(path));
    expect(written.length).toBeGreaterThan(10);
    for (const path of written) expect(path).toMatch(/client-a/);
    expect(out).toContain(`${written.length} created`);
  });

  test('removes what the tenant no longer has, and nothing of the others', async () => {
    const p = await written();
    p.write({
      'tenants/client-a.yaml': THREE_TENANTS['tenants/client-a.yaml'].replace(/ {2}- \{ name: nightly.*\n/, ''),
    }).remove('tenants/client-c.yaml');
    await p.run('synth', '--tenant', 'client-a');
    expect(p.files('dist/base/client-a').join()).not.toContain('nightly');
    expect(p.files('dist/base/client-c')).not.toEqual([]);
  });

  test('validates all the others too', async () => {
    const p = project().write({ 'tenants/client-b.yaml': 'name: client-b\nnonsense: true\n' });
    const { code, err } = await p.run('synth', '--tenant', 'client-a');
    expect(code).toBe(1);
    expect(err).toContain('tenants/client-b.yaml:2:1 nonsense:');
    expect(p.files('dist')).toEqual([]);
  });
});

describe('what cannot run ends with 2 and writes nothing', () => {
  test.each([
    ['an unknown option', ['--nonsense'], 'unknown option'],
    ['an unknown environment', ['--env', 'developmnet'], 'unknown environment developmnet: did you mean development?'],
    ['an unknown tenant', ['--tenant', 'client-x'], 'unknown tenant client-x'],
    ['a folder of tenants that is not there', ['--tenants', '/nowhere/tenants'], '/nowhere/tenants'],
    [
      'a folder to write to that is not there',
      ['--out', '/nowhere/out'],
      '--out /nowhere/out: there is no such folder',
    ],
  ])('%s', async (_, args, message) => {
    const p = project();
    const { code, err } = await p.run('synth', ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
    expect(p.files('dist')).toEqual([]);
  });
});

describe('problems in settings', () => {
  const broken = () =>
    project().write({ 'tenants/client-a.yaml': 'name: client-x\negress: { proxies: [] }\nworkload: []\n' });

  test('are all reported at once, end with 1, and change nothing', async () => {
    const p = broken();
    const before = p.fingerprint();
    const { code, err, out } = await p.run('synth');
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.split('\n').filter((line) => line.startsWith('tenants/client-a.yaml:')).length).toBeGreaterThan(2);
    expect(p.fingerprint()).toBe(before);
  });

  test('are data on stdout with --json', async () => {
    const { code, out } = await broken().run('synth', '--json');
    expect(code).toBe(1);
    const { problems } = JSON.parse(out);
    expect(problems).toContainEqual(
      expect.objectContaining({
        line: 3,
        column: 1,
        path: 'workload',
        severity: 'error',
        message: expect.stringContaining('workloads'),
      }),
    );
  });
});

test('a file that somebody edited stops the run and changes nothing; --force replaces it', async () => {
  const p = await written();
  const path = 'dist/base/client-a/guardrails/namespace.yaml';
  p.write({
    [path]: `${p.read(path)}# mine\n`,
    'tenants/client-c.yaml': THREE_TENANTS['tenants/client-c.yaml'].replace('1Gi', '2Gi'),
  });
  const before = p.fingerprint();
  // Not in the way yet: what would be written there is unchanged, yet it is not what is there.
  const refused = await p.run('synth');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(path);
  expect(refused.err).toContain('--force');
  expect(p.fingerprint()).toBe(before);
  expect((await p.run('synth', '--force')).code).toBe(0);
  expect((await p.run('check')).code).toBe(1);
  await p.run('schema');
  expect((await p.run('check')).code).toBe(0);
});
