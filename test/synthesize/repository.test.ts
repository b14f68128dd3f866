import { join } from 'node:path';
import { build, type KubeObject } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { stamp } from '../../lib/output';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomizeFolder, laidOnce } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const FOLDER = 'dist/overlays/production/client-a/guardrails';
const REPOSITORY =
  'repository: { url: "https://git.example.com/a", path: deploy, ref: { branch: main }, secret: git-key }\n';

/** Client A has a repository of its own, and follows releases in production, where Flux is slower. */
const project = new Project({
  ...THREE_TENANTS,
  'tenants/client-a.yaml': `${THREE_TENANTS['tenants/client-a.yaml']}${REPOSITORY}environments:\n  production: { repository: { ref: { semver: ">=1" }, kustomize: true } }\n`,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', {
    flux: { interval: '9m', timeout: '3m', retryInterval: '2m', prune: false, reconcile: 'per-tenant' },
  }),
});
const files = synthesize(
  loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model,
);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));

// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
function the(kind: string, environment: string, name = 'client-a'): any {
  return build(texts, `dist/overlays/${environment}/client-a/guardrails`).find(
    ({ kind: of, metadata }: KubeObject) =>
      of === kind && metadata.name === name && metadata.namespace === 'client-a-demo',
  );
}

test('what it follows is in the tenant’s own namespace, with the credentials that are there', () => {
  expect(the('GitRepository', 'production').spec).toEqual({
    interval: '9m',
    url: 'https://git.example.com/a',
    ref: { semver: '>=1' },
    secretRef: { name: 'git-key' },
  });
  expect(the('GitRepository', 'development').spec).toMatchObject({ interval: '5m', ref: { branch: 'main' } });
});

test('unless they are asked for, files that Kustomize would heed are left out', () => {
  expect(the('GitRepository', 'development').spec.ignore.split('\n')).toEqual([
    'kustomization.yaml',
    'kustomization.yml',
    'Kustomization',
    '',
  ]);
  expect(the('GitRepository', 'production').spec).not.toHaveProperty('ignore');
});

test('it is applied there and nowhere else, as an account of that namespace, as often as the environment says', () => {
  expect(the('Kustomization', 'production').spec).toEqual({
    interval: '9m',
    timeout: '3m',
    retryInterval: '2m',
    path: './deploy',
    prune: true,
    sourceRef: { kind: 'GitRepository', name: 'client-a' },
    targetNamespace: 'client-a-demo',
    serviceAccountName: 'client-a',
  });
});

test('the account has the tenant’s role and no token of its own, and both outlive what is applied', () => {
  const account = the('ServiceAccount', 'production');
  const binding = the('RoleBinding', 'production', 'egress-tenant-repository');
  expect(account.automountServiceAccountToken).toBe(false);
  expect(binding.roleRef).toMatchObject({ kind: 'ClusterRole', name: 'egress-tenant' });
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'client-a', namespace: 'client-a-demo' }]);
  for (const { metadata } of [account, binding]) {
    expect(metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  }
});

test('the account of the same name in flux-system stays another one', () => {
  const accounts = build(texts, FOLDER).filter(({ kind }) => kind === 'ServiceAccount');
  expect(accounts.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).sort()).toEqual([
    'client-a-demo/client-a',
    'flux-system/client-a',
  ]);
});

test('the tenant may not touch it: it lies with the guardrails, and is known to the API server', () => {
  const workloads = JSON.stringify(build(texts, FOLDER.replace('guardrails', 'workloads')));
  expect(workloads).not.toMatch(/GitRepository|toolkit\.fluxcd\.io\/v1/);
  expect(validateObjects(build(texts, FOLDER)).map(formatSchemaProblem)).toEqual([]);
});

test('the base, and tenants without one, have nothing of it', () => {
  const others = files.filter(
    ({ path }) => path.startsWith('dist/') && !/overlays\/\w+\/client-a\/guardrails/.test(path),
  );
  expect(others.length).toBeGreaterThan(50);
  for (const { content } of others)
    expect(content).not.toMatch(/GitRepository|targetNamespace|egress-tenant-repository/);
});

test('a tenant may be named as anything that is rendered', () => {
  const names = ['tenant', 'repository', 'network', 'access'];
  const tenants = names.map((name, index) => [
    `tenants/${name}.yaml`,
    `name: ${name}\negress: { proxies: [{ name: p, address: 172.16.28.${20 + index} }] }\n${REPOSITORY}`,
  ]);
  const other = new Project({
    ...Object.fromEntries(tenants),
    'overlays/development.ts': environmentText('development'),
  });
  const folders = { tenants: `${other.folder}/tenants`, environments: `${other.folder}/overlays` };
  expect(() => synthesize(loadModel(folders).model)).not.toThrow();
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test.each([FOLDER, 'dist/overlays/development'])('%s builds to what our builder says', (folder) => {
    expect(kubectlKustomizeFolder(join(root(), folder))).toEqual(build(texts, folder));
  });
});
