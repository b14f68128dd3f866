import { run } from '../../lib/cli/program';
import { A, B, CLIENT_A, CLIENT_B, DEVELOPMENT, writtenProject } from './_project';

const CHANGED = CLIENT_A.replace('web:1', 'web:2');

describe('options', () => {
  test('--exit-code tells a change by 1; without it a change is fine', async () => {
    const project = await writtenProject();
    project.write({ [A]: CHANGED });
    expect((await project.run('plan')).code).toBe(0);
    expect((await project.run('plan', '--exit-code')).code).toBe(1);
    expect((await project.run('plan', '--exit-code', '--env', 'production', '--tenant', 'client-a')).code).toBe(1);
  });

  test('--tenant leaves out the others and the platform', async () => {
    const project = await writtenProject({ [A]: CLIENT_A, [B]: CLIENT_B });
    project.write({ [A]: CHANGED });
    expect((await project.run('plan', '--tenant', 'client-b', '--exit-code')).out).toBe('no changes');
    expect((await project.run('plan', '--tenant', 'client-a')).out).toContain('~ Deployment client-a-demo/web');
  });

  test('what is no longer in the settings can still be asked for; what never was is unknown', async () => {
    const project = await writtenProject({ [A]: CLIENT_A, [B]: CLIENT_B });
    project.remove(B).remove(DEVELOPMENT);
    expect((await project.run('plan', '--tenant', 'client-b')).out).toContain('- Namespace client-b');
    expect((await project.run('plan', '--env', 'development')).out).toMatch(
      /^development: 0 added, 0 changed, \d+ removed/m,
    );
    expect(await project.run('plan', '--tenant', 'client-x')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/unknown tenant client-x/),
    });
    expect(await project.run('plan', '--env', 'developmant')).toMatchObject({
      code: 2,
      err: 'unknown environment developmant: did you mean development?',
    });
  });

  test('--between shows how two environments differ, their names neutral, and threatens nobody', async () => {
    const project = await writtenProject({ [B]: CLIENT_B });
    project.write({ [A]: `${CLIENT_A}environments: { development: { enabled: false } }\n` });
    expect(await project.run('plan', '--between', 'development', 'production', '--tenant', 'client-b')).toMatchObject({
      code: 0,
      out: `development → production
  client-b
    ~ ConfigMap client-b/client-egress-config
          data.ENVIRONMENT: development → production
development → production: 1 differ, 0 only in development, 0 only in production`,
    });
    const { out } = await project.run('plan', '--between', 'development', 'production');
    expect(out).toContain(`  platform
    ~ Kustomization flux-system/egress-production
          metadata.name: egress-development → egress-production
          spec.interval: 5m → 1m
          spec.path: ./dist/overlays/development → ./dist/overlays/production
        + spec.timeout: 5m
  client-a
    + Namespace client-a-demo
`);
    expect(out).not.toContain('DESTRUCTIVE');
    expect((await project.run('plan', '--between', 'production', 'production')).out).toBe('no differences');
    expect((await project.run('plan', '--between', 'production', 'development', '--exit-code')).code).toBe(1);
  });

  test('--between wants two environments that are there, and no other side', async () => {
    const project = await writtenProject();
    expect((await project.run('plan', '--between', 'development')).code).toBe(2);
    expect((await project.run('plan', '--between', 'development', 'staging')).code).toBe(2);
    expect((await project.run('plan', '--between', 'development', 'production', '--against', 'main')).code).toBe(2);
  });

  test('--json has objects, changes and reasons in one form, and nothing else on stdout', async () => {
    const project = await writtenProject();
    project.write({ [A]: CHANGED.replace(/ {2}- \{ name: nightly.*\n/, '') });
    const { out } = await project.run('plan', '--json', '--env', 'production');
    const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'client-a-demo', name: 'nightly' };
    const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'client-a-demo', name: 'web' };
    expect(JSON.parse(out)).toEqual({
      version: 1,
      problems: [],
      findings: [],
      words: [
        {
          kind: 'runs',
          text: 'pods of Deployment client-a-demo/web restart, in production',
          tenants: ['client-a'],
          environments: ['production'],
        },
      ],
      environments: [
        {
          name: 'production',
          added: [],
          changed: [
            {
              object: web,
              tenant: 'client-a',
              changes: [
                {
                  path: 'spec.template.spec.containers[web].image',
                  before: 'example.com/web:1',
                  after: 'example.com/web:2',
                },
              ],
              destructive: [],
              rollouts: [{ workload: web, how: 'restart' }],
            },
          ],
          removed: [{ object: cronJob, tenant: 'client-a', changes: [], destructive: [], rollouts: [] }],
        },
      ],
    });
  });

  test('colours are for terminals', async () => {
    const project = await writtenProject();
    project.write({ [A]: CHANGED });
    const coloured: string[] = [];
    const folders = [
      '--tenants',
      `${project.folder}/tenants`,
      '--environments',
      `${project.folder}/overlays`,
      '--out',
      project.folder,
    ];
    await run(['plan', ...folders], { out: (text) => coloured.push(text), err: () => {}, exitCode: 0, colour: true });
    const { out } = await project.run('plan');
    expect(out).not.toContain('\u001b');
    expect(coloured.join('\n')).toContain('\u001b[33m~ Deployment client-a-demo/web\u001b[39m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours are what is taken away
    expect(coloured.join('\n').replace(/\u001b\[[\d;]*m/g, '')).toBe(out);
  });
});

describe('what lies on the disk', () => {
  test('nothing: everything is added', async () => {
    const project = await writtenProject();
    project.remove('dist').remove('clusters');
    expect((await project.run('plan')).out).toMatch(/^development: \d+ added, 0 changed, 0 removed$/m);
  });

  test('broken YAML cannot be compared with, and is named', async () => {
    const project = await writtenProject();
    const file = 'dist/base/client-a/workloads/deployment-web.yaml';
    project.write({ [file]: 'spec: [\n' });
    expect(await project.run('plan')).toMatchObject({ code: 2, out: '', err: expect.stringContaining(`${file}:`) });
    expect((await project.run('plan', '--json')).err).not.toMatch(/\n\s+at /);
  });

  test('an edited file shows what a synth would undo', async () => {
    const project = await writtenProject();
    const file = 'dist/base/client-a/workloads/deployment-web.yaml';
    project.write({ [file]: project.read(file).replace('example.com/web:1', 'example.com/web:0') });
    expect((await project.run('plan')).out).toContain('image: example.com/web:0 → example.com/web:1');
  });
});
