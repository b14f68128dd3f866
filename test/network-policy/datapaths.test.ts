import { type Datapath, decide, type Endpoint, type PodEndpoint } from '../../lib/network-policy';
import { networkPolicy, pod } from './_policies';

const web = pod('own', { app: 'web' }, { addresses: ['100.64.0.2'], node: 'node-1' });
const database = pod('other', { app: 'database' }, { addresses: ['100.64.0.3'], node: 'node-2' });
const ownNode = { node: 'node-1', addresses: ['172.16.28.2'] };
const otherNode = { node: 'node-2', addresses: ['172.16.28.3'] };
const nodeUnknown = pod('own', { app: 'web' }, { addresses: ['100.64.0.4'] });
const onHost = pod('own', { app: 'agent' }, { addresses: ['172.16.28.3'], node: 'node-2', hostNetwork: true });
const apiServer = { address: '172.16.31.254' };
const internet = { address: '203.0.113.9' };

const denyAll = '{ podSelector: {}, policyTypes: [Egress, Ingress] }';
const everywhere = [
  '{ podSelector: {}, policyTypes: [Egress, Ingress]',
  'egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]',
  'ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }',
].join(', ');
const everyone =
  '{ podSelector: {}, policyTypes: [Egress, Ingress], egress: [{}], ingress: [{ ports: [{ port: 80 }] }] }';
const allPods =
  '{ podSelector: {}, policyTypes: [Egress, Ingress], egress: [{ to: [{ namespaceSelector: {} }] }], ingress: [{ from: [{ namespaceSelector: {} }] }] }';
const byNamespace = (selector: string, more = '') => {
  const peer = `{ namespaceSelector: ${selector}${more} }`;
  return `{ podSelector: {}, policyTypes: [Egress, Ingress], egress: [{ to: [${peer}] }], ingress: [{ from: [${peer}] }] }`;
};
const notTeamA = '{ matchExpressions: [{ key: team, operator: NotIn, values: [a] }] }';
const noTeam = '{ matchExpressions: [{ key: team, operator: DoesNotExist }] }';
const labelled =
  '{ matchLabels: { kubernetes.io/metadata.name: other }, matchExpressions: [{ key: team, operator: NotIn, values: [a] }] }';
const agents =
  '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: agent } } }] }] }';

type Row = readonly [what: string, spec: string, from: Endpoint, to: Endpoint, calico: string, cilium: string];

test.each<Row>([
  // ipBlock
  ['an ipBlock to a pod', everywhere, web, database, 'allowed', 'denied'],
  ['an ipBlock from a pod', everywhere, database, web, 'allowed', 'denied'],
  ['an ipBlock to the own node', everywhere, web, ownNode, 'allowed', 'denied'],
  ['an ipBlock to another node', everywhere, web, otherNode, 'allowed', 'denied'],
  ['an ipBlock from another node', everywhere, otherNode, web, 'allowed', 'denied'],
  ['an ipBlock to a pod on the host network', everywhere, web, onHost, 'allowed', 'denied'],
  ['an ipBlock to an API server outside', everywhere, web, apiServer, 'allowed', 'allowed'],
  ['an ipBlock to an API server on a node', everywhere, web, otherNode, 'allowed', 'denied'],
  ['an ipBlock to the internet', everywhere, web, internet, 'allowed', 'allowed'],
  ['an ipBlock from outside', everywhere, apiServer, web, 'allowed', 'allowed'],
  // nodes
  ['the own node, let in', denyAll, ownNode, web, 'allowed', 'allowed'],
  ['another node', denyAll, otherNode, web, 'denied', 'denied'],
  ['to the own node', denyAll, web, ownNode, 'denied', 'denied'],
  ['a node, and which node the pod runs on is not known', denyAll, ownNode, nodeUnknown, 'undecided', 'undecided'],
  ['the same, where each node is let in', everyone, otherNode, nodeUnknown, 'allowed', 'allowed'],
  ['a pod on the host network of another node', denyAll, onHost, web, 'denied', 'denied'],
  ['the same, by its labels', agents, web, onHost, 'denied', 'denied'],
  ['the same: no policy selects it', denyAll, onHost, internet, 'allowed', 'allowed'],
  ['all pods of all namespaces, to a node', allPods, web, otherNode, 'denied', 'denied'],
  ['all pods of all namespaces, from outside', allPods, internet, web, 'denied', 'denied'],
  // namespaces by labels that they do not have
  ['NotIn, to the internet', byNamespace(notTeamA), web, internet, 'denied', 'allowed'],
  ['NotIn, to the own node', byNamespace(notTeamA), web, ownNode, 'denied', 'allowed'],
  ['NotIn, to another node', byNamespace(notTeamA), web, otherNode, 'denied', 'allowed'],
  ['NotIn, from another node', byNamespace(notTeamA), otherNode, web, 'denied', 'allowed'],
  ['NotIn, from outside', byNamespace(notTeamA), internet, web, 'denied', 'allowed'],
  ['DoesNotExist, to the internet', byNamespace(noTeam), web, internet, 'denied', 'allowed'],
  ['NotIn and a label, to the internet', byNamespace(labelled), web, internet, 'denied', 'denied'],
  ['NotIn and all its pods', byNamespace(notTeamA, ', podSelector: {}'), web, internet, 'denied', 'allowed'],
  [
    'NotIn, and pods without a label',
    byNamespace(notTeamA, ', podSelector: { matchExpressions: [{ key: app, operator: DoesNotExist }] }'),
    web,
    internet,
    'denied',
    'allowed',
  ],
  [
    'NotIn, and pods with a label',
    byNamespace(notTeamA, ', podSelector: { matchLabels: { app: database } }'),
    web,
    internet,
    'denied',
    'denied',
  ],
  ['NotIn, to a pod of such a namespace', byNamespace(notTeamA), web, database, 'allowed', 'allowed'],
  // no peers
  ['a rule without peers, to a node', everyone, web, ownNode, 'allowed', 'allowed'],
  ['a rule without peers, from a node', everyone, otherNode, web, 'allowed', 'allowed'],
  ['a rule without peers, to the internet', everyone, web, internet, 'allowed', 'allowed'],
  // itself
  ['a pod to itself', denyAll, web, web, 'allowed', 'allowed'],
  ['a pod to itself, written twice', denyAll, web, { ...web }, 'allowed', 'allowed'],
])('%s', (_, spec, from, to, calico, cilium) => {
  const policies = [networkPolicy(spec)];
  const connection = { from, to, protocol: 'TCP', port: 80 } as const;
  expect(decide({ policies, datapath: 'calico' }, connection).answer).toBe(calico);
  expect(decide({ policies, datapath: 'cilium' }, connection).answer).toBe(cilium);
});

describe('a port by name in egress', () => {
  const policies = [networkPolicy('{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: http }] }] }')];
  const named = (port: number, others: Partial<PodEndpoint> = {}) =>
    pod('other', {}, { addresses: [`100.64.1.${port % 250}`], ports: { http: { protocol: 'TCP', port } }, ...others });
  const answer = (datapath: Datapath, to: Endpoint, port: number, pods?: readonly PodEndpoint[]) =>
    decide({ policies, datapath, ...(pods ? { pods } : {}) }, { from: web, to, protocol: 'TCP', port }).answer;

  test('is on Calico the port of the destination', () => {
    expect(answer('calico', named(80), 80)).toBe('allowed');
    expect(answer('calico', named(80), 8080)).toBe('denied');
    expect(answer('calico', internet, 80)).toBe('denied');
  });

  test('is on Cilium the one port of all pods, at any destination', () => {
    const pods = [web, named(80), named(80)];
    expect(answer('cilium', named(80), 80, pods)).toBe('allowed');
    expect(answer('cilium', internet, 80, pods)).toBe('allowed');
    expect(answer('cilium', internet, 81, pods)).toBe('denied');
  });

  test('is on Cilium none where pods differ, and unknown where they are not given', () => {
    expect(answer('cilium', named(80), 80, [named(80), named(8080)])).toBe('denied');
    expect(answer('cilium', named(80), 80, [named(80), named(8080, { hostNetwork: true })])).toBe('allowed');
    expect(answer('cilium', named(80), 80)).toBe('undecided');
    expect(answer('cilium', named(80), 80, [])).toBe('denied');
  });
});

test.each([
  ['pod-template-hash', 'allowed', 'denied'],
  ['statefulset.kubernetes.io/pod-name', 'allowed', 'denied'],
  ['kubernetes.io/role', 'allowed', 'denied'],
  ['node.beta.kubernetes.io/x', 'allowed', 'denied'],
  ['app.kubernetes.io/name', 'allowed', 'allowed'],
  ['topology.kubernetes.io/zone', 'allowed', 'allowed'],
  ['app', 'allowed', 'allowed'],
])('a selector sees the label %s', (key, calico, cilium) => {
  const policies = [
    networkPolicy(
      `{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { ${key}: x } } }] }] }`,
    ),
  ];
  const connection = { from: web, to: pod('own', { [key]: 'x' }), protocol: 'TCP', port: 80 } as const;
  expect(decide({ policies, datapath: 'calico' }, connection).answer).toBe(calico);
  expect(decide({ policies, datapath: 'cilium' }, connection).answer).toBe(cilium);
});

test('a policy that selects by a label that Cilium does not see isolates nothing there', () => {
  const policies = [
    networkPolicy('{ podSelector: { matchLabels: { pod-template-hash: x } }, policyTypes: [Ingress] }'),
  ];
  const to = pod('own', { 'pod-template-hash': 'x' });
  const connection = { from: database, to, protocol: 'TCP', port: 80 } as const;
  expect(decide({ policies, datapath: 'calico' }, connection).answer).toBe('denied');
  expect(decide({ policies, datapath: 'cilium' }, connection).answer).toBe('allowed');
});

test('SCTP of a pod is undecided on Cilium', () => {
  const connection = { from: web, to: database, protocol: 'SCTP', port: 80 } as const;
  expect(decide({ policies: [], datapath: 'calico' }, connection).answer).toBe('allowed');
  expect(decide({ policies: [], datapath: 'cilium' }, connection).answer).toBe('undecided');
});

test('SCTP that policies deny is denied on Cilium, too', () => {
  const connection = { from: web, to: database, protocol: 'SCTP', port: 80 } as const;
  const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  const metadata = { name: 'default-deny', namespace: 'own' };
  const policies = [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec }];
  expect(decide({ policies, datapath: 'cilium' }, connection).answer).toBe('denied');
});
