import { extras, type Grant, missing, NAMESPACE_NAME, parseCidr } from '../../lib/network-policy';
import { policy } from './_policies';

const range = (cidr: string) => parseCidr(cidr) ?? { first: 0n, last: 0n };
const tcp = (first: number, last = first) => [{ protocol: 'TCP' as const, first, last }];
const proxy: Grant = { what: 'the proxy', range: range('172.16.28.8/32'), ports: tcp(3128) };
const dns: Grant = { what: 'DNS', namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: tcp(53) };
const namespaces = {
  own: 'own',
  known: new Map([
    ['own', { [NAMESPACE_NAME]: 'own', tenant: 'a' }],
    ['other', { [NAMESPACE_NAME]: 'other', tenant: 'b' }],
  ]),
};

const egress = (rules: string) => policy(`{ podSelector: {}, policyTypes: [Egress], egress: ${rules} }`);
const dnsRule =
  '[{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ port: 53 }] }]';

test.each([
  ['exactly what is granted', '[{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3128 }] }]', []],
  [
    'a port beside it',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3127, endPort: 3129 }] }]',
    ['172.16.28.8 at TCP 3127 and 3129'],
  ],
  [
    'another protocol',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3128, protocol: UDP }] }]',
    ['172.16.28.8 at UDP 3128'],
  ],
  [
    'the address beside it',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/31 } }], ports: [{ port: 3128 }] }]',
    ['172.16.28.9 at TCP 3128'],
  ],
  [
    'a range around it',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/30 } }], ports: [{ port: 3128 }] }]',
    ['172.16.28.9-172.16.28.11 at TCP 3128'],
  ],
  [
    'a range that leaves only it',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/31, except: [172.16.28.9/32] } }], ports: [{ port: 3128 }] }]',
    [],
  ],
  [
    'a range without its first address',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.10/31, except: [172.16.28.10/32] } }], ports: [{ port: 3128 }] }]',
    ['172.16.28.11 at TCP 3128'],
  ],
  ['every port', '[{ to: [{ ipBlock: { cidr: 172.16.28.9/32 } }] }]', ['172.16.28.9 at any port']],
  ['everybody', '[{ ports: [{ port: 443 }] }]', ['every address, at TCP 443']],
  ['everything', '[{}]', ['every address, at any port']],
  ['the DNS', dnsRule, []],
  [
    'the DNS, without its pods',
    dnsRule.replace('podSelector: { matchLabels: { k8s-app: kube-dns } }', 'podSelector: {}'),
    ['pods in the namespace kube-system at TCP 53'],
  ],
  [
    'namespaces by a label that others may have',
    '[{ to: [{ namespaceSelector: { matchLabels: { tenant: b } } }], ports: [{ port: 80 }] }]',
    [
      'pods in the namespace other at TCP 80',
      'pods in the namespace kube-system with tenant=b at TCP 80',
      'pods in any namespace with tenant=b at TCP 80',
    ],
  ],
  [
    'its own pods, which were not granted',
    '[{ to: [{ podSelector: {} }] }]',
    ['pods in the namespace own at any port'],
  ],
  [
    'a port by name, which may be any',
    '[{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: proxy }] }]',
    ['172.16.28.8 at TCP 1-3127 and 3129-65535'],
  ],
  [
    'nobody, since nothing is left of the range',
    '[{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/9, 10.128.0.0/9] } }] }]',
    [],
  ],
])('%s', (_, rules, expected) => {
  expect(extras([egress(rules)], 'egress', [proxy, dns], namespaces).map(({ text }) => text)).toEqual(expected);
});

test('what two rules cover together is not missing, and what they leave is', () => {
  const halves = ['172.16.30.0/29', '172.16.30.8/29'].map((cidr) =>
    egress(`[{ to: [{ ipBlock: { cidr: ${cidr} } }], ports: [{ port: 5432 }] }]`),
  );
  const grant: Grant = { what: 'the database', range: range('172.16.30.0/28'), ports: tcp(5432) };
  expect(missing(halves, 'egress', [grant], namespaces)).toEqual([]);
  expect(missing(halves.slice(1), 'egress', [grant], namespaces).map(({ text }) => text)).toEqual([
    'the database at TCP 5432',
  ]);
});

test('what only some pods get is missing for the others', () => {
  const policies = [
    egress('[]'),
    policy(
      `{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3128 }] }] }`,
    ),
  ];
  expect(missing(policies, 'egress', [proxy], namespaces)).toHaveLength(1);
});

test('a selector that asks more of a namespace than its name does not reach it for sure', () => {
  expect(missing([egress(dnsRule)], 'egress', [dns], namespaces)).toEqual([]);
  const asksMore = dnsRule.replace('kube-system }', 'kube-system, dns: "yes" }');
  expect(missing([egress(asksMore)], 'egress', [dns], namespaces)).toHaveLength(1);
});

test('nothing is missing for pods that nothing isolates', () => {
  expect(missing([policy('{ podSelector: {}, policyTypes: [Ingress] }')], 'egress', [proxy], namespaces)).toEqual([]);
});
