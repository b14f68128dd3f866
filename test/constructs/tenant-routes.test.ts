import { App, Chart, Testing } from 'cdk8s';
import { TenantRoutes, type TenantRoutesProps } from '../../lib/constructs';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';

const PROPS: TenantRoutesProps = {
  namespace: 'client-a-demo',
  ingress: { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' },
  routes: [
    { host: 'shop.example.com', path: '/', workload: 'web', port: 8080, podPort: 8080, issuer: 'letsencrypt' },
    { host: 'shop.example.com', path: '/api', workload: 'api', port: 9090, podPort: 9090, issuer: 'letsencrypt' },
    { host: '*.old.example.com', path: '/', workload: 'web', port: 8081, podPort: 8081 },
  ],
};

function render(more: Partial<TenantRoutesProps> = {}) {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  new TenantRoutes(chart, 'routes', { ...PROPS, ...more });
  return Testing.synth(chart);
}

test('an Ingress for each host, a policy for each workload, all of it known to the API server', () => {
  const objects = render();
  expect(objects).toMatchSnapshot();
  expect(validateObjects(objects).map(formatSchemaProblem)).toEqual([]);
});

test('an HTTPRoute for each host, with TLS at the listener for that', () => {
  const objects = render({
    ingress: { kind: 'HTTPRoute', gateway: 'gateways/public', listener: 'https', namespace: 'gateways' },
  });
  expect(objects).toMatchSnapshot();
  expect(validateObjects(objects).map(formatSchemaProblem)).toEqual([]);
});

test('without a namespace of the controller there is no policy', () => {
  const kinds = render({ ingress: { kind: 'HTTPRoute', gateway: 'public' } }).map(({ kind }) => kind);
  expect(kinds).toEqual(['HTTPRoute', 'HTTPRoute']);
});

test('props are judged as the settings are', () => {
  const [route] = PROPS.routes;
  expect(() => render({ routes: [{ ...(route as (typeof PROPS.routes)[0]), host: 'shop', path: '/{' }] })).toThrow(
    /routes: routes\[0\]\.host: shop is not the host of a route[^\n]*\nchart\/routes: routes\[0\]\.path: \/\{ is not a path/,
  );
  expect(() => render({ routes: undefined } as never)).toThrow('chart/routes: routes: is missing');
});

test('a route to a chart leads to its Service, and its policy selects the pods of the release', () => {
  const route = { host: 'wiki.example.com', path: '/', chart: 'wiki', service: 'wiki-web', port: 80, podPort: 8080 };
  const [ingress, policy] = render({ routes: [route] });
  expect(ingress.spec.rules[0].http.paths[0].backend).toEqual({ service: { name: 'wiki-web', port: { number: 80 } } });
  expect(policy).toMatchObject({
    metadata: { name: 'allow-chart-route-wiki' },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'wiki' } },
      ingress: [{ ports: [{ port: 8080 }] }],
    },
  });
  expect(() => render({ routes: [{ ...route, workload: 'web' }] })).toThrow(/has a workload already/);
});
