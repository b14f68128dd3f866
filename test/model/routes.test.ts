import { hostsMeet, routeName } from '../../lib/model/routes';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const INGRESS = { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' };

function environments(ingress: object = INGRESS) {
  return { 'production.ts': environmentText('production', { ingress: { ...ingress } }) };
}

const FROM = '    - { namespace: ingress-nginx, ports: [8080] }\n';

/** client-b with routes, or what else follows its sources. */
function withRoutes(...routes: readonly string[]): string {
  return CLIENT_B.replace(FROM, `${FROM}  routes:\n${routes.map((route) => `    - ${route}\n`).join('')}`);
}

function load(text: string, ingress?: object, others: Readonly<Record<string, string>> = {}) {
  return loadFiles({ tenants: { 'client-b.yaml': text, ...others }, environments: environments(ingress) });
}

function routesOf(text: string, ingress?: object) {
  const { loaded, errors } = load(text, ingress);
  expect(errors).toEqual([]);
  return loaded?.model.environments[0]?.tenants[0]?.routes;
}

const SHOP = '{ host: shop.example.com, workload: web }';

test('a route without a path and a port is for all paths and the only port', () => {
  expect(routesOf(withRoutes(SHOP))).toEqual([
    { host: 'shop.example.com', path: '/', workload: 'web', port: 8080, podPort: 8080 },
  ]);
});

test('a port is found by name and by number', () => {
  const several = (port: string) =>
    withRoutes(`{ host: shop.example.com, workload: web, port: ${port} }`).replace(
      'ports: [{ name: http, port: 8080 }]',
      'ports: [{ name: http, port: 8080 }, { name: admin, port: 8081 }]',
    );
  expect(routesOf(several('admin'))).toMatchObject([{ port: 8081 }]);
  expect(routesOf(several('8080'))).toMatchObject([{ port: 8080 }]);
});

test('a port of the Service leads to the port of the pod', () => {
  const serving = (service: string, port: string) =>
    withRoutes(`{ host: shop.example.com, workload: web, port: ${port} }`).replace(
      'ports: [{ name: http, port: 8080 }]',
      `ports: [{ name: http, port: 8080 }]\n    service: ${service}`,
    );
  const service = '{ ports: [{ name: web, port: 80, targetPort: http }] }';
  expect(routesOf(serving(service, 'web'))).toMatchObject([{ port: 80, podPort: 8080 }]);
  expect(routesOf(serving(service, '80'))).toMatchObject([{ port: 80, podPort: 8080 }]);
  expect(load(serving('none', 'http')).errors).toEqual([
    expect.stringContaining('has no Service that could answer requests for shop.example.com'),
  ]);
});

test('without ingress in the environment, nothing of a tenant is routed', () => {
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': withRoutes(SHOP) } });
  expect(errors).toEqual([
    expect.stringMatching(
      /^tenants\/client-b.yaml:\d+:3 ingress\.routes: need ingress in development and production, which is not set; add it to overlays\//,
    ),
  ]);
});

test('an environment can leave the routes out', () => {
  const text = withRoutes(SHOP).replace('  production:\n', '  production:\n    ingress: { routes: [] }\n');
  const { errors, loaded } = loadFiles({
    tenants: { 'client-b.yaml': text },
    environments: { 'production.ts': environmentText('production') },
  });
  expect(errors).toEqual([]);
  expect(loaded?.model.environments[0]?.tenants[0]?.routes).toBeUndefined();
});

/** A second tenant with a route. */
function other(host: string): string {
  return `name: client-c
egress: { proxies: [{ name: squid-c, address: 172.16.28.10 }] }
workloads: [{ name: web, image: registry.example.com/web:1, ports: [{ name: http, port: 8080 }] }]
ingress: { routes: [{ host: ${host}, workload: web }] }
`;
}

test.each([
  ['shop.example.com', 'shop.example.com', 'shop.example.com is the host'],
  ['shop.example.com', '"*.example.com"', '*.example.com meets shop.example.com, the host'],
  ['"*.example.com"', 'a.b.example.com', 'a.b.example.com meets *.example.com, the host'],
  ['"*.example.com"', '"*.shop.example.com"', '*.shop.example.com meets *.example.com, the host'],
])('%s of one tenant is taken: another cannot have %s', (first, second, message) => {
  const text = withRoutes(`{ host: ${first}, workload: web }`);
  expect(load(text, INGRESS, { 'client-c.yaml': other(second) }).errors).toEqual([
    `tenants/client-c.yaml:4:23 ingress.routes[0].host: ${message} of a route of client-b (tenants/client-b.yaml) already in production; choose another host`,
  ]);
});

test('names beside one another, and those that only end alike, are free', () => {
  const text = withRoutes(SHOP, '{ host: "*.shop.example.com", workload: web }');
  for (const host of ['www.example.com', 'myshop.example.com', '"*.bakery.example.com"'])
    expect(load(text, INGRESS, { 'client-c.yaml': other(host) }).errors).toEqual([]);
  expect(hostsMeet('*.shop.example.com', 'shop.example.com')).toBe(false);
});

test('requests come from a namespace that is not a tenant’s', () => {
  expect(load(withRoutes(SHOP), { ...INGRESS, namespace: 'client-b-demo' }).errors).toEqual([
    expect.stringMatching(
      /ingress\.namespace: client-b-demo is the namespace of client-b; name that of the ingress controller’s pods$/,
    ),
  ]);
});

test.each([
  [{ kind: 'Ingress', gateway: 'gateways/public' }, 'ingress.gateway: applies only with kind: HTTPRoute; remove it'],
  [{ kind: 'HTTPRoute', gateway: 'gateways/public', class: 'nginx' }, 'ingress.class: applies only with kind: Ingress'],
  [{ kind: 'HTTPRoute' }, 'ingress.gateway: is missing: an HTTPRoute names its Gateway'],
  [{ kind: 'HTTPRoute', gateway: 'a/b/c' }, 'ingress.gateway: a/b/c is not the name of a Gateway'],
])('%j is refused', (ingress, message) => {
  expect(load(CLIENT_B, ingress).errors).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['a controller that no policy lets in', { kind: 'Ingress', class: 'nginx' }, '9090', 'route-unreachable'],
  ['a controller that ingress.from lets in', { kind: 'Ingress', class: 'nginx' }, '8080', undefined],
  ['a controller of the environment', INGRESS, '9090', undefined],
])('%s', (_, ingress, port, warning) => {
  const text = withRoutes(SHOP).replace('name: http, port: 8080', `name: http, port: ${port}`);
  const { warnings, errors } = load(text, ingress);
  expect(errors).toEqual([]);
  expect(warnings.flatMap((line) => line.match(/\[(route-.*)\]$/)?.[1] ?? [])).toEqual(warning ? [warning] : []);
});

test('TLS at a Gateway needs its listener', () => {
  const text = withRoutes('{ host: shop.example.com, workload: web, tls: { issuer: letsencrypt } }');
  const gateway = { kind: 'HTTPRoute', gateway: 'gateways/public', namespace: 'gateways' };
  expect(load(text, gateway).warnings.filter((line) => line.includes('route-'))).toEqual([
    expect.stringContaining(
      'has no effect in production: a Gateway has the certificates of its listeners. Set ingress.listener to the listener that answers shop.example.com over TLS',
    ),
  ]);
  expect(load(text, { ...gateway, listener: 'https' }).warnings.filter((line) => line.includes('route-'))).toEqual([]);
});

test('the name of a host is a label', () => {
  expect(routeName('shop.example.com')).toBe('shop-example-com');
  expect(routeName('*.example.com')).toBe('wildcard-example-com');
  const long = `${'a'.repeat(40)}.${'b'.repeat(40)}.example.com`;
  expect(routeName(long)).toMatch(/^a{40}-b{13}-[0-9a-f]{8}$/);
  expect(routeName(long)).not.toBe(routeName(long.replace('.com', '.org')));
});

describe('what is wrong with a route by itself', () => {
  const errorsOf = (...routes: readonly string[]) =>
    load(withRoutes(...routes)).errors.map((line) => line.replace(/^tenants\/client-b.yaml:/, ''));

  test.each([
    [
      'an unknown workload',
      ['{ host: shop.example.com, workload: wep }'],
      '27:33 ingress.routes[0].workload: there is no workload wep; did you mean web?',
    ],
    [
      'an unknown port',
      ['{ host: shop.example.com, workload: web, port: admin }'],
      '27:48 ingress.routes[0].port: the Service of web has no port admin; available: http',
    ],
    [
      'two certificates of one host',
      [
        '{ host: shop.example.com, workload: web, tls: { issuer: one } }',
        '{ host: shop.example.com, path: /api, workload: web }',
      ],
      '28:7 ingress.routes[1]: shop.example.com has no certificate here and a certificate of one in entry 1; a host has one certificate, so set the same tls in both',
    ],
    [
      'two hosts of one name',
      ['{ host: a-b.example.com, workload: web }', '{ host: a.b.example.com, workload: web }'],
      '28:9 ingress.routes[1].host: a.b.example.com and a-b.example.com would both be routes of the name a-b-example-com; choose another host',
    ],
    [
      'a host and a path twice',
      [SHOP, SHOP],
      '28:7 ingress.routes[1]: is the same host and path as entry 1 of this list; remove one',
    ],
  ])('%s', (_, routes, line) => {
    expect(errorsOf(...routes)).toEqual([line]);
  });

  test.each([
    '*',
    '*.com',
    '.example.com',
    'shop',
    'Shop.example.com',
    'https://shop.example.com',
    '10.0.0.1',
    'a.*.example.com',
    'web.client-b.svc',
  ])('the host %s', (host) => {
    expect(errorsOf(`{ host: "${host}", workload: web }`)).toEqual([
      expect.stringContaining(`: ${host} is not the host of a route (expected, for example, shop.example.com`),
    ]);
  });

  test.each(['api', '/a b', '/a;b', '/{x}', '/a/../b', '//', '/a//b', '/%2e', ''])('the path “%s”', (path) => {
    expect(errorsOf(`{ host: shop.example.com, path: "${path}", workload: web }`)).toEqual([
      expect.stringContaining(' is not a path (expected / or segments'),
    ]);
  });

  test.each([
    [
      'a workload without ports',
      '    ports: [{ name: http, port: 8080 }]\n',
      '',
      'web has no Service that could answer requests for shop.example.com: it has no ports; add ports: [{ name: http, port: 8080 }] to it',
    ],
    [
      'several ports',
      '[{ name: http, port: 8080 }]',
      '[{ name: http, port: 8080 }, { name: admin, port: 8081 }]',
      'web has several ports; set port to one of http and admin',
    ],
    [
      'a CronJob',
      '  - name: web\n    image',
      '  - name: web\n    kind: CronJob\n    schedule: 0 3 * * *\n    image',
      'web is a CronJob, which has no Service; name a workload that answers requests',
    ],
  ])('%s', (_, find, replace, message) => {
    const text = withRoutes(SHOP);
    expect(text).toContain(find);
    const changed = text.replace(find, replace).replace('        replicas: 3\n', '        runAsUser: 101\n');
    expect(load(changed).errors).toEqual([expect.stringContaining(message)]);
  });
});

describe('a route to a chart', () => {
  const withChart = (route: string) =>
    withRoutes(route).replace(
      'workloads:\n',
      'charts:\n  - { name: wiki, chart: "oci://registry.example.com/wiki", version: 1.0.0, pods: [] }\nworkloads:\n',
    );

  test('has the chart’s name for a Service, and its port for that of the pods, unless it says more', () => {
    expect(routesOf(withChart('{ host: a.example.com, chart: wiki, port: 80 }'))).toEqual([
      { host: 'a.example.com', path: '/', chart: 'wiki', service: 'wiki', port: 80, podPort: 80 },
    ]);
    expect(
      routesOf(withChart('{ host: a.example.com, chart: wiki, service: wiki-web, port: 80, podPort: 8080 }')),
    ).toEqual([{ host: 'a.example.com', path: '/', chart: 'wiki', service: 'wiki-web', port: 80, podPort: 8080 }]);
  });

  test.each([
    ['{ host: a.example.com }', /routes\[0\]: needs a workload that answers, for example workload: web, or a chart$/],
    ['{ host: a.example.com, workload: web, chart: wiki, port: 8080 }', /\.chart: has a workload already; remove one/],
    ['{ host: a.example.com, workload: web, service: x }', /\.service: applies only with chart; remove it$/],
    ['{ host: a.example.com, workload: web, podPort: 80 }', /\.podPort: applies only with chart; remove it$/],
    ['{ host: a.example.com, chart: wiki }', /routes\[0\]: needs the number of a port of the chart’s Service/],
    ['{ host: a.example.com, chart: wiki, port: http }', /\.port: needs the number of a port of the chart’s Service/],
    ['{ host: a.example.com, chart: wikis, port: 80 }', /\.chart: there is no chart wikis; did you mean wiki\?$/],
  ])('%s is refused', (route, message) => {
    expect(load(withChart(route)).errors).toEqual([expect.stringMatching(message)]);
  });

  test('warns where no policy lets requests in', () => {
    const { problems } = load(withChart('{ host: a.example.com, chart: wiki, port: 80, podPort: 9000 }'), {
      kind: 'Ingress',
    });
    expect(problems.map(({ id, message }) => `${id}: ${message}`)).toContainEqual(
      expect.stringMatching(/^route-unreachable: .* reach port 9000 of wiki in production/),
    );
  });
});
