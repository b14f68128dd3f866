import { environmentText, loadFiles } from '../support/settings';

const tenant = (name: string, number: number, more = '') =>
  `name: ${name}\n${more}egress: { proxies: [{ name: squid, address: 172.16.28.${number} }] }\n`;

function load(
  tenants: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
) {
  return loadFiles({
    tenants,
    environments: {
      'development.ts': environmentText('development', lists),
      'production.ts': environmentText('production', {}),
    },
  });
}

test('a name belongs to the longest tenant name that it begins with, in any environment', () => {
  const { errors } = load({
    'shop.yaml': tenant('shop', 8, 'namespace: shop-web-x\nnodePool: { name: shop-web }\n'),
    'shop-web.yaml': `${tenant('shop-web', 9)}environments: { development: { enabled: false }, production: { enabled: false } }\n`,
  });
  expect(errors).toEqual([
    'tenants/shop.yaml:2:1 namespace: shop-web-x belongs to the tenant shop-web, whose name it begins with; choose another name, or have the platform list it under namespaces in development and production',
    'tenants/shop.yaml:3:13 nodePool.name: shop-web belongs to the tenant shop-web, whose name it begins with; choose another name, or have the platform list it under nodePools in development and production',
  ]);
});

test('names that a tenant has by default may be another tenant’s, too', () => {
  const { errors } = load({
    'shop.yaml': tenant('shop', 8).replace('egress: {', 'egress: { clientCertificate: true,'),
    'shop-pool.yaml': tenant('shop-pool', 9),
    'shop-egress.yaml': tenant('shop-egress', 10, 'namespace: shop-egress-x\n'),
  });
  expect(errors).toEqual([
    'tenants/shop.yaml:1:1 name: shop-egress, the namespace of its gateway, belongs to the tenant shop-egress, whose name it begins with; choose another name',
    'tenants/shop.yaml:1:1 name: shop-pool, its node pool, belongs to the tenant shop-pool, whose name it begins with; choose another name, or have the platform list it under nodePools in development and production',
  ]);
});

test('the name itself and what begins with it are the tenant’s', () => {
  const own = 'namespace: shop\nnodePool: { name: shop }\n';
  expect(load({ 'shop.yaml': tenant('shop', 8, own) }).errors).toEqual([]);
  expect(load({ 'shop.yaml': tenant('shop', 8, own.replaceAll(': shop', ': shop-a-b')) }).errors).toEqual([]);
});

test('the platform gives other names, environment by environment', () => {
  const tenants = { 'client-a.yaml': tenant('client-a', 8, 'namespace: shop\nnodePool: { name: gpu }\n') };
  const { errors } = load(tenants, { namespaces: { 'client-a': ['shop'] }, nodePools: { 'client-a': ['gpu'] } });
  expect(errors.map((line) => line.replace(/.*list it/, '…'))).toEqual([
    '… under namespaces in production',
    '… under nodePools in production',
  ]);
  const lists = { namespaces: { 'client-a': ['shop'] }, nodePools: { 'client-a': ['gpu'] } };
  const both = {
    'development.ts': environmentText('development', lists),
    'production.ts': environmentText('production', lists),
  };
  expect(loadFiles({ tenants, environments: both }).errors).toEqual([]);
});

test('the platform’s lists hold no reserved name, and name tenants that are there', () => {
  const tenants = { 'client-a.yaml': tenant('client-a', 8) };
  const { errors } = load(tenants, {
    namespaces: { 'client-a': ['kube-system', 'x-egress'] },
    nodePools: { 'client-a': ['system'] },
  });
  expect(errors.map((line) => line.replace(/^overlays\/development\.ts:\d+:\d+ /, '').split(';')[0])).toEqual([
    'namespaces.client-a[0]: kube-system is a namespace of the cluster’s own',
    'namespaces.client-a[1]: x-egress is reserved: names that end in -egress are the namespaces of gateways',
    'nodePools.client-a[0]: system is a node pool of the cluster’s own',
  ]);
  const { errors: none, warnings } = load(tenants, { namespaces: { 'client-x': ['shop'] } });
  expect(none).toEqual([]);
  expect(warnings.filter((line) => line.startsWith('overlays/'))).toEqual([
    expect.stringContaining('no tenant is called client-x; did you mean client-a?'),
  ]);
});

test('a tenant that is called as a member of every object has no list by that', () => {
  const lists = { namespaces: { 'client-a': ['shop'] } };
  const { errors } = load({ 'constructor.yaml': tenant('constructor', 8, 'namespace: shop\n') }, lists);
  expect(errors).toHaveLength(1);
});
