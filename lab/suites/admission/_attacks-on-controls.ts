import type { Attack } from './_attack';
import { NAMESPACE } from './_cluster';

type Request = Pick<Attack, 'method' | 'path' | 'body'>;

const create = (path: string, body: object): Request => ({ method: 'POST', path, body });
const change = (path: string, body: object): Request => ({ method: 'PATCH', path, body });

const metadata = { name: 'attack' };

function service(title: string, says: RegExp, spec: object): Attack {
  const body = { metadata, spec: { ports: [{ port: 80 }], ...spec } };
  return { way: 'g', title, says, tenantMay: true, ...create('services', body) };
}

function namespaced(title: string, request: Omit<Request, 'path'>, subresource = ''): Attack {
  const says = /only the platform may change its namespace.* Propose what you need in tenants\/shop\.yaml/;
  return { way: 'c', title, says, tenantMay: false, path: `/api/v1/namespaces/${NAMESPACE}${subresource}`, ...request };
}

const labels = (marks: object) => ({ method: 'PATCH', body: { metadata: { labels: marks } } }) as const;
const annotations = (marks: object) => ({ method: 'PATCH', body: { metadata: { annotations: marks } } }) as const;

/** By policy: what it alone refuses. */
export const ATTACKS_ON_CONTROLS: Record<string, readonly Attack[]> = {
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
