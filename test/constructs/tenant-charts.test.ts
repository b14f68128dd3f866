import { App, Chart, Testing } from 'cdk8s';
import { parse } from 'yaml';
import { TenantCharts, type TenantChartsProps } from '../../lib/constructs';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';

const REDIS = {
  name: 'redis',
  chart: 'oci://registry.example.com/charts/redis',
  version: '20.1.0+build.5',
  values: { replicas: 2, on: 'yes' },
};

const PROPS: TenantChartsProps = {
  tenant: { name: 'client-a', namespace: 'client-a-demo', nodePool: { name: 'client-a-pool' } } as never,
  charts: [REDIS],
  podProxy: { address: '172.16.28.8', port: 3128 },
  noProxy: ['localhost', '.svc'],
  flux: { interval: '5m' },
};

function render(more: Partial<TenantChartsProps> = {}) {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  new TenantCharts(chart, 'charts', { ...PROPS, ...more });
  return Testing.synth(chart);
}

const specOf = (kind: string, more: Partial<TenantChartsProps> = {}) =>
  render(more).find((object) => object.kind === kind).spec;

test('a source and a release, as the tenant’s account, all of it known to the API server', () => {
  const objects = render();
  expect(objects).toMatchSnapshot();
  expect(validateObjects(objects).map(formatSchemaProblem)).toEqual([]);
});

test('a tenant with a repository has the account already', () => {
  expect(render({ account: false }).map(({ kind }) => kind)).toEqual(['OCIRepository', 'HelmRelease']);
});

test('a digest is demanded as well as the version', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const charts = [{ ...REDIS, version: `20.1.0@${digest}`, secret: 'login' }];
  expect(specOf('OCIRepository', { charts })).toMatchObject({
    ref: { tag: '20.1.0', digest },
    secretRef: { name: 'login' },
  });
});

test('values come from Secrets of the namespace, as they are', () => {
  const charts = [{ ...REDIS, valuesFrom: [{ path: 'auth.password', secret: 'redis', key: 'password' }] }];
  expect(specOf('HelmRelease', { charts }).valuesFrom).toEqual([
    { kind: 'Secret', name: 'redis', valuesKey: 'password', targetPath: 'auth.password', literal: true },
  ]);
});

interface Patch {
  readonly target: { readonly kind: string; readonly name?: string };
  readonly patch: string;
}

test('known containers get the proxy, every pod the tenant’s place, hosts and resolver', () => {
  const pods = [{ object: 'Job/redis.1', containers: ['on'], initContainers: ['first'] }];
  const { postRenderers } = specOf('HelmRelease', {
    charts: [{ ...REDIS, pods }],
    resolver: '10.32.0.53',
    hostAliases: [{ host: 'sftp.partner.example', address: '10.32.0.77' }],
  });
  const patches: readonly Patch[] = postRenderers[0].kustomize.patches;
  expect(patches.map(({ target }) => target)).toEqual([
    { kind: 'Deployment|StatefulSet|DaemonSet|Job' },
    { kind: 'CronJob' },
    { kind: 'Pod' },
    { kind: 'Job', name: 'redis\\.1' },
    { kind: 'PersistentVolumeClaim' },
  ]);
  const [placed, , , known] = patches.map(({ patch }) => parse(patch));
  expect(placed.spec.template.spec).toMatchObject({
    nodeSelector: { 'node-pool': 'client-a-pool' },
    dnsConfig: { nameservers: ['10.32.0.53'] },
    hostAliases: [{ ip: '10.32.0.77', hostnames: ['sftp.partner.example'] }],
  });
  const { containers, initContainers } = known.spec.template.spec;
  expect([...initContainers, ...containers].map(({ name }: { name: string }) => name)).toEqual(['first', 'on']);
  for (const container of [...initContainers, ...containers]) {
    expect(container.env).toContainEqual({ name: 'https_proxy', value: 'http://172.16.28.8:3128' });
    expect(container.env).toContainEqual({ name: 'NO_PROXY', value: 'localhost,.svc' });
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  }
  // YAML 1.1, which kustomize reads, takes a bare on for true.
  expect(patches[3]?.patch).toContain('name: "on"');
});

test('Flux waits for pods where the environment says so, and runs no hooks of a cordoned tenant', () => {
  expect(specOf('HelmRelease')).toMatchObject({ install: { disableWait: true } });
  expect(specOf('HelmRelease')).not.toHaveProperty('uninstall');
  const waiting = { flux: { interval: '5m', timeout: '4m', retryInterval: '1m', wait: true }, cordoned: true };
  expect(specOf('HelmRelease', waiting)).toMatchObject({
    timeout: '4m',
    install: { disableWait: false, strategy: { retryInterval: '1m' } },
    uninstall: { disableHooks: true },
  });
});

test('props are judged as the settings are', () => {
  expect(() => render({ charts: [{ ...REDIS, version: '^20' }] })).toThrow(
    'chart/charts: charts[0].version: ^20 is a range',
  );
});
