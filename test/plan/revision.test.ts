import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { sideOfRevision } from '../../lib/plan';
import { GIT_ENVIRONMENT } from '../support/git-environment';
import type { Project } from '../support/project';
import { A, CLIENT_A, writtenProject } from './_project';

function git(project: Project, ...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: project.folder, encoding: 'utf8', env: GIT_ENVIRONMENT });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
}

async function committedProject(): Promise<Project> {
  const project = await writtenProject();
  git(project, 'init', '--quiet', '--initial-branch=main');
  git(project, 'add', '.');
  git(project, 'commit', '--quiet', '-m', 'first');
  return project;
}

test('a revision is compared with, whatever lies on the disk', async () => {
  const project = await committedProject();
  project.write({ [A]: CLIENT_A.replace('web:1', 'web:2') });
  await project.run('synth');
  expect((await project.run('plan')).out).toBe('no changes');
  const { code, out } = await project.run('plan', '--against', 'main', '--env', 'production');
  expect(code).toBe(0);
  expect(out).toBe(`production
  client-a
    ~ Deployment client-a-demo/web (its pods restart)
          spec.template.spec.containers[web].image: example.com/web:1 → example.com/web:2
production: 0 added, 1 changed, 0 removed`);
  project.remove('dist');
  expect((await project.run('plan', '--against', 'main', '--env', 'production')).out).toBe(out);
});

test('nothing of the work tree or the index is touched', async () => {
  const project = await committedProject();
  project.write({ [A]: CLIENT_A.replace('web:1', 'web:2') });
  const before = project.fingerprint();
  await project.run('plan', '--against', 'HEAD');
  expect(project.fingerprint()).toBe(before);
});

test('a revision from before there was any output: everything is added', async () => {
  const project = await committedProject();
  git(project, 'rm', '--quiet', '-r', '--cached', 'dist', 'clusters');
  git(project, 'commit', '--quiet', '-m', 'second');
  expect((await project.run('plan', '--against', 'HEAD')).out).toMatch(
    /^production: \d+ added, 0 changed, 0 removed$/m,
  );
});

test.each(['nowhere', 'HEAD~7', '--all', '--since=yesterday', 'main:tenants/client-a.yaml', ''])(
  '%p is no revision',
  async (revision) => {
    const project = await committedProject();
    const { code, out, err } = await project.run('plan', `--against=${revision}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`unknown revision ${revision}`);
  },
);

test('a folder in no repository has no revisions', async () => {
  const project = await writtenProject();
  expect(await project.run('plan', '--against', 'main')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('not a git repository'),
  });
});

test('broken YAML of a revision is named with it', async () => {
  const project = await committedProject();
  const file = 'dist/base/client-a/workloads/deployment-web.yaml';
  project.write({ [file]: 'spec: [\n' });
  git(project, 'commit', '--quiet', '-a', '-m', 'broken');
  await project.run('synth', '--force');
  const { code, err } = await project.run('plan', '--against', 'main');
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(new RegExp(`^main does not build: ${file}:`)) });
});

test('an output folder below the repository is compared with itself, also from inside a hook', async () => {
  const project = await writtenProject();
  mkdirSync(join(project.folder, 'below'));
  for (const root of ['dist', 'clusters']) renameSync(join(project.folder, root), join(project.folder, 'below', root));
  git(project, 'init', '--quiet', '--initial-branch=main');
  git(project, 'add', '.');
  git(project, 'commit', '--quiet', '-m', 'first');
  const { GIT_DIR } = process.env;
  process.env.GIT_DIR = '.git';
  try {
    const { files } = sideOfRevision(join(project.folder, 'below'), 'main');
    expect([...files.keys()]).toContain('dist/overlays/development/kustomization.yaml');
    expect(files.get('clusters/development/kustomization-egress-development.yaml')).toContain('kind: Kustomization');
  } finally {
    if (GIT_DIR === undefined) delete process.env.GIT_DIR;
    else process.env.GIT_DIR = GIT_DIR;
  }
});
