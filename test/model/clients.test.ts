import { loadFiles } from '../support/settings';

// The inputs of public bug reports: what each workload of a tenant reaches directly, by its rendered list.
const TENANT = (rest: string) => `name: client-a
namespace: client-a-demo
nodePool: { sources: [172.16.28.20] }
registries: [registry.example.com/shop]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
${rest}`;

function noProxyOf(text: string): readonly (readonly string[])[] {
  const { loaded, errors } = loadFiles({ tenants: { 'client-a.yaml': text } });
  expect(errors).toEqual([]);
  return loaded?.model.environments.flatMap(({ tenants }) => tenants.map(({ noProxy }) => noProxy)) ?? [];
}

test('a Service is called by its short names from every workload of its namespace', () => {
  const lists = noProxyOf(
    TENANT(`workloads:
  - name: web
    image: registry.example.com/shop/web:1.0.0
    ports: [{ name: http, port: 8080 }]
    probes: { readiness: { path: / } }
  - name: worker
    image: registry.example.com/shop/worker:1.0.0
    env: { API_URL: "http://web:8080/" }
`),
  );
  expect(lists).toHaveLength(2);
  for (const list of lists) expect(list).toEqual(expect.arrayContaining(['web', 'web.client-a-demo']));
});

test('a private address is requested directly by clients that know no ranges, and by its name', () => {
  const lists = noProxyOf(
    TENANT(`  private:
    - { cidr: 172.16.29.10/32, ports: [9200], hosts: [search.priv.example.test] }
workloads:
  - name: app
    image: registry.example.com/shop/app:1.0
    env: { SEARCH_URL: "http://search.priv.example.test:9200/" }
environments:
  production:
    egress: { private: [{ cidr: 172.16.29.12/30, ports: [9200], hosts: [live.priv.example.test] }] }
`),
  );
  expect(lists.map((list) => list.slice(-5))).toEqual([
    expect.arrayContaining(['172.16.29.10', 'search.priv.example.test']),
    ['172.16.29.12', '172.16.29.13', '172.16.29.14', '172.16.29.15', 'live.priv.example.test'],
  ]);
});
