import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

function load(infrastructure: object, tenant = CLIENT_B) {
  const environments = {
    'development.ts': environmentText('development', { infrastructure: infrastructure as never }),
    'production.ts': environmentText('production'),
  };
  return loadFiles({ tenants: { 'client-b.yaml': tenant }, environments });
}

test('what is not said has its default, and an environment that says nothing has none', () => {
  const [development, production] = load({ cluster: 'kapsule-dev' }).loaded?.model.environments ?? [];
  expect(production?.environment).not.toHaveProperty('infrastructure');
  expect(development?.environment.infrastructure).toEqual({
    cluster: 'kapsule-dev',
    image: 'debian_bookworm',
    instanceType: 'DEV1-S',
    ssh: [],
    poolLabels: 'native',
  });
});

test('all that can be said arrives', () => {
  const all = {
    cluster: 'kapsule-dev',
    create: { version: '1.35' },
    image: 'ubuntu_noble',
    instanceType: 'STARDUST1-S',
    ssh: ['198.51.100.7'],
    poolLabels: 'tags',
  };
  expect(load(all).loaded?.model.environments[0]?.environment.infrastructure).toEqual({
    ...all,
    create: { version: '1.35', nodeType: 'DEV1-M' },
  });
});

test.each([
  [{ cluster: 'a${b}' }, /infrastructure\.cluster: "?a\$\{b\}"? is not a valid name/],
  [{ cluster: 'a', create: { version: 'latest' } }, /infrastructure\.create\.version: "?latest"? is not a version/],
  [{ cluster: 'a', ssh: ['198.51.100.7/24'] }, /infrastructure\.ssh\[0\]: 198\.51\.100\.7\/24 has bits set/],
  [
    { cluster: 'a', logs: { host: 'logs.example.com' } },
    /infrastructure\.logs: was replaced by logs of the environment/,
  ],
  [{ cluster: 'a', monitoring: [] }, /infrastructure\.monitoring: was replaced by monitoring of the environment/],
  [{ cluster: 'a', shh: [] }, /infrastructure\.shh.*ssh/],
])('%j is refused at its place', (infrastructure, message) => {
  expect(load(infrastructure).errors).toEqual([expect.stringMatching(message)]);
});

test('Terraform needs to know what nodes to make, where it makes any', () => {
  const without = CLIENT_B.replace('  nodeType: DEV1-M\n', '');
  expect(load({ cluster: 'kapsule-dev' }, without).errors).toEqual([
    expect.stringMatching(
      /client-b\.yaml:4:1 nodePool\.nodeType: is missing: Terraform .* development; set it, .*DEV1-M/,
    ),
  ]);
  expect(loadFiles({ tenants: { 'client-b.yaml': without } }).errors).toEqual([]);
});

test('the machines of two tenants with one name, and one whose name is too long for a host', () => {
  const named = (name: string, proxy: string, end: string) =>
    CLIENT_B.replaceAll('client-b', name)
      .replace('squid-b', proxy)
      .replace('172.16.28.9', `172.16.28.${end}`)
      .replace('172.16.28.20', `172.16.28.1${end}`);
  const tenants = {
    'shop.yaml': named('shop', 'eu-squid', '10'),
    'shop-eu.yaml': named('shop-eu', 'squid', '11'),
    'z.yaml': named('z', 's'.repeat(50), '12'),
  };
  const development = environmentText('development', { infrastructure: { cluster: 'kapsule-dev' } });
  const environments = { 'development.ts': development, 'production.ts': environmentText('production') };
  expect(loadFiles({ tenants, environments }).errors).toEqual([
    'tenants/shop.yaml:11:7 egress.proxies[0].name: its machine would be development-shop-eu-squid, which already belongs to shop-eu (tenants/shop-eu.yaml)',
    `tenants/z.yaml:11:7 egress.proxies[0].name: grows to development-z-${'s'.repeat(50)}, the machine of development: 64 characters, 1 more than a name may have`,
  ]);
  expect(loadFiles({ tenants }).errors).toEqual([]);
});
