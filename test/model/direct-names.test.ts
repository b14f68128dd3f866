import { problemTests } from '../support/problem-cases';
import { CLIENT_B, environmentText, loadFiles } from '../support/settings';

const RANGE = '{ cidr: 172.16.44.0/28, ports: [5432] }';
const hosts = (list: string) => `{ cidr: 172.16.44.0/28, ports: [5432], hosts: [${list}] }`;
const HOST = '22:54 egress.private[0].hosts[0]: ';
const INVALID = 'is not a valid host name (expected all of it, in lower case, for example db.shop.internal)';

// Names that pods reach directly: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  ['a host', RANGE, hosts('db.shop.internal'), []],
  ['a host of a public domain', RANGE, hosts('db.fr-par.example.net'), []],
  [
    'all hosts of a domain',
    RANGE,
    hosts('.shop.internal'),
    [`${HOST}.shop.internal stands for many names (expected one host, for example db.shop.internal); list each host`],
  ],
  [
    'a *',
    RANGE,
    hosts('"*.shop.internal"'),
    [`${HOST}*.shop.internal stands for many names (expected one host, for example db.shop.internal); list each host`],
  ],
  [
    'an address',
    RANGE,
    hosts('172.16.44.3'),
    [
      `${HOST}172.16.44.3 is an address (expected a host name, for example db.shop.internal); addresses are set by cidr`,
    ],
  ],
  [
    'a range',
    RANGE,
    hosts('172.16.44.0/28'),
    [
      `${HOST}172.16.44.0/28 is an address (expected a host name, for example db.shop.internal); addresses are set by cidr`,
    ],
  ],
  ['an IPv6 address', RANGE, hosts('"fd00::1"'), [`${HOST}fd00::1 is an address…`]],
  ['a Service', RANGE, hosts('db.client-b-demo.svc'), [`${HOST}db.client-b-demo.svc is inside the cluster…`]],
  ['a Service in full', RANGE, hosts('db.x.svc.cluster.local'), [`${HOST}db.x.svc.cluster.local is inside the…`]],
  ['a name of one part', RANGE, hosts('db'), [`${HOST}db ${INVALID}`]],
  ['upper case', RANGE, hosts('DB.shop.internal'), [`${HOST}DB.shop.internal ${INVALID}`]],
  ['a dot at the end', RANGE, hosts('db.shop.internal.'), [`${HOST}db.shop.internal. ${INVALID}`]],
  ['a port', RANGE, hosts('"db.shop.internal:5432"'), [`${HOST}db.shop.internal:5432 ${INVALID}`]],
  ['a scheme', RANGE, hosts('"http://db.shop.internal"'), [`${HOST}http://db.shop.internal ${INVALID}`]],
  [
    'two in one',
    RANGE,
    hosts('"a.shop.internal,b.shop.internal"'),
    [`${HOST}a.shop.internal,b.shop.internal ${INVALID}`],
  ],
  ['a line break', RANGE, hosts('"db.shop.internal\\nx"'), [`${HOST}"db.shop.internal\\nx" ${INVALID}`]],
  ['nothing', RANGE, hosts(''), ['22:46 egress.private[0].hosts: …']],
  [
    'a host twice',
    RANGE,
    hosts('db.shop.internal, db.shop.internal'),
    ['22:72 egress.private[0].hosts[1]: is the same host as entry 1 of this list; remove one'],
  ],
  [
    'an allowed host',
    RANGE,
    hosts('ifconfig.me'),
    [`${HOST}ifconfig.me would take ifconfig.me of egress.allow past the proxy; remove one of the two`],
  ],
  [
    'a host above an allowed one',
    RANGE,
    hosts('partner.example'),
    [`${HOST}partner.example would take api.partner.example of egress.allow past the proxy; remove one of the two`],
  ],
  ['a host below an allowed domain', RANGE, hosts('db.example.com'), []],
]);

const OPEN = CLIENT_B.replace(/ {2}allow:[\s\S]*? {2}mode:/, '  mode:');
const warningsOf = (text: string, environment?: string) =>
  loadFiles({
    tenants: { 'client-b.yaml': text },
    ...(environment === undefined ? {} : { environments: { 'development.ts': environment } }),
  }).warnings;

const left = (name: string, host: string, service = name) =>
  `workloads[0].name: warning: ${name} is left out of NO_PROXY, because clients would request ${host} directly as well; call the Service ${service}.client-b-demo.svc [service-name-public]`;

test.each([
  ['a name of its own', OPEN, []],
  [
    'a top-level domain’s',
    OPEN.replace('name: web', 'name: app'),
    [`tenants/client-b.yaml:25:5 ${left('app', '*.app')}`],
  ],
  ['a top-level domain’s, with an allow list', CLIENT_B.replace('name: web', 'name: app'), []],
  [
    'the end of an allowed host',
    CLIENT_B.replace('name: web', 'name: me'),
    [`tenants/client-b.yaml:29:5 ${left('me', 'ifconfig.me')}`],
  ],
  [
    'a top-level domain’s, in a list that only reports',
    CLIENT_B.replace('name: web', 'name: app').replace('mode: enforce', 'mode: report'),
    [`tenants/client-b.yaml:29:5 ${left('app', '*.app')}`],
  ],
  [
    'a top-level domain’s, of a workload without a Service',
    OPEN.replace('name: web', 'name: app').replace(/.*ports: .*http.*\n/, ''),
    [],
  ],
])('a Service with %s', (_, text, expected) => {
  const environments = text.replace(/environments:[\s\S]*/, '');
  expect(warningsOf(environments)).toEqual(expected);
});

test('a namespace that is a top-level domain', () => {
  const text = OPEN.replace('client-b-demo', 'shop');
  expect(warningsOf(text)).toEqual([
    'tenants/client-b.yaml:3:1 namespace: warning: shop is a public top-level domain: pods reach the Service web as web.shop, and not a public host of that name [service-name-public]',
  ]);
  expect(
    warningsOf(`${text}suppress: [{ id: service-name-public, reason: "No public host of .shop is called" }]\n`),
  ).toEqual([expect.stringContaining('suppressed')]);
});

test('hosts that the environment’s resolver does not know', () => {
  const environment = environmentText('development', {
    cluster: { resolver: { address: '10.32.0.53' }, cni: 'cilium' },
  });
  const text = CLIENT_B.replace(RANGE, hosts('db.shop.internal')).replace(/environments:[\s\S]*/, '');
  expect(warningsOf(text, environment)).toEqual([
    'tenants/client-b.yaml:22:54 egress.private[0].hosts[0]: warning: pods cannot resolve db.shop.internal in development, where cluster.resolver knows only names inside the cluster [private-host-unresolved]',
  ]);
});
