import type { Model, Tenant } from '../../lib/model';
import { CLIENT_B, environmentText, loadFiles, loadShipped } from '../support/settings';

function modelOf(text: string): Model {
  const { loaded, errors } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(errors).toEqual([]);
  if (!loaded) throw new Error('no model');
  return loaded.model;
}

/** The tenant in an environment; the form without any for `base`. */
function tenantIn(model: Model, name: string): Tenant {
  const tenants =
    name === 'base' ? model.base : model.environments.find(({ environment }) => environment.name === name)?.tenants;
  if (!tenants?.[0]) throw new Error(`no tenant in ${name}`);
  return tenants[0];
}

const withWorkloads = (workloads: string, production = '{}') =>
  CLIENT_B.replace(/workloads:[\s\S]*/, `workloads: ${workloads}\nenvironments: { production: ${production} }\n`);

test('the shipped settings are fine but for a placeholder, unknown nodes and registries', () => {
  const { loaded, warnings, errors } = loadShipped();
  expect(errors).toEqual([]);
  expect(warnings.map((line) => line.replace(/: warning.*/, ''))).toEqual([
    'tenants/client-a.yaml:2:1 registries',
    'tenants/client-a.yaml:5:1 nodePool.sources',
    'tenants/client-a.yaml:14:7 egress.proxies[0].publicAddress',
  ]);
  expect(loaded?.model).toMatchSnapshot();
});

test('a tenant that says the least gets every default', () => {
  const model = modelOf(
    'name: client-b\negress: { proxies: [{ name: squid, address: 172.16.28.9 }] }\nworkloads: [{ name: web, image: a }]\n',
  );
  const { noProxy, workloads } = tenantIn(model, 'base');
  expect(tenantIn(model, 'base')).toMatchObject({
    name: 'client-b',
    title: 'client-b',
    namespace: 'client-b',
    source: 'tenants/client-b.yaml',
    nodePool: { name: 'client-b-pool' },
    egress: {
      proxies: [{ name: 'squid', address: '172.16.28.9', port: 3128 }],
      mode: 'enforce',
      clientCertificate: false,
      private: [],
    },
    ingress: [],
    groups: [],
  });
  expect(workloads).toEqual([
    {
      name: 'web',
      kind: 'Deployment',
      container: { name: 'web', image: 'a', runAsUser: 65532, env: {}, writableRoot: false, ports: [], probes: {} },
      initContainers: [],
      sidecars: [],
      labels: {},
      annotations: {},
      files: [],
      volumes: [],
      imagePullSecrets: [],
    },
  ]);
  expect(noProxy).not.toContain('172.16.28.0/22');
});

test('the environment’s defaults, the tenant’s, the tenant’s in the environment: the later wins, key by key', () => {
  const model = modelOf(
    withWorkloads(
      '[{ name: one, image: a }, { name: two, image: a, replicas: 2, resources: { limits: { memory: 1Gi } } }]',
      '{ workloads: [{ name: one, replicas: 3 }, { name: two, replicas: 4, resources: { limits: { cpu: 2 } } }] }',
    ).replace('cpu: 4', 'cpu: 40'),
  );
  const seen = (name: string) =>
    tenantIn(model, name).workloads.map(({ replicas, container }) => [replicas, container.resources]);
  const requests = { cpu: '50m', memory: '64Mi' };
  expect(seen('base')).toEqual([
    [undefined, undefined],
    [2, { limits: { memory: '1Gi' } }],
  ]);
  expect(seen('development')).toEqual([
    [1, { requests, limits: { cpu: '100m', memory: '128Mi' } }],
    [2, { requests, limits: { cpu: '100m', memory: '1Gi' } }],
  ]);
  expect(seen('production')).toEqual([
    [3, { requests, limits: { cpu: '100m', memory: '128Mi' } }],
    [4, { requests, limits: { cpu: '2', memory: '1Gi' } }],
  ]);
});

test('the environment’s replicas go to what has replicas, its resources to every container', () => {
  const model = modelOf(
    withWorkloads(
      '[{ name: one, image: a, kind: Job, initContainers: [{ name: i, image: a }], sidecars: [{ name: s, image: a, resources: { limits: { cpu: 1 } } }] }]',
    ),
  );
  const [workload] = tenantIn(model, 'development').workloads;
  const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '100m', memory: '128Mi' } };
  expect(workload).not.toHaveProperty('replicas');
  expect(workload?.container.resources).toEqual(resources);
  expect(workload?.initContainers[0]?.resources).toEqual(resources);
  expect(workload?.sidecars[0]?.resources).toEqual({ ...resources, limits: { cpu: '1', memory: '128Mi' } });
});

test('lists of names merge: changed, added at the end, dropped; other lists are replaced', () => {
  const model = modelOf(
    withWorkloads(
      '[{ name: one, image: a, args: [x, y], ports: [{ name: http, port: 80 }] }, { name: two, image: a }]',
      '{ workloads: [{ name: new, image: n }, { name: two, remove: true }, { name: one, args: [z], ports: [{ name: admin, port: 81 }, { name: http, port: 8080 }] }], egress: { allow: [only.example], proxies: [{ name: squid-b, port: 1024 }] }, access: { groups: [] } }',
    ),
  );
  const production = tenantIn(model, 'production');
  expect(
    production.workloads.map(({ name, container }) => [name, container.image, container.args, container.ports]),
  ).toEqual([
    [
      'one',
      'a',
      ['z'],
      [
        { name: 'http', port: 8080 },
        { name: 'admin', port: 81 },
      ],
    ],
    ['new', 'n', undefined, []],
  ]);
  expect(production.egress.allow).toEqual([{ host: 'only.example', ports: [80, 443] }]);
  expect(production.egress.proxies).toEqual([{ name: 'squid-b', address: '172.16.28.9', port: 1024, drain: false }]);
  expect(production.groups).toEqual([]);
  expect(tenantIn(model, 'development').workloads.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(tenantIn(model, 'base').workloads.map(({ name }) => name)).toEqual(['one', 'two']);
});

test('an environment changes how long pods have to end', () => {
  const model = modelOf(
    withWorkloads(
      '[{ name: one, image: a, terminationGracePeriodSeconds: 60 }]',
      '{ workloads: [{ name: one, terminationGracePeriodSeconds: 90 }] }',
    ),
  );
  const seconds = ['base', 'development', 'production'].map(
    (name) => tenantIn(model, name).workloads[0]?.terminationGracePeriodSeconds,
  );
  expect(seconds).toEqual([60, 60, 90]);
});

test('a tenant that is left out of an environment, and of all', () => {
  const out = (names: string) => CLIENT_B.replace(/environments:[\s\S]*/, `environments: { ${names} }\n`);
  const some = modelOf(out('production: { enabled: false }'));
  expect(some.environments.map(({ tenants }) => tenants.length)).toEqual([1, 0]);
  expect(some.base).toHaveLength(1);
  const none = modelOf(out('production: { enabled: false }, development: { enabled: false }'));
  expect(none.environments.map(({ tenants }) => tenants.length)).toEqual([0, 0]);
  expect(none.base).toEqual([]);
});

test('what is reached without the proxy: the environment’s ranges, private ones beyond them, and Services', () => {
  const model = modelOf(
    CLIENT_B.replace('{ cidr: 172.16.44.0/28', '{ cidr: 10.9.0.0/24, ports: [1] }\n    - { cidr: 172.16.30.0/31'),
  );
  const names = [
    'localhost',
    '127.0.0.1',
    '::1',
    '.svc',
    '.svc.cluster.local',
    '.cluster.local',
    '.cluster.local.',
    'kubernetes.default',
    'kubernetes.default.svc',
  ];
  const services = ['web', 'web.client-b-demo'];
  expect(tenantIn(model, 'base').noProxy).toEqual([...names, ...services]);
  expect(tenantIn(model, 'production').noProxy).toEqual([
    ...names,
    '10.32.0.1',
    '10.32.0.0/20',
    '100.64.0.0/15',
    '172.16.28.0/22',
    '169.254.42.42',
    '169.254.169.254',
    '10.9.0.0/24',
    '172.16.30.0',
    '172.16.30.1',
    ...services,
  ]);
});

test('the Services of an environment are those of its overrides, for all workloads', () => {
  const more = `      - { name: db, kind: StatefulSet, image: registry.example.com/db:1 }
      - { name: nightly, kind: CronJob, schedule: 0 3 * * *, image: registry.example.com/nightly:1 }
      - { name: quiet, image: registry.example.com/quiet:1 }
      - { name: side, image: registry.example.com/side:1, sidecars: [{ name: s, image: registry.example.com/s:1, ports: [{ name: http, port: 80 }] }] }
      - { name: web, remove: true }
`;
  const model = modelOf(CLIENT_B.replace(/ {6}- name: web\n {8}replicas: 3\n/, more));
  const servicesIn = (environment: string) => {
    const { noProxy } = tenantIn(model, environment);
    const last = noProxy.findLastIndex((entry) => entry.startsWith('172.16.44.') || entry.endsWith('default.svc'));
    return noProxy.slice(last + 1);
  };
  const production = ['db', '.db', 'db.client-b-demo', '.db.client-b-demo', 'side', 'side.client-b-demo'];
  expect(servicesIn('base')).toEqual(['web', 'web.client-b-demo']);
  expect(servicesIn('development')).toEqual(['web', 'web.client-b-demo']);
  expect(servicesIn('production')).toEqual(production);
});

test('a gateway and a resolver are reached directly by their names', () => {
  const { loaded } = loadFiles({
    tenants: {
      'client-b.yaml': CLIENT_B.replace('clientCertificate: false', 'clientCertificate: true').replace(
        /environments:[\s\S]*/,
        '',
      ),
    },
    environments: { 'live.ts': environmentText('live', { cluster: { resolver: { address: '10.32.0.53' } } }) },
  });
  const [tenant] = loaded?.model.environments[0]?.tenants ?? [];
  expect(tenant?.noProxy.slice(-2)).toEqual(['egress-gateway.client-b-demo-egress', 'egress-dns.egress-dns']);
});

test('tenants and environments are sorted by name, not by file', () => {
  const tenant = (name: string, last: number) =>
    `name: ${name}\negress: { proxies: [{ name: squid, address: 172.16.28.${last} }] }\n`;
  const { loaded } = loadFiles({
    tenants: { 'shop-eu.yaml': tenant('shop-eu', 5), 'shop.yaml': tenant('shop', 6), 'bank.yaml': tenant('bank', 7) },
    environments: { 'live-eu.ts': environmentText('live-eu'), 'live.ts': environmentText('live') },
  });
  expect(loaded?.model.environments.map(({ environment }) => environment.name)).toEqual(['live', 'live-eu']);
  expect(loaded?.model.base.map(({ name }) => name)).toEqual(['bank', 'shop', 'shop-eu']);
  expect(loaded?.model.environments[0]?.tenants.map(({ name }) => name)).toEqual(['bank', 'shop', 'shop-eu']);
});

test('a source of its own without ref is the branch main', () => {
  const source = (more: object) => {
    const environments = { 'live.ts': environmentText('live', { flux: { source: { name: 'x', ...more } } }) };
    const text = 'name: shop\negress: { proxies: [{ name: squid, address: 172.16.28.5 }] }\n';
    const { loaded } = loadFiles({ tenants: { 'shop.yaml': text }, environments });
    return loaded?.model.environments[0]?.environment.flux.source;
  };
  const url = 'https://git.example/platform';
  expect(source({ url })).toEqual({ name: 'x', url, ref: { branch: 'main' } });
  expect(source({ url, ref: { tag: 'v1' } })).toEqual({ name: 'x', url, ref: { tag: 'v1' } });
  expect(source({})).toEqual({ name: 'x' });
});

test('the environment’s own defaults', () => {
  const [{ environment }] = modelOf(CLIENT_B).environments as [Model['environments'][number]];
  expect(environment.source).toBe('overlays/development.ts');
  expect(environment.flux).toMatchObject({ lockdown: false, reconcile: 'per-environment' });
  expect(environment.cluster.admissionPlugins).toEqual([]);
});
