import { stringify } from 'yaml';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const PODS = 'pods: [{ object: StatefulSet/redis-master, containers: [redis], initContainers: [prepare] }]';

const settings = (pods = PODS) => ({
  'tenants/client-a.yaml': `name: client-a
namespace: client-a-demo
nodePool: { sources: [172.16.28.20] }
registries: [registry.example.com]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
charts:
  - { name: redis, chart: "oci://registry.example.com/charts/redis", version: 20.1.0, ${pods} }
`,
  'overlays/development.ts': environmentText('development'),
});

const container = (name: string) => ({
  name,
  image: 'registry.example.com/redis:7',
  securityContext: { runAsUser: 1001, readOnlyRootFilesystem: true },
  readinessProbe: { exec: { command: ['ping'] } },
  resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '10m', memory: '16Mi' } },
});

const labels = { app: 'redis' };

/** As helm template prints a chart that knows nothing of tenants. */
const redis = (more: object = {}, kind = 'StatefulSet', name = 'redis-master') => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: {
    replicas: 1,
    serviceName: 'redis',
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        initContainers: [{ ...container('prepare'), readinessProbe: undefined }],
        containers: [container('redis')],
        ...more,
      },
    },
  },
});

function check(objects: readonly object[], args: readonly string[] = ['--chart', 'redis'], pods = PODS) {
  const text = objects.map((object) => `---\n# Source: redis/templates/x.yaml\n${stringify(object)}`).join('');
  const p = new Project({ ...settings(pods), 'rendered.yaml': text });
  return p.run('check', `${p.folder}/rendered.yaml`, '--tenant', 'client-a', ...args);
}

const errors = (err: string) => err.split('\n').filter((line) => / error: /.test(line));

test('what a chart renders is judged as Flux changes it', async () => {
  const { code, err } = await check([redis()]);
  expect([code, errors(err)]).toEqual([0, []]);
});

test('without the chart it is judged as it stands', async () => {
  const { code, err } = await check([redis()], []);
  expect(code).toBe(1);
  expect(err).toContain('pods run on the tenant’s own nodes');
  expect(err).toContain('these lack them: redis, prepare');
});

test('a container that the settings do not list is named', async () => {
  const { err } = await check([redis({ containers: [container('redis'), container('exporter')] })]);
  expect(errors(err).join('\n')).toContain('these lack them: exporter');
});

test('an object that no entry is for gets a place, and no proxy', async () => {
  const { err } = await check([redis({}, 'StatefulSet', 'redis-replicas')]);
  expect(err).not.toContain('pods run on the tenant’s own nodes');
  expect(err).toContain('these lack them: redis, prepare');
});

test('what makes a pod unsafe is refused, patched or not', async () => {
  const { code, err } = await check([redis({ hostNetwork: true })]);
  expect(code).toBe(1);
  expect(err).toContain('pod-shares-node');
});

test.each([
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles'],
])('%s %s is the platform’s', async (apiVersion, kind, plural) => {
  const { code, err } = await check([{ apiVersion, kind, metadata: { name: 'redis' } }]);
  expect(code).toBe(1);
  expect(err).toContain(`cannot patch resource "${plural}"`);
  expect(err).toContain('A chart that needs objects of the whole cluster is the platform’s');
});

test('a chart that the tenant does not have, and a chart without files', async () => {
  const other = await check([redis()], ['--chart', 'postgresql']);
  expect([other.code, other.err]).toEqual([2, expect.stringContaining('available: redis')]);
  const p = new Project(settings());
  const none = await p.run('check', '--tenant', 'client-a', '--chart', 'redis');
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('--chart needs files')]);
});

test('where the API server completes pods, the containers of a chart need not be listed', async () => {
  const text = stringify(redis());
  const run = (cluster: object) => {
    const p = new Project({
      ...settings('values: {}'),
      'overlays/development.ts': environmentText('development', { cluster: cluster as never }),
      'rendered.yaml': text,
    });
    return p.run('check', `${p.folder}/rendered.yaml`, '--tenant', 'client-a', '--chart', 'redis');
  };
  const { code, err } = await run({ mutatingAdmission: 'v1beta1' });
  expect([code, errors(err)]).toEqual([0, []]);
  expect(errors((await run({})).err).length).toBeGreaterThan(0);
});

test('what a chart asks for past the restrictions is refused there as well', async () => {
  const p = new Project({
    ...settings('values: {}'),
    'overlays/development.ts': environmentText('development', { cluster: { mutatingAdmission: 'v1beta1' } as never }),
    'rendered.yaml': stringify(
      redis({ containers: [{ ...container('redis'), securityContext: { allowPrivilegeEscalation: true } }] }),
    ),
  });
  const { code, err } = await p.run('check', `${p.folder}/rendered.yaml`, '--tenant', 'client-a', '--chart', 'redis');
  expect(code).toBe(1);
  expect(errors(err)).toEqual([expect.stringContaining('container redis: may gain privileges')]);
});
