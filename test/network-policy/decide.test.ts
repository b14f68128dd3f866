import { decide, type Endpoint } from '../../lib/network-policy';
import { pod, networkPolicy as policy } from './_policies';

const web = pod('own', { app: 'web' });
const database = pod('own', { app: 'database' }, { ports: { sql: { protocol: 'TCP', port: 5432 } } });
const outsider = pod('other', { app: 'web' }, { addresses: ['100.64.0.7'] });
const labelled = pod('other', {}, { namespaceLabels: { 'kubernetes.io/metadata.name': 'other', team: 'a' } });
const twin = pod('own', { app: 'web' });
const internet = { address: '93.184.216.34' };

type Row = readonly [
  from: Endpoint,
  to: Endpoint,
  port: number | `${number}/${'TCP' | 'UDP' | 'SCTP'}`,
  passes: boolean,
];

function table(name: string, policies: readonly object[], rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows.map((row, index) => [index + 1, ...row] as const))('row %i', (_, from, to, at, passes) => {
      const [port, protocol = 'TCP'] = String(at).split('/') as [string, ('TCP' | 'UDP' | 'SCTP')?];
      const { answer } = decide({ policies, datapath: 'calico' }, { from, to, port: Number(port), protocol });
      expect(answer).toBe(passes ? 'allowed' : 'denied');
    });
  });
}

table(
  'without a policy everything passes',
  [],
  [
    [web, internet, 80, true],
    [outsider, web, '53/UDP', true],
  ],
);

table(
  'a policy for all pods without rules lets nothing out and nothing in',
  [policy('{ podSelector: {}, policyTypes: [Egress, Ingress] }')],
  [
    [web, internet, 80, false],
    [web, database, 5432, false],
    [outsider, web, 80, false],
    [outsider, internet, 80, true],
  ],
);

table(
  'without policyTypes a policy is about what comes in',
  [policy('{ podSelector: {} }')],
  [
    [outsider, web, 80, false],
    [web, internet, 80, true],
  ],
);

table(
  'and about what goes out, where it has rules for that',
  [policy('{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }')],
  [
    [web, internet, 443, true],
    [web, internet, 80, false],
    [outsider, web, 443, false],
  ],
);

table(
  'an empty list of rules is none, an empty rule is everybody, and so is an empty list of peers',
  [
    policy('{ podSelector: { matchLabels: { app: web } }, ingress: [] }'),
    policy('{ podSelector: { matchLabels: { app: database } }, ingress: [{}] }'),
  ],
  [
    [outsider, web, 80, false],
    [outsider, database, 80, true],
    [internet, database, '9/SCTP', true],
  ],
);

table(
  'policies add up, each for the pods that it selects',
  [
    policy('{ podSelector: {}, policyTypes: [Egress] }'),
    policy(
      '{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [web, api] }] }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 93.184.216.0/24 } }] }] }',
    ),
  ],
  [
    [web, internet, 80, true],
    [database, internet, 80, false],
    [web, { address: '93.184.217.1' }, 80, false],
  ],
);

table(
  'policies of another namespace are about its own pods',
  [policy('{ podSelector: {}, policyTypes: [Egress, Ingress] }', 'elsewhere')],
  [[web, internet, 80, true]],
);

table(
  'a podSelector alone means the own namespace, one beside a namespaceSelector those namespaces',
  [
    policy('{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }'),
    policy(
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: a } }, podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] } }] }] }',
    ),
  ],
  [
    [web, database, 1, true],
    [outsider, database, 1, false],
    [database, web, 1, false],
    [labelled, web, 1, true],
    [{ ...labelled, labels: { app: 'x' } }, web, 1, false],
  ],
);

table(
  'two entries are either, two selectors in one entry are both',
  [
    policy(
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: a } } }, { podSelector: { matchLabels: { app: web } } }] }] }',
    ),
  ],
  [
    [labelled, web, 1, true],
    [twin, web, 1, true],
    [outsider, web, 1, false],
  ],
);

table(
  'NotIn and DoesNotExist hold for what has no such label, In and Exists do not',
  [
    policy(
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: tier, operator: NotIn, values: [front] }] } }], ports: [{ port: 1 }] }] }',
    ),
    policy(
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: tier, operator: Exists }] } }], ports: [{ port: 2 }] }] }',
    ),
  ],
  [
    [twin, web, 1, true],
    [pod('own', { tier: 'back' }), web, 1, true],
    [pod('own', { tier: 'front' }), web, 1, false],
    [twin, web, 2, false],
    [pod('own', { tier: '' }), web, 2, true],
  ],
);

table(
  'an ipBlock means addresses but for its exceptions, and pods that have one of them',
  [
    policy(
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 100.64.0.0/24, except: [100.64.0.8/29, 100.64.0.128/25] } }] }] }',
    ),
  ],
  [
    [web, { address: '100.64.0.1' }, 1, true],
    [web, { address: '100.64.0.8' }, 1, false],
    [web, { address: '100.64.0.15' }, 1, false],
    [web, { address: '100.64.0.16' }, 1, true],
    [web, { address: '100.64.0.200' }, 1, false],
    [web, { address: '100.64.1.0' }, 1, false],
    [web, outsider, 1, true],
    [web, pod('other', {}, { addresses: ['100.64.0.9'] }), 1, false],
  ],
);

table(
  'a range holds addresses of its own family',
  [
    policy(
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "2001:db8::/32" } }], ports: [{ port: 1 }] }, { to: [{ ipBlock: { cidr: 0.0.0.0/0 } }], ports: [{ port: 2 }] }, { to: [{ ipBlock: { cidr: "::/0" } }], ports: [{ port: 3 }] }] }',
    ),
  ],
  [
    [web, { address: '2001:db8::7' }, 1, true],
    [web, { address: '2001:db9::7' }, 1, false],
    [web, { address: '2001:db8::7' }, 2, false],
    [web, { address: '2001:db9::7' }, 3, true],
    [web, internet, 3, false],
    [web, internet, 2, true],
  ],
);

table(
  'ports: TCP unless said otherwise, ranges with both ends, a protocol alone is all of its ports',
  [
    policy(
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 53, protocol: UDP }, { port: 8000, endPort: 8010 }, { protocol: SCTP }] }] }',
    ),
  ],
  [
    [web, internet, '53/UDP', true],
    [web, internet, '53/TCP', false],
    [web, internet, 8000, true],
    [web, internet, 8010, true],
    [web, internet, 8011, false],
    [web, internet, 7999, false],
    [web, internet, '65535/SCTP', true],
  ],
);

table(
  'a port’s name is what the pod at the other end says it is',
  [policy('{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: sql }] }] }')],
  [
    [web, database, 5432, true],
    [web, database, 5433, false],
    [web, database, '5432/UDP', false],
    [web, outsider, 5432, false],
    [web, internet, 5432, false],
  ],
);

table(
  'both ends have to agree',
  [
    policy(
      '{ podSelector: { matchLabels: { app: web } }, policyTypes: [Egress], egress: [{ to: [{ podSelector: {} }] }] }',
    ),
    policy(
      '{ podSelector: { matchLabels: { app: database } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchLabels: { app: api } } }] }] }',
    ),
  ],
  [
    [web, database, 5432, false],
    [pod('own', { app: 'api' }), database, 5432, true],
    [web, pod('own', { app: 'cache' }), 1, true],
  ],
);

test.each([
  [
    'a range that is none',
    '{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }] }',
    '10.0.0.0/33 is not a valid range',
  ],
  [
    'a port that is none',
    '{ podSelector: {}, ingress: [{ ports: [{ port: 70000 }] }] }',
    'port 70000 to 70000 is not a valid range',
  ],
  [
    'an endPort below the port',
    '{ podSelector: {}, ingress: [{ ports: [{ port: 9, endPort: 8 }] }] }',
    'port 9 to 8 is not a valid range',
  ],
  [
    'an ipBlock beside a selector',
    '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 }, podSelector: {} }] }] }',
    'stands alone',
  ],
  [
    'an exception outside its range',
    '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [11.0.0.0/9] } }] }] }',
    'except 11.0.0.0/9 is not a smaller range within 10.0.0.0/8',
  ],
  [
    'an exception as wide as its range',
    '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.0/8] } }] }] }',
    'except 10.0.0.0/8 is not a smaller range within 10.0.0.0/8',
  ],
  ['an endPort without a port', '{ podSelector: {}, ingress: [{ ports: [{ endPort: 9 }] }] }', 'endPort 9 has no port'],
  [
    'a port with a name that is none',
    '{ podSelector: {}, ingress: [{ ports: [{ port: Web_Port }] }] }',
    'port "Web_Port" is not a valid name',
  ],
  ['an entry that says nobody', '{ podSelector: {}, ingress: [{ from: [{}] }] }', 'selects nothing'],
  [
    'an unknown operator',
    '{ podSelector: { matchExpressions: [{ key: a, operator: Is, values: [b] }] } }',
    'a Is is not a valid requirement',
  ],
  ['In without values', '{ podSelector: { matchExpressions: [{ key: a, operator: In }] } }', 'a In with 0 values'],
  ['an unknown type', '{ podSelector: {}, policyTypes: [Sideways] }', 'unknown type Sideways'],
  ['an unknown protocol', '{ podSelector: {}, ingress: [{ ports: [{ protocol: ICMP }] }] }', 'unknown protocol ICMP'],
])('%s cannot be judged, and is said', (_, spec, message) => {
  const connection = { from: web, to: internet, port: 80, protocol: 'TCP' } as const;
  for (const datapath of ['calico', 'cilium'] as const)
    expect(() => decide({ policies: [policy(spec)], datapath }, connection)).toThrow(message);
});
