import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { build, filesOnDisk, type KubeObject } from '../../lib/kustomize';
import { describeWithKubectl, kubectlKustomizeFolder } from '../kustomize/_kubectl';

const root = resolve(__dirname, '../..');
// biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
type Built = any;

const find = (objects: readonly KubeObject[], kind: string, name: RegExp): Built =>
  objects.find((object) => object.kind === kind && name.test(object.metadata.name));

/** What the seed promises of its tenant, in the form in which Flux gets it. */
function itIsTheSeed(environment: string, replicas: number, load: () => KubeObject[]): void {
  let objects: readonly KubeObject[];
  let deployment: Built;
  let pod: Built;
  let container: Built;
  // Not while tests are collected: what skips for want of kubectl is collected too.
  beforeAll(() => {
    objects = load();
    deployment = find(objects, 'Deployment', /^curl-demo$/);
    pod = deployment.spec.template.spec;
    [container] = pod.containers;
  });

  test('the namespace has the seed’s labels and description', () => {
    const { metadata } = find(objects, 'Namespace', /^client-a-demo$/);
    expect(metadata.labels).toMatchObject({ tenant: 'client-a', 'network/isolation': 'egress-proxy' });
    expect(metadata.annotations.description).toBe(
      'Namespace for client A egress traffic isolation via dedicated proxy',
    );
  });

  test('the deployment runs the seed’s loop with the seed’s resources', () => {
    expect(deployment.metadata.namespace).toBe('client-a-demo');
    expect(deployment.spec.replicas).toBe(replicas);
    expect(container.name).toBe('curl');
    expect(container.image).toMatch(/^curlimages\/curl:\d/);
    expect(container.command).toEqual(['sh', '-c']);
    expect(container.args[0]).toContain('echo "=== Iniciando prueba de salida (egress) ==="');
    expect(container.args[0]).toContain('"Código: %{http_code}, Duración: %{time_total}s\\n" https://ifconfig.me/ip');
    expect(container.resources).toEqual({
      requests: { memory: '64Mi', cpu: '50m' },
      limits: { memory: '128Mi', cpu: '100m' },
    });
    expect(container.imagePullPolicy).toBe('IfNotPresent');
  });

  test('its pods run on the tenant’s nodes, and tolerate exactly the tenant’s taint', () => {
    expect(pod.nodeSelector).toEqual({ 'node-pool': 'client-a-pool' });
    expect(pod.tolerations).toEqual([
      { key: 'node-role.kubernetes.io/client-a', operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' },
    ]);
  });

  test('the generated ConfigMap says where the proxy is, and the pod reads this one', () => {
    const config = find(objects, 'ConfigMap', /^client-egress-config-[a-z0-9]{10}$/);
    expect(config.metadata.namespace).toBe('client-a-demo');
    const { NO_PROXY: _, ...data } = config.data;
    expect(data).toEqual({ PROXY_ADDRESS: '172.16.28.8', PROXY_PORT: '3128', ENVIRONMENT: environment });
    expect(container.envFrom).toEqual([{ configMapRef: { name: config.metadata.name } }]);
  });

  test('the proxy variables stand in both cases, with exceptions made of the real ranges', () => {
    const env = Object.fromEntries(
      container.env.map(({ name, value, valueFrom }: Built) => [name, value ?? valueFrom]),
    );
    const { metadata, data } = find(objects, 'ConfigMap', /^client-egress-config-[a-z0-9]{10}$/);
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
      expect(env[name]).toBe('http://$(PROXY_ADDRESS):$(PROXY_PORT)');
    }
    const reference = { configMapKeyRef: { name: metadata.name, key: 'NO_PROXY' } };
    expect([env.NO_PROXY, env.no_proxy]).toEqual([reference, reference]);
    for (const range of ['10.32.0.1', '10.32.0.0/20', '100.64.0.0/15', '172.16.28.0/22', '.svc', '.cluster.local.']) {
      expect(data.NO_PROXY.split(',')).toContain(range);
    }
  });

  test('the selector holds names, and the user is a number that is not root', () => {
    expect(deployment.spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'curl-demo' });
    expect(container.securityContext.runAsUser).toBe(100);
  });
}

describe.each([
  ['development', 1],
  ['production', 2],
] as const)('%s', (environment, replicas) => {
  const overlay = `dist/overlays/${environment}`;
  describe('as our builder builds it', () => {
    itIsTheSeed(environment, replicas, () => build(filesOnDisk(root), overlay));
  });
  describeWithKubectl('as kubectl kustomize builds it', () => {
    itIsTheSeed(environment, replicas, () => kubectlKustomizeFolder(join(root, overlay)) as KubeObject[]);
  });
});

test.each([
  [
    'development/kustomization-client-egress-dev',
    { name: 'client-egress-dev', interval: '5m', path: './dist/overlays/development' },
  ],
  [
    'production/kustomization-client-egress-prod',
    {
      name: 'client-egress-prod',
      interval: '1m',
      timeout: '5m',
      retryInterval: '1m',
      path: './dist/overlays/production',
    },
  ],
])('clusters/%s is the seed’s Kustomization, field for field', (file, { name, ...spec }) => {
  expect(parse(readFileSync(join(root, 'clusters', `${file}.yaml`), 'utf8'))).toEqual({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace: 'flux-system' },
    spec: { ...spec, prune: true, sourceRef: { kind: 'GitRepository', name: 'scaleway-k8s-egres-proxy' } },
  });
});
