import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

/** Client B under another name, with what else of it is replaced. */
function other(name: string, ...replacements: readonly (readonly [find: string, replace: string])[]): string {
  const apart: readonly (readonly [string, string])[] = [
    ['172.16.28.9', '172.16.28.10'],
    ['sources: [172.16.28.20]', 'sources: [172.16.28.21]'],
    ['172.16.44.0/28', '172.16.44.16/28'],
    ...replacements,
  ];
  return apart.reduce((text, [find, replace]) => text.replace(find, replace), CLIENT_B.replaceAll('client-b', name));
}

const FIRST = 'client-b (tenants/client-b.yaml) in development and production';

test.each([
  [
    'namespace',
    ['namespace: client-c-demo', 'namespace: client-b-demo'],
    `3:1 namespace: client-b-demo is already the namespace of ${FIRST}`,
  ],
  [
    'node pool',
    ['name: client-c-pool', 'name: client-b-pool'],
    `5:3 nodePool.name: client-b-pool is already the node pool of ${FIRST}`,
  ],
  [
    'proxy address',
    ['172.16.28.10', '172.16.28.9'],
    `12:7 egress.proxies[0].address: 172.16.28.9 is already the address of squid-b of ${FIRST}`,
  ],
  [
    'namespace to connect from',
    ['namespace: ingress-nginx', 'namespace: client-b-demo'],
    '25:9 ingress.from[0].namespace: client-b-demo is the namespace of client-b in development and production; tenants do not reach each other',
  ],
  [
    'private range with a proxy of the other',
    ['172.16.44.16/28', '172.16.28.9/32'],
    '22:9 egress.private[0].cidr: 172.16.28.9/32 is squid-b, a proxy of client-b (tenants/client-b.yaml), in development and production; name the range of what is meant alone',
  ],
] as const)('two tenants with one %s', (_, replacement, line) => {
  const { errors } = loadFiles({
    tenants: { 'client-b.yaml': CLIENT_B, 'client-c.yaml': other('client-c', replacement) },
  });
  expect(errors).toEqual([`tenants/client-c.yaml:${line}`]);
});

test('two tenants do not share their nodes’ addresses', () => {
  const tenants = {
    'client-b.yaml': CLIENT_B,
    'client-c.yaml': other('client-c', ['[172.16.28.21]', '[172.16.28.16/29]']),
  };
  expect(loadFiles({ tenants }).errors).toEqual([
    'tenants/client-c.yaml:8:13 nodePool.sources[0]: 172.16.28.16/29 holds 172.16.28.20, a node of client-b (tenants/client-b.yaml), in development and production; name the addresses of this tenant’s nodes alone',
  ]);
});

test('a clash of the names that a tenant has by default lies at its name', () => {
  const tenants = {
    'client-b.yaml': CLIENT_B.replace('client-b-demo', 'shop').replace('client-b-pool', 'shop-pool'),
    'shop.yaml': other('shop').replace('namespace: shop-demo\n', '').replace('  name: shop-pool\n', ''),
  };
  expect(loadFiles({ tenants }).errors).toEqual([
    'tenants/client-b.yaml:3:1 namespace: shop belongs to the tenant shop, whose name it begins with; choose another name, or have the platform list it under namespaces in development and production',
    'tenants/client-b.yaml:5:3 nodePool.name: shop-pool belongs to the tenant shop, whose name it begins with; choose another name, or have the platform list it under nodePools in development and production',
    'tenants/shop.yaml:1:1 name: shop is already the namespace of client-b (tenants/client-b.yaml) in development and production',
    'tenants/shop.yaml:1:1 name: shop-pool is already the node pool of client-b (tenants/client-b.yaml) in development and production',
  ]);
});

test('a clash in one environment only names that one, at the override that makes it', () => {
  const override = 'production:\n    egress: { proxies: [{ name: squid-b, address: 172.16.28.9 }] }\n';
  const tenants = { 'client-b.yaml': CLIENT_B, 'client-c.yaml': other('client-c', ['production:\n', override]) };
  expect(loadFiles({ tenants }).errors).toEqual([
    'tenants/client-c.yaml:36:42 environments.production.egress.proxies[0].address: 172.16.28.9 is already the address of squid-b of client-b (tenants/client-b.yaml) in production',
  ]);
});

test('tenants that never meet in an environment may have the same', () => {
  const environments = (name: string) => `environments:\n  ${name}: { enabled: false }\nx-`;
  const tenants = {
    'client-b.yaml': CLIENT_B.replace(/environments:[\s\S]*/, environments('production').replace('x-', '')),
    'client-c.yaml': CLIENT_B.replaceAll('client-b', 'client-c').replace(
      /environments:[\s\S]*/,
      environments('development').replace('x-', ''),
    ),
  };
  expect(loadFiles({ tenants }).errors).toEqual([]);
});

test('three of one: each later one names the first', () => {
  const tenants = {
    'client-b.yaml': CLIENT_B,
    'client-c.yaml': other('client-c', ['172.16.28.10', '172.16.28.9']),
    'client-d.yaml': other('client-d', ['172.16.28.10', '172.16.28.9'], ['28.21', '28.22']),
  };
  expect(loadFiles({ tenants }).errors.map((line) => line.replace(/ .* of client-b /, ' … '))).toEqual([
    'tenants/client-c.yaml:12:7 … (tenants/client-b.yaml) in development and production',
    'tenants/client-d.yaml:12:7 … (tenants/client-b.yaml) in development and production',
  ]);
});

test('a tenant named as the workloads of another', () => {
  const tenants = { 'client-b.yaml': CLIENT_B, 'client-b-workloads.yaml': other('client-b-workloads') };
  expect(loadFiles({ tenants }).errors).toEqual([
    'tenants/client-b.yaml:1:1 name: the Kustomization <flux.name>-client-b-workloads would be that of client-b-workloads and that of the workloads of client-b in development and production; rename client-b, or client-b-workloads (tenants/client-b-workloads.yaml)',
  ]);
});

test('a tenant whose Kustomization would be that of flux bootstrap', () => {
  const environments = {
    'development.ts': environmentText('development', { flux: { name: 'flux' } }),
    'production.ts': environmentText('production'),
  };
  expect(loadFiles({ tenants: { 'system.yaml': other('system') }, environments }).errors).toEqual([
    'tenants/system.yaml:1:1 name: makes flux-system of flux, which is the Kustomization of flux bootstrap in development; choose another name',
  ]);
});

test('names that grow past 63 characters in what is derived from them', () => {
  const name = 'n'.repeat(36);
  const flux = 'f'.repeat(22);
  const { errors } = loadFiles({
    tenants: { [`${name}.yaml`]: CLIENT_B.replaceAll('client-b', name) },
    environments: {
      'development.ts': environmentText('development'),
      'production.ts': environmentText('production', { flux: { name: flux } as never }),
    },
  });
  expect(errors).toEqual([
    `tenants/${name}.yaml:1:1 name: grows to egress-development-${name}-workloads, the Kustomization of its workloads in development: 65 characters, 2 more than a name may have`,
    `tenants/${name}.yaml:1:1 name: grows to ${flux}-${name}-workloads, the Kustomization of its workloads in production: 69 characters, 6 more than a name may have`,
  ]);
});

test.each([
  ['CronJob', 53, 'kind: CronJob\n    schedule: "@daily"', 'the names of its Jobs add 11 characters'],
  ['StatefulSet', 54, 'kind: StatefulSet', 'the label of its revision adds 11 characters'],
])('the name of a %s', (kind, length, text, why) => {
  const workload = CLIENT_B.replace('- name: web', `- name: ${'w'.repeat(length)}`)
    .replace('runAsUser: 100', text)
    .replace(/environments:[\s\S]*/, '');
  expect(loadFiles({ tenants: { 'client-b.yaml': workload } }).errors).toEqual([
    `tenants/client-b.yaml:29:5 workloads[0].name: has ${length} characters, ${length - 52} more than a ${kind} may have: ${why}`,
  ]);
});

test('the name of a pool that is derived', () => {
  const name = 'n'.repeat(60);
  const text = CLIENT_B.replace('name: client-b\n', `name: ${name}\n`)
    .replace('  name: client-b-pool\n', '')
    .replace('namespace: client-b-demo\n', '');
  expect(loadFiles({ tenants: { [`${name}.yaml`]: text } }).errors[0]).toBe(
    `tenants/${name}.yaml:1:1 name: grows to egress-development-${name}-workloads, the Kustomization of its workloads in development: 89 characters, 26 more than a name may have`,
  );
  expect(loadFiles({ tenants: { [`${name}.yaml`]: text } }).errors.at(-1)).toBe(
    `tenants/${name}.yaml:1:1 name: grows to ${name}-pool, the node pool: 65 characters, 2 more than a name may have`,
  );
});

test('all problems of all files at once, sorted by file, line and column', () => {
  const { errors } = loadFiles({
    tenants: {
      'client-b.yaml': CLIENT_B.replace('172.16.28.9', '172.16.32.9')
        .replace('cpu: 4', 'cpu: four')
        .replace('title:', 'titel:'),
      'client-c.yaml': '{',
      'a.yml': '',
    },
    environments: {
      'development.ts': environmentText('development'),
      'production.ts': environmentText('production', { cluster: { dns: '10.0.0.1' } as never }),
    },
  });
  expect(errors.map((line) => line.split(' ')[0])).toEqual([
    'overlays/production.ts:8:5',
    'tenants/a.yml:1:1:',
    'tenants/client-b.yaml:2:1',
    'tenants/client-b.yaml:12:7',
    'tenants/client-b.yaml:26:10',
    'tenants/client-c.yaml:1:2:',
  ]);
});

test('a value that is wrong in two environments is one line that names both', () => {
  const environments = Object.fromEntries(
    ['a', 'b', 'c'].map((name) => [
      `${name}.ts`,
      environmentText(name, { cluster: { privateNetwork: name === 'c' ? '172.16.28.0/22' : '10.0.0.0/22' } as never }),
    ]),
  );
  const text = CLIENT_B.replace(/environments:[\s\S]*/, '').replace('  sources: [172.16.28.20]\n', '');
  expect(loadFiles({ tenants: { 'client-b.yaml': text }, environments }).errors).toEqual([
    'tenants/client-b.yaml:11:7 egress.proxies[0].address: 172.16.28.9 is outside 10.0.0.0/22, the private network of a and b',
  ]);
});

test('the gateway of the private network is nobody’s proxy', () => {
  const environments = {
    'development.ts': environmentText('development', { cluster: { gateway: '172.16.28.9' } as never }),
  };
  const text = CLIENT_B.replace(/environments:[\s\S]*/, '');
  expect(loadFiles({ tenants: { 'client-b.yaml': text }, environments }).errors).toEqual([
    'tenants/client-b.yaml:12:7 egress.proxies[0].address: 172.16.28.9 is the gateway of the private network of development',
  ]);
});
