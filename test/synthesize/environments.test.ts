import { join } from 'node:path';
import { parse } from 'yaml';
import { build, type KubeObject } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { type OutputFile, stamp } from '../../lib/output';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomizeFolder, laidOnce } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

/** Three tenants in three environments; the third reconciles each tenant on its own. */
const project = new Project({
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', {
    flux: {
      source: {
        name: 'manifests',
        url: 'https://example.com/repo.git',
        secret: 'deploy-key',
        ref: { semver: '>=1.0.0' },
        verify: { mode: 'Tag', secret: 'keys' },
      },
    },
  }),
  'overlays/staging.ts': environmentText('staging', { flux: { reconcile: 'per-tenant', lockdown: true } }),
});
const folders = { tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` };
const files = synthesize(loadModel(folders).model);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));
const buildable = files
  .map(({ path }) => path)
  .filter((path) => path.endsWith('/kustomization.yaml'))
  .map((path) => path.replace('/kustomization.yaml', ''));
const BOOTSTRAP = ['gotk-components.yaml', 'gotk-sync.yaml', 'kustomization.yaml'];
const names = (objects: readonly KubeObject[]) =>
  objects.map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name.replace(/-[a-z0-9]{10}$/, '')}`,
  );
const paths = (prefix: string) =>
  files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(prefix))
    .sort();

// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
const built = (folder: string, kind: string, name: string): any =>
  build(texts, folder).find((object) => object.kind === kind && object.metadata.name === name);
// biome-ignore lint/suspicious/noExplicitAny: what was written is plain YAML
const flux = (environment: string, file: string): any => parse(texts.get(`clusters/${environment}/${file}.yaml`) ?? '');

test('there is something to build in every environment, platform and tenant', () => {
  expect(buildable.length).toBeGreaterThan(35);
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test.each(buildable.filter((folder) => !folder.startsWith('clusters/')))(
    '%s builds on its own, to what our builder says',
    (folder) => {
      expect(kubectlKustomizeFolder(join(root(), folder))).toEqual(build(texts, folder));
    },
  );
  test.each(buildable.filter((folder) => folder.startsWith('clusters/')))('%s builds before bootstrap', (folder) => {
    expect(kubectlKustomizeFolder(join(root(), folder))).toEqual([]);
  });
});

test('an environment is its platform and its tenants together, and nothing else', () => {
  const whole = names(build(texts, 'dist/overlays/production')).sort();
  const parts = ['platform', 'client-a', 'client-b', 'client-c'].flatMap((part) =>
    names(build(texts, `dist/overlays/production/${part}`)),
  );
  expect(whole).toEqual(parts.sort());
});

test('a tenant speaks of no other tenant', () => {
  for (const tenant of ['client-a', 'client-b', 'client-c']) {
    const others = ['client-a', 'client-b', 'client-c'].filter((other) => other !== tenant);
    const text = JSON.stringify(build(texts, `dist/overlays/production/${tenant}`));
    for (const other of others) expect(text).not.toContain(other);
  }
});

test('a tenant that an environment leaves out is not in it, and still in the others', () => {
  expect(paths('dist/overlays/development/client-c')).toEqual([]);
  expect(names(build(texts, 'dist/overlays/development')).join()).not.toContain('client-c');
  expect(names(build(texts, 'dist/overlays/production'))).toContain('StatefulSet client-c/store');
});

describe('overrides', () => {
  test('change what they name where they apply, and nothing elsewhere', () => {
    const api = (environment: string) => built(`dist/overlays/${environment}`, 'Deployment', 'api');
    expect(api('production').spec.replicas).toBe(4);
    expect(api('development').spec.replicas).toBe(1);
    expect(api('production').spec.template.spec.containers[0].image).toBe('example.com/api:0.9');
    expect(api('development').spec.template.spec.containers[0].image).toBe('example.com/api:1');
  });

  test('add and remove workloads', () => {
    const production = names(build(texts, 'dist/overlays/production'));
    const development = names(build(texts, 'dist/overlays/development'));
    expect(production).toContain('Deployment client-b/extra');
    expect(production).not.toContain('Job client-b/import');
    expect(development).toContain('Job client-b/import');
    expect(development).not.toContain('Deployment client-b/extra');
  });

  test('of the proxy reach the ConfigMap and the policy alike', () => {
    const policy = (environment: string) =>
      build(texts, `dist/overlays/${environment}/client-b`).find(
        ({ metadata }) => metadata.name === 'allow-egress-proxy',
      ) as never as { spec: { egress: { to: unknown[] }[] } };
    expect(policy('production').spec.egress[0]?.to).toEqual([{ ipBlock: { cidr: '172.16.28.19/32' } }]);
    expect(policy('development').spec.egress[0]?.to).toEqual([{ ipBlock: { cidr: '172.16.28.9/32' } }]);
    const config = build(texts, 'dist/overlays/production/client-b').find(
      ({ kind }) => kind === 'ConfigMap',
    ) as never as { data: object };
    expect(config.data).toMatchObject({ PROXY_ADDRESS: '172.16.28.19', PROXY_PORT: '3128', ENVIRONMENT: 'production' });
  });
});

describe('Flux', () => {
  test('reconciles an environment at once, unless each tenant is asked for', () => {
    expect(paths('clusters/development')).toEqual([
      ...BOOTSTRAP.map((file) => `clusters/development/flux-system/${file}`),
      'clusters/development/kustomization-egress-development.yaml',
    ]);
    expect(paths('clusters/staging')).toEqual([
      ...BOOTSTRAP.map((file) => `clusters/staging/flux-system/${file}`),
      'clusters/staging/kustomization-egress-staging-client-a-workloads.yaml',
      'clusters/staging/kustomization-egress-staging-client-a.yaml',
      'clusters/staging/kustomization-egress-staging-client-b-workloads.yaml',
      'clusters/staging/kustomization-egress-staging-client-b.yaml',
      'clusters/staging/kustomization-egress-staging-client-c-workloads.yaml',
      'clusters/staging/kustomization-egress-staging-client-c.yaml',
      'clusters/staging/kustomization-egress-staging.yaml',
    ]);
  });

  test('per tenant: platform, then guardrails, then workloads under the tenant’s account', () => {
    const platform = flux('staging', 'kustomization-egress-staging');
    const guardrails = flux('staging', 'kustomization-egress-staging-client-a');
    const workloads = flux('staging', 'kustomization-egress-staging-client-a-workloads');
    expect(platform.spec).toMatchObject({
      path: './dist/overlays/staging/platform',
      serviceAccountName: 'kustomize-controller',
    });
    expect(platform.spec).not.toHaveProperty('dependsOn');
    expect(guardrails.spec).toMatchObject({
      path: './dist/overlays/staging/client-a/guardrails',
      dependsOn: [{ name: 'egress-staging' }],
      serviceAccountName: 'kustomize-controller',
    });
    expect(workloads.spec).toMatchObject({
      path: './dist/overlays/staging/client-a/workloads',
      dependsOn: [{ name: 'egress-staging-client-a' }],
      serviceAccountName: 'client-a',
    });
    expect(workloads.metadata.namespace).toBe('flux-system');
    expect(names(build(texts, 'dist/overlays/staging/client-a/guardrails'))).toContain(
      'ServiceAccount flux-system/client-a',
    );
  });

  test('names no account without lock-down', () => {
    expect(flux('development', 'kustomization-egress-development').spec).not.toHaveProperty('serviceAccountName');
  });

  test('reads a repository that the environment gives, and believes what it demands of it', () => {
    expect(flux('production', 'gitrepository-manifests').spec).toEqual({
      interval: '5m',
      url: 'https://example.com/repo.git',
      ref: { semver: '>=1.0.0' },
      secretRef: { name: 'deploy-key' },
      verify: { mode: 'Tag', secretRef: { name: 'keys' } },
    });
    expect(paths('clusters/development').join()).not.toContain('gitrepository');
  });
});

test('the same settings give the same bytes, whatever was rendered before', () => {
  const again: OutputFile[] = synthesize(loadModel(folders).model);
  expect(again).toEqual(files);
});

test('while the shape changes, nothing is pruned', () => {
  const changing = new Project({
    ...THREE_TENANTS,
    'overlays/development.ts': environmentText('development', { flux: { reconcile: 'per-tenant', prune: false } }),
    'overlays/production.ts': environmentText('production'),
  });
  const { model } = loadModel({ tenants: `${changing.folder}/tenants`, environments: `${changing.folder}/overlays` });
  const prune = (environment: string) =>
    synthesize(model)
      .filter(({ path }) => path.startsWith(`clusters/${environment}/kustomization-`))
      .map(({ content }) => parse(content).spec.prune);
  expect(new Set(prune('development'))).toEqual(new Set([false]));
  expect(prune('production')).toEqual([true]);
});
