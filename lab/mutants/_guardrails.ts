import { auditing, both, each, policiesForNobody, withoutAdmission } from './_rendered';
import { mutants } from './mutant';

const DIRECT = 'a request that ignores the proxy gets nowhere';
const EVERYWHERE = { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] };

/** Mutants of what holds pods back. */
export const GUARDRAILS = mutants('seed', {
  'no-policy': {
    breaks: 'no network policy means any pod',
    scenario: DIRECT,
    shows: /"stdout": "198\.51\.100\./,
    rendered: policiesForNobody(),
  },
  'no-default-deny-egress': {
    breaks: 'policies speak of ingress alone',
    scenario: DIRECT,
    shows: /"stdout": "198\.51\.100\./,
    rendered: each('NetworkPolicy', ({ spec }) => {
      spec.policyTypes = ['Ingress'];
      delete spec.egress;
    }),
  },
  'egress-to-everywhere': {
    breaks: 'the policy for the proxy lets pods go anywhere',
    scenario: 'requests fail and nothing leaves by another way',
    shows: /"stdout": "198\.51\.100\./,
    rendered: each('NetworkPolicy', ({ spec }) => spec.egress.push(EVERYWHERE), 'allow-egress-proxy'),
  },
  'felix-dead': {
    breaks: 'the policy engine is killed and its rules are flushed',
    scenario: DIRECT,
    shows: /"stdout": "198\.51\.100\./,
    engine: async (lab) => {
      const node = lab.topology.nodes.find(({ tenant }) => tenant)?.name as string;
      await lab.stop('felix', node);
      for (const table of ['raw', 'mangle', 'filter']) await lab.host(node).must(['iptables', '-t', table, '-F']);
    },
  },
  'no-dns-policy': {
    breaks: 'the policy for the cluster’s DNS means no pod',
    scenario: 'pods find the services of the cluster by name',
    shows: /nslookup|"code": 1|resolve/,
    rendered: policiesForNobody('allow-dns'),
  },
  'any-proxy': {
    breaks: 'the policy for the proxy lets pods go to every proxy',
    file: 'two-tenants',
    scenario: 'a tenant does not get out by the proxy of another',
    shows: /"stdout": "203\.0\.113\./,
    rendered: each(
      'NetworkPolicy',
      ({ spec }) => Object.assign(spec.egress[0].to[0].ipBlock, { cidr: '172.16.28.0/22' }),
      'allow-egress-proxy',
    ),
  },
  'no-default-deny-ingress': {
    breaks: 'policies speak of egress alone',
    file: 'two-tenants',
    scenario: 'the pods of a tenant are reached from its own namespace and from nowhere else',
    shows: /"stdout": "web-/,
    rendered: each('NetworkPolicy', ({ spec }) => {
      spec.policyTypes = ['Egress'];
      delete spec.ingress;
    }),
  },
  'no-quota': {
    breaks: 'the quota bounds nothing',
    file: 'two-tenants',
    scenario: 'a tenant gets no more than its quota',
    shows: /"status": 201/,
    rendered: each('ResourceQuota', ({ spec }) => Object.assign(spec, { hard: {} })),
  },
  'writes-by-list': {
    breaks: 'the policy that judges every write does not look at subresources',
    file: 'releases',
    scenario: 'with all rights in the namespace, nothing is written that the tenant’s role does not name',
    shows: /"podStatus": 200/,
    rendered: each(
      'ValidatingAdmissionPolicy',
      ({ spec }) => {
        spec.matchConstraints.resourceRules[0].resources = ['*'];
      },
      'egress-tenant-guardrails',
    ),
  },
  'namespaces-change-hands': {
    breaks: 'the policy about namespaces that change hands only audits',
    file: 'releases',
    scenario: 'a namespace of someone else does not become a tenant’s by a release',
    shows: /waited \d+ s until the status of .* says that it failed/,
    rendered: auditing('egress-tenant-adoption'),
  },
  'no-storage-quota': {
    breaks: 'the quota bounds no storage',
    file: 'two-tenants',
    scenario: 'a tenant gets no more than its quota',
    shows: /"status": 201/,
    rendered: each('ResourceQuota', ({ spec }) => delete spec.hard['requests.storage']),
  },
  ...Object.fromEntries(
    ['probes', 'tokens', 'drain', 'finalizers', 'services'].map((part) => [
      `no-${part}-policy`,
      {
        breaks: `the admission policy egress-tenant-${part} only audits`,
        file: 'two-tenants',
        scenario: 'a tenant is refused what its objects may not say',
        shows: /"status": 201/,
        rendered: auditing(`egress-tenant-${part}`),
      },
    ]),
  ),
  'role-too-wide': {
    breaks: 'the role of tenants allows everything, and admission lets it through',
    file: 'releases',
    scenario: 'a policy of its own namespace is refused, and the status says so',
    shows: /waited \d+ s until the status of .* says that it failed/,
    rendered: both(
      each('ClusterRole', (role) =>
        Object.assign(role, { rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] }),
      ),
      withoutAdmission,
    ),
  },
});
