import { problemTests } from '../support/problem-cases';
import { loadFiles } from '../support/settings';

const ONE = '      drain: false\n';
const TWO = `${ONE}    - { name: squid-c, address: 172.16.28.10 }\n`;

// What is said of several proxies: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  ['a second proxy', ONE, TWO, []],
  ['all of several', ONE, `${TWO}  redundancy: active-active\n`, []],
  [
    'a grace without a gateway',
    'mode: enforce',
    'drainGrace: 10m',
    [
      '19:3 egress.drainGrace: has no effect without a gateway; a tenant has one with two proxies or more, with clientCertificate, or with tcp',
    ],
  ],
  [
    'a grace of years',
    ONE,
    `${TWO}  drainGrace: 999999999h\n`,
    ['16:3 egress.drainGrace: 999999999h is too long (expected at most 24h)'],
  ],
  [
    'redundancy of one',
    'mode: enforce',
    'redundancy: active-active',
    ['19:3 egress.redundancy: has an effect only with two proxies or more; add a proxy, or remove this key'],
  ],
  [
    'an unknown way to be redundant',
    ONE,
    `${TWO}  redundancy: active-standby\n`,
    ['16:3 egress.redundancy: active-standby is not active-passive or active-active'],
  ],
  ['one that drains', ONE, `      drain: true\n    - { name: squid-c, address: 172.16.28.10 }\n`, []],
  [
    'the only one drains',
    ONE,
    `      drain: true\n`,
    [
      '14:7 egress.proxies[0].drain: leaves no proxy that takes connections; keep one, and drain another when it is back',
    ],
  ],
]);

const tenant = (name: string, number: number, more: string) =>
  `name: ${name}\nnodePool: { sources: [172.16.28.${20 + number}] }\n${more.replace('PROXY', `{ name: squid, address: 172.16.28.${8 + number} }`)}`;

test('a namespace that would be that of the gateway of another tenant is refused at the later file', () => {
  const { errors } = loadFiles({
    tenants: {
      'shop.yaml': tenant('shop', 1, 'egress: { proxies: [PROXY], clientCertificate: true }\n'),
      'shop-egress.yaml': tenant('shop-egress', 2, 'egress: { proxies: [PROXY] }\n'),
    },
  });
  expect(errors).toEqual([
    'tenants/shop-egress.yaml:1:1 name: shop-egress is reserved: names that end in -egress are the namespaces of gateways; choose another name, or set namespace',
    'tenants/shop.yaml:1:1 name: shop-egress, the namespace of its gateway, is already the namespace of shop-egress (tenants/shop-egress.yaml) in development and production',
  ]);
});

test('a namespace that grows past 63 characters with its gateway is refused where it is said', () => {
  const namespace = `shop-${'n'.repeat(52)}`;
  const { errors } = loadFiles({
    tenants: {
      'shop.yaml': tenant(
        'shop',
        1,
        `namespace: ${namespace}\negress: { proxies: [PROXY], clientCertificate: true }\n`,
      ),
    },
  });
  expect(errors).toEqual([
    `tenants/shop.yaml:3:1 namespace: grows to ${namespace}-egress, the namespace of its gateway: 64 characters, 1 more than a name may have`,
  ]);
});

test('redundancy may be said for the environments that have more proxies than others', () => {
  const more = 'environments: { production: { egress: { proxies: [{ name: squid-2, address: 172.16.28.10 }] } } }\n';
  const egress = 'egress: { redundancy: active-active, proxies: [PROXY] }\n';
  expect(loadFiles({ tenants: { 'shop.yaml': tenant('shop', 1, egress + more) } }).errors).toEqual([]);
});

test('a proxy can be drained in one environment, but not the last one that takes connections', () => {
  const { errors } = loadFiles({
    tenants: {
      'shop.yaml': tenant(
        'shop',
        1,
        `egress:
  proxies:
    - { name: squid-1, address: 172.16.28.9, drain: true }
    - { name: squid-2, address: 172.16.28.10 }
environments:
  production:
    egress:
      proxies: [{ name: squid-2, drain: true }]
`,
      ),
    },
  });
  expect(errors).toEqual([
    'tenants/shop.yaml:10:34 environments.production.egress.proxies[0].drain: leaves no proxy that takes connections in production; keep one, and drain another when it is back',
  ]);
});
