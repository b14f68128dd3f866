import { spawnSync } from 'node:child_process';
import { GIT_ENVIRONMENT } from '../support/git-environment';
import { type Project, projectAfter } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';
import { bootstrap, FLUX_SYSTEM } from '../unmanaged/_fixture';

const CASE = 'clusters/production/zz-namespace-defaults.yaml';
const TEXT = `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: tenant-defaults }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-a-developers }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-metrics, namespace: client-a-demo }
spec: { podSelector: {}, policyTypes: [Egress], egress: [{}] }
`;
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: notes, namespace: monitoring }\n';

function commit(project: Project): void {
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '.'],
    ['commit', '--quiet', '-m', 'x'],
  ]) {
    const { status, stderr } = spawnSync('git', args, { cwd: project.folder, encoding: 'utf8', env: GIT_ENVIRONMENT });
    if (status !== 0) throw new Error(stderr);
  }
}

const written = (production = {}) =>
  projectAfter(['synth', 'schema'], {
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', production),
  });

test('an unmanaged file is an error, is judged by the rules, and is shown by the plan', async () => {
  const project = await written();
  // Bootstrap keeps the kustomization.yaml that synth wrote.
  const { [`${FLUX_SYSTEM}/kustomization.yaml`]: _, ...bootstrapped } = bootstrap();
  project.write(bootstrapped);
  commit(project);
  expect((await project.run('check')).code).toBe(0);
  expect((await project.run('plan', '--exit-code')).out).toBe('no changes');

  project.write({
    [CASE]: TEXT,
    'clusters/production/flux-system/gotk-components.yaml': project
      .read('clusters/production/flux-system/gotk-components.yaml')
      .replace('ghcr.io/fluxcd', 'evil.example/fluxcd'),
    'clusters/production/sub/kustomization.yaml': 'resources: []\n',
    'dist/infra/production/zz_override.tf.json': '{}',
    '.sourceignore': '# guardrails\ndist/**/networkpolicy-*\n',
  });
  const before = project.fingerprint();
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain(`${CASE}:1:1: was not written by synth, and Flux applies it; remove it, or list it`);
  expect(err).toContain(`${CASE} cluster-admin-granted error: ClusterRoleBinding tenant-defaults`);
  expect(err).toContain(`${CASE} egress-too-wide error: NetworkPolicy client-a-demo/allow-metrics`);
  expect(err).toMatch(/gotk-components\.yaml:\d+:\d+ Deployment flux-system\/kustomize-controller .*image: is "evil/);
  expect(err).toContain('clusters/production/sub/kustomization.yaml:1:1: was not written by synth');
  expect(err).toContain('dist/infra/production/zz_override.tf.json:1:1: was not written by synth');
  expect(err).toMatch(/\.sourceignore:2:1: "dist\/\*\*\/networkpolicy-\*" hides dist\/base\/client-a\/guardrails/);
  expect(project.fingerprint()).toBe(before);

  const json = JSON.parse((await project.run('check', '--json', '--env', 'production')).out);
  expect(json.problems).toContainEqual(
    expect.objectContaining({ file: CASE, line: 1, column: 1, severity: 'error', id: 'unmanaged-file' }),
  );

  for (const against of [[], ['--against', 'HEAD']]) {
    const { code: changes, out } = await project.run('plan', '--exit-code', ...against);
    expect(changes).toBe(1);
    expect(out).toContain(`+ ClusterRoleBinding tenant-defaults (unmanaged file ${CASE})`);
    expect(out).toContain(`+ NetworkPolicy client-a-demo/allow-metrics (unmanaged file ${CASE})`);
    expect(out).toMatch(/[+~] Deployment flux-system\/kustomize-controller \(unmanaged file/);
    expect(out).toContain('+ Kustomization clusters/production/sub/kustomization.yaml');
    expect(out).toContain('+ zz_override.tf.json (unmanaged file)');
  }
  expect((await project.run('plan', '--against', 'HEAD')).out).toContain(
    'image: ghcr.io/fluxcd/kustomize-controller:v1.7.0 → evil.example/fluxcd/kustomize-controller:v1.7.0',
  );
});

test('what extra lists is no error by being there, but judged by the rules and named by the plan', async () => {
  const listed = 'clusters/production/notes.yaml';
  const project = await written({ extra: [listed, CASE] as never });
  project.write({ [listed]: CONFIG_MAP, [CASE]: CONFIG_MAP.replace('notes', 'more') });
  expect(await project.run('check')).toMatchObject({ code: 0 });
  const { code, out } = await project.run('plan', '--exit-code');
  expect(code).toBe(0);
  expect(out).toContain(`listed under extra\n    ${listed}: ConfigMap monitoring/notes`);
  commit(project);
  project.write({ [listed]: CONFIG_MAP.replace('notes', 'other'), [CASE]: TEXT });
  const changed = await project.run('plan', '--against', 'HEAD');
  expect(changed.out).toContain(`+ ConfigMap monitoring/other (unmanaged file ${listed})`);
  expect(changed.out).toContain(`- ConfigMap monitoring/notes (unmanaged file ${listed})`);
  const { code: failed, err } = await project.run('check');
  expect(failed).toBe(1);
  expect(err).not.toContain('was not written by synth');
  expect(err).toContain(`${CASE} cluster-admin-granted error`);
});

test('an edited file of ours is judged and shown as it is on disk', async () => {
  const project = await written();
  commit(project);
  const file = 'clusters/production/kustomization-egress-production.yaml';
  project.write({ [file]: `${project.read(file)}---\n${TEXT}` });
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain(`${file}: was edited after it was generated`);
  expect(err).toContain(`${file} cluster-admin-granted error`);
  expect((await project.run('plan', '--against', 'HEAD')).out).toContain('+ ClusterRoleBinding tenant-defaults');
});

test('owners are written for forges, and protect the file that names them', async () => {
  const project = await written({ owners: ['@example/platform'] as never });
  const file = '.github/CODEOWNERS';
  expect(project.read(file)).toMatch(/^# Generated from .*\n\* @example\/platform\n$/);
  project.write({
    'tenants/client-c.yaml': `${project.read('tenants/client-c.yaml')}owners: ["@example/team-c"]\n`,
  });
  expect((await project.run('check')).err).toContain(`${file}: differs from what`);
  await project.run('synth');
  expect(project.read(file)).toContain(
    '* @example/platform\n/tenants/client-c.yaml @example/platform @example/team-c\n',
  );
  project.write({ [file]: '* @somebody\n', '.github/workflows/ci.yml': 'name: ci\n' });
  const { code, err } = await project.run('check');
  expect(code).toBe(1);
  expect(err).toContain(`${file}: was not generated by synth`);
  expect(err).not.toContain('ci.yml');
  expect((await project.run('synth')).err).toContain(`${file}: was not generated by synth (move it away, or replace`);
  expect(project.read(file)).toBe('* @somebody\n');
});
