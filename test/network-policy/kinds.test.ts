import { type Datapath, decide, type Endpoint } from '../../lib/network-policy';
import { networkPolicy, pod } from './_policies';

const web = pod('own', { app: 'web' }, { addresses: ['100.64.0.2'] });
const peer = pod('peer', {}, { addresses: ['100.64.0.3'] });
const internet = { address: '203.0.113.9' };
const open = networkPolicy('{ podSelector: {}, policyTypes: [Egress], egress: [{}] }');
const closed = networkPolicy('{ podSelector: {}, policyTypes: [Egress] }');

function object(type: string, namespace?: string, spec: object = {}): object {
  const [apiVersion, kind] = type.split(' ');
  return { apiVersion, kind, metadata: { name: 'x', ...(namespace ? { namespace } : {}) }, spec };
}

function answer(datapath: Datapath, policies: readonly object[], to: Endpoint = internet, port = 80) {
  return decide({ policies, datapath }, { from: web, to, protocol: 'TCP', port });
}

test.each([
  ['cilium.io/v2 CiliumNetworkPolicy', 'own', 'allowed', 'undecided'],
  ['cilium.io/v2 CiliumNetworkPolicy', 'elsewhere', 'allowed', 'allowed'],
  ['cilium.io/v2 CiliumNetworkPolicy', undefined, 'allowed', 'undecided'],
  ['cilium.io/v2 CiliumClusterwideNetworkPolicy', undefined, 'allowed', 'undecided'],
  ['cilium.io/v2 CiliumLocalRedirectPolicy', 'own', 'allowed', 'undecided'],
  ['crd.projectcalico.org/v1 NetworkPolicy', 'own', 'undecided', 'allowed'],
  ['projectcalico.org/v3 NetworkPolicy', 'own', 'undecided', 'allowed'],
  ['projectcalico.org/v3 NetworkPolicy', 'elsewhere', 'allowed', 'allowed'],
  ['projectcalico.org/v3 GlobalNetworkPolicy', undefined, 'undecided', 'allowed'],
  ['crd.projectcalico.org/v1 Tier', undefined, 'undecided', 'allowed'],
  ['policy.networking.k8s.io/v1alpha1 AdminNetworkPolicy', undefined, 'undecided', 'undecided'],
  ['policy.networking.k8s.io/v1alpha1 BaselineAdminNetworkPolicy', undefined, 'undecided', 'undecided'],
  ['policy.networking.k8s.io/v1alpha2 ClusterNetworkPolicy', undefined, 'undecided', 'undecided'],
  ['crd.antrea.io/v1beta1 ClusterNetworkPolicy', undefined, 'undecided', 'undecided'],
  ['crd.antrea.io/v1beta1 NetworkPolicy', 'own', 'undecided', 'undecided'],
  ['security.istio.io/v1 AuthorizationPolicy', 'own', 'undecided', 'undecided'],
  ['v1 Namespace', undefined, 'allowed', 'allowed'],
  ['v1 Service', 'own', 'allowed', 'allowed'],
  ['apps/v1 Deployment', 'own', 'allowed', 'allowed'],
  ['rbac.authorization.k8s.io/v1 Role', 'own', 'allowed', 'allowed'],
  ['kustomize.toolkit.fluxcd.io/v1 Kustomization', 'own', 'allowed', 'allowed'],
])('%s in %s', (type, namespace, calico, cilium) => {
  const unknown = object(type, namespace);
  expect(answer('calico', [open, unknown]).answer).toBe(calico);
  expect(answer('cilium', [open, unknown]).answer).toBe(cilium);
  // It may as well allow what network policies deny.
  const denied = (expected: string) => (expected === 'allowed' ? 'denied' : expected);
  expect(answer('calico', [closed, unknown]).answer).toBe(denied(calico));
  expect(answer('cilium', [closed, unknown]).answer).toBe(denied(cilium));
});

test('a policy of either end’s namespace makes it undecided, and says so', () => {
  const { answer: given, because } = answer('cilium', [open, object('cilium.io/v2 CiliumNetworkPolicy', 'peer')], peer);
  expect(given).toBe('undecided');
  expect(because).toEqual([
    {
      object: 'CiliumNetworkPolicy peer/x',
      text: 'CiliumNetworkPolicy peer/x is of a kind that is not understood, and may select the source or the destination',
    },
  ]);
});

test('names the rules that let a connection through, and the policies that deny it', () => {
  expect(answer('calico', [open, closed]).because).toContainEqual({
    object: 'NetworkPolicy own/policy',
    direction: 'egress',
    rule: 0,
    text: 'NetworkPolicy own/policy, egress[0], lets it through',
  });
  expect(answer('calico', [closed]).because).toEqual([
    {
      object: 'NetworkPolicy own/policy',
      direction: 'egress',
      text: 'NetworkPolicy own/policy (egress) selects the pod, and no rule lets it through',
    },
  ]);
});

test('reads lists, whose objects may lack their kind', () => {
  const { apiVersion, kind, ...rest } = closed;
  expect(answer('calico', [{ apiVersion, kind: `${kind}List`, items: [rest] }]).answer).toBe('denied');
  expect(answer('calico', [{ apiVersion: 'v1', kind: 'List', items: [open, closed] }]).answer).toBe('allowed');
  expect(answer('calico', [{ apiVersion: 'v1', kind: 'List', items: [closed] }]).answer).toBe('denied');
});

test.each([
  ['extensions/v1beta1', 'no API server serves'],
  ['networking.k8s.io/v1beta1', 'no API server serves'],
  ['v1', 'no API server serves'],
])('a NetworkPolicy of %s is an error', (apiVersion, message) => {
  for (const datapath of ['calico', 'cilium'] as const)
    expect(() => answer(datapath, [{ ...closed, apiVersion }])).toThrow(message);
});

test('an object without a kind is an error', () => {
  const { kind: _, ...rest } = closed;
  expect(() => answer('calico', [rest])).toThrow('has no apiVersion or no kind');
});

describe('a GlobalNetworkPolicy that only denies egress of a namespace', () => {
  const spec = {
    order: 0,
    namespaceSelector: "kubernetes.io/metadata.name == 'own'",
    types: ['Egress'],
    egress: [
      { action: 'Deny', ipVersion: 6 },
      { action: 'Deny', destination: { notNets: ['100.64.0.0/15', '203.0.113.9/32'] } },
      { action: 'Deny', notProtocol: 'TCP', destination: { nets: ['203.0.113.9/32'] } },
      { action: 'Deny', protocol: 'TCP', destination: { nets: ['203.0.113.9/32'], notPorts: [80] } },
    ],
  };
  const global = (change: object = {}) =>
    object('crd.projectcalico.org/v1 GlobalNetworkPolicy', undefined, { ...spec, ...change });

  test.each<[string, Endpoint, number, string]>([
    ['what it names', internet, 80, 'allowed'],
    ['another port of it', internet, 81, 'denied'],
    ['another address', { address: '203.0.113.8' }, 80, 'denied'],
    ['a pod', peer, 80, 'allowed'],
    ['a node', { node: 'x', addresses: ['172.16.28.2'] }, 80, 'denied'],
    ['an IPv6 address', { address: '2001:db8::1' }, 80, 'denied'],
  ])('%s', (_, to, port, expected) => {
    expect(answer('calico', [open, global()], to, port).answer).toBe(expected);
    expect(answer('cilium', [open, global()], to, port).answer).toBe('allowed');
  });

  test('allows nothing by itself', () => {
    expect(answer('calico', [global()]).answer).toBe('denied');
    expect(answer('calico', [closed, global()]).answer).toBe('denied');
  });

  test('is about its namespace alone', () => {
    const elsewhere = global({ namespaceSelector: "kubernetes.io/metadata.name == 'elsewhere'" });
    expect(answer('calico', [elsewhere], internet, 81).answer).toBe('allowed');
  });

  test.each<[string, object]>([
    ['order', { order: 1000 }],
    ['no order', { order: undefined }],
    ['another selector', { selector: "app == 'web'" }],
    ['a selector of several namespaces', { namespaceSelector: 'all()' }],
    ['ingress', { types: ['Egress', 'Ingress'] }],
    ['an Allow', { egress: [...spec.egress, { action: 'Allow' }] }],
    ['a source', { egress: [{ action: 'Deny', source: { nets: ['10.0.0.0/8'] } }] }],
    ['a number as protocol', { egress: [{ action: 'Deny', protocol: 6 }] }],
    ['a rule that is not a map', { egress: ['Deny'] }],
  ])('of another shape is undecided: %s', (_, change) => {
    expect(answer('calico', [open, global(change)]).answer).toBe('undecided');
  });
});
