import { liveWorld } from './_world';

const READY = { observedGeneration: 1, conditions: [{ type: 'Ready', status: 'True', reason: 'Succeeded' }] };

const world = liveWorld(
  `ingress: { routes: [{ host: shop.example.com, workload: web }] }
externalSecrets: [{ name: shop-db, from: shop/db }]
charts: [{ name: redis, chart: oci://docker.io/curlimages/redis, version: 1.2.0, pods: [] }]
workloads:
  - { name: web, image: "curlimages/curl:8.11.1", ports: [{ name: http, port: 8080 }] }
`,
  {},
  {
    ingress: { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' },
    externalSecrets: { provider: { vault: { server: 'https://vault.example.com', path: '{tenant}' } } },
  },
);

beforeEach(() => {
  for (const kind of ['HelmRelease', 'OCIRepository']) world().cluster.find(kind, 'redis').status = READY;
  world().cluster.write();
});

async function found(): Promise<string[]> {
  world().cluster.write();
  const { out } = await world().project.run('live', '--json');
  const { findings } = JSON.parse(out) as {
    findings: { id: string; check: string; object: string; message: string }[];
  };
  return findings.map(({ id, check, object, message }) => `${check} ${id} ${object}: ${message}`);
}

test('a route, a chart and a store that are as rendered are fine', async () => {
  expect(await found()).toEqual([]);
});

test('a route that someone has changed is named, and one that is gone', async () => {
  const route = world().cluster.find('Ingress', 'shop-example-com');
  route.spec.rules[0].host = 'bakery.example.com';
  expect(await found()).toEqual([
    expect.stringMatching(/^routes live-guardrail-differs Ingress client-a\/shop-example-com: .*bakery\.example\.com/),
  ]);
  world().cluster.remove('Ingress', 'shop-example-com');
  expect(await found()).toEqual([
    'routes live-guardrail-missing Ingress client-a/shop-example-com: is not in the cluster',
  ]);
});

test('a store with another role is named', async () => {
  world().cluster.find('SecretStore', 'tenant-store').spec.provider.vault.path = 'client-b';
  expect(await found()).toEqual([
    expect.stringMatching(/^stores live-guardrail-differs SecretStore client-a\/tenant-store: /),
  ]);
});

test('a release with other rights, and one that is not installed, are named', async () => {
  const release = world().cluster.find('HelmRelease', 'redis');
  const { serviceAccountName } = release.spec;
  release.spec.serviceAccountName = 'helm-controller';
  expect(await found()).toEqual([
    expect.stringMatching(/^charts live-flux-differs HelmRelease client-a\/redis: .*helm-controller/),
  ]);
  release.spec.serviceAccountName = serviceAccountName;
  release.status = {
    ...READY,
    conditions: [{ type: 'Ready', status: 'False', reason: 'InstallFailed', message: 'no' }],
  };
  expect(await found()).toEqual([
    'charts live-flux-not-ready HelmRelease client-a/redis: is not ready: InstallFailed: no',
  ]);
});
