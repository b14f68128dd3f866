import { type Attack, container, pod, type Way } from './_attack';
import { TENANT } from './_cluster';
import { INSTALLED } from './_installed';

type Request = Pick<Attack, 'method' | 'path' | 'body' | 'passes'>;

const create = (path: string, body: object): Request => ({ method: 'POST', path, body });
/** Creates an object of a kind that is defined in the cluster. */
const custom = (apiVersion: string, kind: string, spec?: object): Request =>
  create(`${apiVersion}:${plural(kind)}`, { apiVersion, kind, metadata, ...(spec && { spec }) });

const change = (path: string, body: object): Request => ({ method: 'PATCH', path, body });
const remove = (path: string): Request => ({ method: 'DELETE', path });

/** A connection to something that does not run: past admission, the API server finds nothing there. */
const connect = (method: 'GET' | 'POST', path: string, passes: number): Request => ({ method, path, passes });

const NETWORK = 'networking.k8s.io/v1:';
const RBAC = 'rbac.authorization.k8s.io';
const SOURCE = 'source.toolkit.fluxcd.io/v1';
const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';
const metadata = { name: 'attack' };
const role = { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' };

/** What source-controller would report of an archive, with an address of the attacker's choice. */
const artifact = {
  url: 'http://169.254.42.42/x.tar.gz',
  path: 'x',
  revision: 'main@sha1:0000000000000000000000000000000000000000',
  digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
  lastUpdateTime: '2026-01-01T00:00:00Z',
};

function plural(kind: string): string {
  return `${kind.toLowerCase()}s`.replace(/ys$/, 'ies');
}

function refusedTo(way: Way, title: string, request: Request): Attack {
  const says = new RegExp(
    `only the platform may (create|change|delete|connect to) ${resourceOf(request)} in this namespace.* Propose what you need in tenants/shop\\.yaml`,
  );
  return { way, title, says, tenantMay: false, ...request };
}

/** The resource as a refusal names it: `deployments.apps/status` for `apps/v1:deployments/web/status`. */
function resourceOf({ path }: Request): string {
  const [, group, resource, subresource] = /^(?:([^/]+)\/[^:]+:)?([^/]+)(?:\/[^/]+)?(\/[^/]+)?/.exec(path) ?? [];
  return `${resource}${group === undefined ? '' : `.${group}`}${subresource ?? ''}`;
}

/** What the second control refuses, whatever rights someone has in the namespace. */
export const ATTACKS_ON_GUARDRAILS: readonly Attack[] = [
  refusedTo('c', 'deletes the policy', remove(`${NETWORK}networkpolicies/default-deny`)),
  refusedTo('c', 'deletes all policies', remove(`${NETWORK}networkpolicies`)),
  refusedTo(
    'c',
    'selects no pods by the policy',
    change(`${NETWORK}networkpolicies/default-deny`, { spec: { podSelector: { matchLabels: { no: 'pod' } } } }),
  ),
  refusedTo(
    'c',
    'allows everything by a policy of its own',
    create(`${NETWORK}networkpolicies`, {
      metadata,
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] },
    }),
  ),
  refusedTo('c', 'allows everything by a policy of Cilium', custom('cilium.io/v1', 'CiliumNetworkPolicy')),
  refusedTo('c', 'allows everything by a policy of Calico', custom('crd.projectcalico.org/v1', 'NetworkPolicy')),
  refusedTo('j', 'deletes the quota', remove('resourcequotas/tenant-quota')),
  refusedTo('j', 'raises the quota', change('resourcequotas/tenant-quota', { spec: { hard: { pods: '999' } } })),
  refusedTo(
    'j',
    'reports that nothing is used',
    change('resourcequotas/tenant-quota/status', { status: { used: { pods: '0' } } }),
  ),
  refusedTo('j', 'deletes the limits', remove('limitranges/tenant-defaults')),
  refusedTo(
    'i',
    'makes a role',
    create(`${RBAC}/v1:roles`, { metadata, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }),
  ),
  refusedTo(
    'i',
    'binds an account to a role',
    create(`${RBAC}/v1:rolebindings`, {
      metadata,
      roleRef: role,
      subjects: [{ kind: 'ServiceAccount', name: 'default' }],
    }),
  ),
  refusedTo('i', 'makes an account', create('serviceaccounts', { metadata })),
  refusedTo('i', "takes an account's token", create('serviceaccounts/deployer/token', { spec: {} })),
  refusedTo(
    'i',
    'has Flux apply as somebody else',
    custom(KUSTOMIZE, 'Kustomization', {
      interval: '1m',
      prune: true,
      path: './',
      sourceRef: { kind: 'GitRepository', name: 'attack' },
    }),
  ),
  refusedTo(
    'i',
    'has Flux fetch from elsewhere',
    custom(SOURCE, 'GitRepository', { interval: '1m', url: 'https://example.com/attack.git' }),
  ),
  refusedTo(
    'g',
    'points a service elsewhere',
    create('endpoints', { metadata, subsets: [{ addresses: [{ ip: '172.16.28.8' }], ports: [{ port: 3128 }] }] }),
  ),
  refusedTo(
    'g',
    'points a service elsewhere by a slice',
    create('discovery.k8s.io/v1:endpointslices', {
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'web' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['172.16.28.8'] }],
      ports: [{ port: 3128 }],
    }),
  ),
  refusedTo(
    'g',
    'reports the address of another for its pod',
    change('pods/victim/status', { status: { podIP: '172.16.28.8', podIPs: [{ ip: '172.16.28.8' }] } }),
  ),
  refusedTo(
    'g',
    'lets the world in by an Ingress',
    create(`${NETWORK}ingresses`, {
      metadata,
      spec: { defaultBackend: { service: { name: 'web', port: { number: 8080 } } } },
    }),
  ),
  refusedTo('g', 'lets the world in by a route', custom('gateway.networking.k8s.io/v1', 'HTTPRoute')),
  refusedTo(
    'f',
    'puts a pod on a node by hand',
    create('pods/victim/binding', {
      metadata: { name: 'victim' },
      target: { kind: 'Node', name: 'client-a-pool-1' },
    }),
  ),
  refusedTo(
    'f',
    'puts a pod on a node by hand, the old way',
    create('bindings', { metadata: { name: 'victim' }, target: { kind: 'Node', name: 'client-a-pool-1' } }),
  ),
  ...INSTALLED.map(({ group, plural: resource, kind }) =>
    refusedTo(
      'g',
      `makes a ${kind} of an operator`,
      create(`${group}/v1:${resource}`, { apiVersion: `${group}/v1`, kind, metadata }),
    ),
  ),
  refusedTo(
    'i',
    'reports an archive of its own to Flux',
    change(`${SOURCE}:gitrepositories/${TENANT}/status`, { status: { artifact } }),
  ),
  refusedTo(
    'i',
    'reports to Flux that everything is applied',
    change(`${KUSTOMIZE}:kustomizations/${TENANT}/status`, { status: { lastAppliedRevision: artifact.revision } }),
  ),
  refusedTo('g', 'connects to a pod by the API server', connect('GET', 'pods/victim/proxy/', 400)),
  refusedTo('g', 'writes to a pod by the API server', connect('POST', 'pods/victim/proxy/x', 400)),
  refusedTo('g', 'connects to a service by it', connect('GET', 'services/web/proxy/', 503)),
  refusedTo(
    'h',
    'adds a container to a pod that runs',
    change('pods/victim/ephemeralcontainers', { spec: { ephemeralContainers: [container('debugger')] } }),
  ),
  refusedTo('j', 'resizes a pod in place', change('pods/victim/resize', {})),
  refusedTo(
    'j',
    'evicts a pod',
    create('pods/victim/eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'victim' } }),
  ),
  refusedTo(
    'j',
    'reports a size for its claim',
    change('persistentvolumeclaims/data/status', { status: { capacity: { storage: '1Ti' } } }),
  ),
  refusedTo('h', 'reports a rollout', change('apps/v1:deployments/web/status', { status: { observedGeneration: 99 } })),
  refusedTo(
    'h',
    'makes a ReplicaSet past its Deployment',
    create('apps/v1:replicasets', {
      metadata,
      spec: {
        selector: { matchLabels: { app: 'attack' } },
        template: { metadata: { labels: { app: 'attack' } }, spec: pod('x').spec },
      },
    }),
  ),
  refusedTo(
    'h',
    'makes a ReplicationController',
    create('replicationcontrollers', {
      metadata,
      spec: { selector: { app: 'x' }, template: { metadata: { labels: { app: 'x' } }, spec: pod('x').spec } },
    }),
  ),
  refusedTo(
    'h',
    'rewrites what a StatefulSet was',
    create('apps/v1:controllerrevisions', { metadata, revision: 1, data: {} }),
  ),
  refusedTo(
    'j',
    'reports an event that did not happen',
    create('events', { metadata, involvedObject: { kind: 'Pod', name: 'victim', namespace: 'shop-live' } }),
  ),
  refusedTo('j', 'takes a lease', create('coordination.k8s.io/v1:leases', { metadata })),
  refusedTo('j', 'deletes all events', remove('events')),
];
