import type { Attack, Way } from './_attack';
import { NAMESPACE } from './_cluster';

type Request = Pick<Attack, 'method' | 'path' | 'body'>;

const create = (path: string, body: object): Request => ({ method: 'POST', path, body });
const change = (path: string, body: object): Request => ({ method: 'PATCH', path, body });
const remove = (path: string): Request => ({ method: 'DELETE', path });

const NETWORK = 'networking.k8s.io/v1:';
const RBAC = 'rbac.authorization.k8s.io';
const metadata = { name: 'attack' };
const role = { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' };

function caged(way: Way, title: string, resource: string, request: Request): Attack {
  const says = new RegExp(`${resource} are the platform’s here.* Propose what you need in tenants/shop\\.yaml`);
  return { way, title, says, tenantMay: false, ...request };
}

function service(title: string, says: RegExp, spec: object): Attack {
  const body = { metadata, spec: { ports: [{ port: 80 }], ...spec } };
  return { way: 'g', title, says, tenantMay: true, ...create('services', body) };
}

function namespaced(title: string, request: Omit<Request, 'path'>, subresource = ''): Attack {
  const says = /its namespace is the platform’s.* Propose what you need in tenants\/shop\.yaml/;
  return { way: 'c', title, says, tenantMay: false, path: `/api/v1/namespaces/${NAMESPACE}${subresource}`, ...request };
}

const labels = (marks: object) => ({ method: 'PATCH', body: { metadata: { labels: marks } } }) as const;
const annotations = (marks: object) => ({ method: 'PATCH', body: { metadata: { annotations: marks } } }) as const;

/** By policy: what it alone refuses. */
export const ATTACKS_ON_THE_CAGE: Record<string, readonly Attack[]> = {
  'egress-tenant-services': [
    service('opens a port of every node', /of type ClusterIP, not NodePort\. Remove type.*ingress\.from/, {
      type: 'NodePort',
    }),
    service('gets a public address', /of type ClusterIP, not LoadBalancer\. Remove type/, { type: 'LoadBalancer' }),
    service('names a host elsewhere', /of type ClusterIP, not ExternalName\. Remove type/, {
      type: 'ExternalName',
      externalName: 'metadata.example.com',
    }),
    service('takes over an address of others', /Remove externalIPs/, { externalIPs: ['172.16.28.8'] }),
    service('takes an address that others will need', /chooses the addresses of services\. Remove clusterIP/, {
      clusterIP: '10.32.0.54',
    }),
    service('takes one by the list', /chooses the addresses of services\. Remove clusterIP/, {
      clusterIP: '10.32.9.9',
      clusterIPs: ['10.32.9.9'],
    }),
    {
      way: 'g',
      title: 'turns a service into one with a port of every node',
      says: /not NodePort\. Remove type/,
      tenantMay: true,
      ...change('services/web', { spec: { type: 'NodePort' } }),
    },
  ],
  'egress-tenant-cage': [
    caged('c', 'deletes the policy', 'networkpolicies', remove(`${NETWORK}networkpolicies/default-deny`)),
    caged('c', 'deletes all policies', 'networkpolicies', remove(`${NETWORK}networkpolicies`)),
    caged(
      'c',
      'selects no pods by the policy',
      'networkpolicies',
      change(`${NETWORK}networkpolicies/default-deny`, { spec: { podSelector: { matchLabels: { no: 'pod' } } } }),
    ),
    caged(
      'c',
      'allows everything by a policy of its own',
      'networkpolicies',
      create(`${NETWORK}networkpolicies`, {
        metadata,
        spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
      }),
    ),
    caged(
      'c',
      'allows everything by a policy of Cilium',
      'ciliumnetworkpolicies',
      create('cilium.io/v1:ciliumnetworkpolicies', {
        apiVersion: 'cilium.io/v1',
        kind: 'CiliumNetworkPolicy',
        metadata,
      }),
    ),
    caged(
      'c',
      'allows everything by a policy of Calico',
      'networkpolicies',
      create('crd.projectcalico.org/v1:networkpolicies', {
        apiVersion: 'crd.projectcalico.org/v1',
        kind: 'NetworkPolicy',
        metadata,
      }),
    ),
    caged('j', 'deletes the quota', 'resourcequotas', remove('resourcequotas/tenant-quota')),
    caged(
      'j',
      'raises the quota',
      'resourcequotas',
      change('resourcequotas/tenant-quota', { spec: { hard: { pods: '999' } } }),
    ),
    caged(
      'j',
      'reports that nothing is used',
      'resourcequotas/status',
      change('resourcequotas/tenant-quota/status', { status: { used: { pods: '0' } } }),
    ),
    caged('j', 'deletes the limits', 'limitranges', remove('limitranges/tenant-defaults')),
    caged(
      'i',
      'makes a role',
      'roles',
      create(`${RBAC}/v1:roles`, { metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
    ),
    caged(
      'i',
      'binds an account to a role',
      'rolebindings',
      create(`${RBAC}/v1:rolebindings`, {
        metadata,
        roleRef: role,
        subjects: [{ kind: 'ServiceAccount', name: 'default' }],
      }),
    ),
    caged('i', 'makes an account', 'serviceaccounts', create('serviceaccounts', { metadata })),
    caged(
      'i',
      "takes an account's token",
      'serviceaccounts/token',
      create('serviceaccounts/deployer/token', { spec: {} }),
    ),
    caged(
      'i',
      'has Flux apply as somebody else',
      'kustomizations',
      create('kustomize.toolkit.fluxcd.io/v1:kustomizations', {
        apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
        kind: 'Kustomization',
        metadata,
        spec: { interval: '1m', prune: true, path: './', sourceRef: { kind: 'GitRepository', name: 'attack' } },
      }),
    ),
    caged(
      'i',
      'has Flux fetch from elsewhere',
      'gitrepositories',
      create('source.toolkit.fluxcd.io/v1:gitrepositories', {
        apiVersion: 'source.toolkit.fluxcd.io/v1',
        kind: 'GitRepository',
        metadata,
        spec: { interval: '1m', url: 'https://example.com/attack.git' },
      }),
    ),
    caged(
      'g',
      'points a service elsewhere',
      'endpoints',
      create('endpoints', { metadata, subsets: [{ addresses: [{ ip: '172.16.28.8' }], ports: [{ port: 3128 }] }] }),
    ),
    caged(
      'g',
      'points a service elsewhere by a slice',
      'endpointslices',
      create('discovery.k8s.io/v1:endpointslices', {
        metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['172.16.28.8'] }],
        ports: [{ port: 3128 }],
      }),
    ),
    caged(
      'g',
      'reports the address of another for its pod',
      'pods/status',
      change('pods/victim/status', { status: { podIP: '172.16.28.8', podIPs: [{ ip: '172.16.28.8' }] } }),
    ),
    caged(
      'g',
      'lets the world in by an Ingress',
      'ingresses',
      create(`${NETWORK}ingresses`, {
        metadata,
        spec: { defaultBackend: { service: { name: 'web', port: { number: 8080 } } } },
      }),
    ),
    caged(
      'g',
      'lets the world in by a route',
      'httproutes',
      create('gateway.networking.k8s.io/v1:httproutes', {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata,
      }),
    ),
    caged(
      'f',
      'puts a pod on a node by hand',
      'pods/binding',
      create('pods/victim/binding', {
        metadata: { name: 'victim' },
        target: { kind: 'Node', name: 'client-a-pool-1' },
      }),
    ),
    caged(
      'f',
      'puts a pod on a node by hand, the old way',
      'bindings',
      create('bindings', { metadata: { name: 'victim' }, target: { kind: 'Node', name: 'client-a-pool-1' } }),
    ),
  ],
  'egress-tenant-secrets': [
    {
      way: 'i',
      title: 'has a secret filled with a token',
      says: /tokens of accounts are the platform’s\. Use a Secret of another type/,
      tenantMay: true,
      ...create('secrets', {
        metadata: { ...metadata, annotations: { 'kubernetes.io/service-account.name': 'deployer' } },
        type: 'kubernetes.io/service-account-token',
      }),
    },
  ],
  'egress-tenant-namespaces': [
    namespaced('takes off the label that policies select by', labels({ 'network/isolation': null })),
    namespaced("says that it is another tenant's", labels({ tenant: 'client-a' })),
    namespaced('takes off Pod Security', labels({ 'pod-security.kubernetes.io/enforce': 'privileged' })),
    namespaced('says that other nodes are its own', annotations({ 'node-pool': 'client-a-pool' })),
    namespaced('says that another proxy is its own', annotations({ 'egress-proxy': 'http://172.16.28.8:3128' })),
    namespaced('says that images come from anywhere', annotations({ 'image-registries': null })),
    namespaced('lists a registry of its own', annotations({ 'image-registries': 'evil.example' })),
    namespaced('lists an audience of its own', annotations({ 'token-audiences': 'sts.amazonaws.com' })),
    namespaced('takes off the label by the status', labels({ 'network/isolation': null }), '/status'),
    namespaced('takes off the label by the finalizers', { method: 'PUT', body: stripped() }, '/finalize'),
    namespaced('deletes the namespace', { method: 'DELETE' }),
  ],
};

function stripped(): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE }, spec: { finalizers: ['kubernetes'] } };
}
