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

/** Production has a resolver for tenants, development has none. */
const project = new Project({
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { cluster: { resolver: { address: '10.32.0.53' } } }),
});
const files = synthesize(
  loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model,
);
const texts = new Map(files.map((file) => [file.path, stamp(file)]));
const objects = (folder: string) => build(texts, `dist/overlays/${folder}`);

// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
function pods(folder: string): any[] {
  // biome-ignore lint/suspicious/noExplicitAny: as above
  const spec = (object: any) => (object.spec?.jobTemplate ?? object).spec?.template?.spec;
  return objects(folder).flatMap((object: KubeObject) => spec(object) ?? []);
}

test('where it is not chosen, nothing of it is rendered', () => {
  const elsewhere = files.filter(({ path }) => !path.startsWith('dist/overlays/production/'));
  expect(elsewhere.length).toBeGreaterThan(50);
  for (const { content } of elsewhere) expect(content).not.toMatch(/egress-dns|dnsPolicy|dnsConfig|10\.32\.0\.53/);
});

test('where it is, it is part of the platform, and all of it known to the API server', () => {
  const own = objects('production/platform').filter(
    ({ metadata }) => metadata.namespace === 'egress-dns' || metadata.name === 'egress-dns',
  );
  expect(own.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([
    'ClusterRole egress-dns',
    'ClusterRoleBinding egress-dns',
    'ConfigMap egress-dns',
    'Deployment egress-dns',
    'Namespace egress-dns',
    'NetworkPolicy allow-api-server',
    'NetworkPolicy allow-tenants',
    'NetworkPolicy default-deny',
    'PodDisruptionBudget egress-dns',
    'Service egress-dns',
    'ServiceAccount egress-dns',
  ]);
  expect(validateObjects(objects('production')).map(formatSchemaProblem)).toEqual([]);
});

test.each(['client-a', 'client-b', 'client-c'])('every pod of %s asks it, and may ask nobody else', (tenant) => {
  const templates = pods(`production/${tenant}`);
  expect(templates.length).toBeGreaterThan(0);
  for (const { dnsPolicy, dnsConfig } of templates) {
    expect([dnsPolicy, dnsConfig.nameservers]).toEqual(['None', ['10.32.0.53']]);
  }
  const text = JSON.stringify(objects(`production/${tenant}`));
  expect(text).not.toContain('kube-dns');
  expect(JSON.stringify(objects('production/platform'))).not.toContain('kube-dns');
});

describeWithKubectl('with kubectl', () => {
  const root = laidOnce(() => Object.fromEntries(texts));
  test.each(['platform', 'client-a', 'client-b', 'client-c'])(
    'production/%s builds to what our builder says',
    (part) => {
      const folder = `dist/overlays/production/${part}`;
      expect(kubectlKustomizeFolder(join(root(), folder))).toEqual(build(texts, folder));
    },
  );
});
