import { type Change, inContainer } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import type { Control } from '../_types';
import { inNamespace, NAMESPACE, type World } from '../_world';
import { switched } from './_switched';

const BINDINGS = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

/** A request that a policy refuses even to somebody with all rights in the namespace; nothing of it is stored. */
interface Probe {
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  /** Default: as somebody with all rights in the namespace. */
  readonly asAdmin?: true;
}

const metadata = { name: 'probe' };

function creates(collection: string, object: object): Probe {
  return { method: 'POST', path: inNamespace(collection), body: { metadata, ...object } };
}

function podWith(change: Change): Probe {
  return creates('pods', { spec: pod(change) });
}

function probedDeployment(): object {
  const labels = { app: 'probe' };
  const spec = pod(inContainer({ livenessProbe: { tcpSocket: { host: '198.51.100.1', port: 80 } } }));
  return { spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}

const PROBES: Readonly<Record<string, Probe>> = {
  pods: podWith({ nodeName: 'anywhere' }),
  proxy: podWith(inContainer({ env: [] })),
  priority: podWith({ priorityClassName: 'system-node-critical' }),
  images: podWith(inContainer({ image: 'evil.example/x:1' })),
  // Of a template: Pod Security refuses the pod itself before the policy is asked.
  probes: creates('apps/v1:deployments', probedDeployment()),
  tokens: podWith({
    volumes: [
      { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't', audience: 'sts.amazonaws.com' } }] } },
    ],
  }),
  drain: creates('policy/v1:poddisruptionbudgets', { spec: { selector: {}, maxUnavailable: 0 } }),
  finalizers: creates('configmaps', { metadata: { ...metadata, finalizers: ['example.com/never'] } }),
  services: creates('services', { spec: { type: 'NodePort', ports: [{ port: 80 }] } }),
  annotations: creates('pods', { metadata: { ...metadata, annotations: { 'example.com/probe': 'yes' } }, spec: pod() }),
  guardrails: creates('serviceaccounts', {}),
  secrets: creates('secrets', {
    metadata: { ...metadata, annotations: { 'kubernetes.io/service-account.name': 'default' } },
    type: 'kubernetes.io/service-account-token',
  }),
  // As the administrator, whom no other policy refuses it.
  routes: {
    ...creates('networking.k8s.io/v1:ingresses', {
      spec: { defaultBackend: { service: { name: 'agent', port: { number: 8080 } } } },
    }),
    asAdmin: true,
  },
  'external-secrets': creates('external-secrets.io/v1:externalsecrets', {
    // The API server asks this of custom kinds.
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'any' }, dataFrom: [{ extract: { key: 'any' } }] },
  }),
  namespaces: { method: 'DELETE', path: `/api/v1/namespaces/${NAMESPACE}` },
  // As the administrator, whom no other policy refuses it.
  adoption: {
    method: 'PATCH',
    path: `/api/v1/namespaces/${NAMESPACE}`,
    body: { metadata: { labels: { tenant: 'nobody' } } },
    asAdmin: true,
  },
};

async function refuses(world: World, { method, path, body, asAdmin }: Probe, by: string): Promise<boolean> {
  const user = asAdmin ? world.lab.api : world.owner;
  const answer = await user.request(method, `${path}?dryRun=All`, body && body);
  return answer.status === 403 && String(answer.body.message).includes(by);
}

function policy(part: string, title: string, rules: readonly string[] = ['admission-not-enforced']): Control {
  const name = `egress-tenant-${part}`;
  const probe = PROBES[part] as Probe;
  return switched(`admission-${part}`, title, rules, {
    off: (world) => world.lab.api.request('DELETE', `${BINDINGS}/${name}`),
    on: (world) => world.restore('client-egress-dev'),
    isOn: (world) => refuses(world, probe, name),
  });
}

const HOST_NETWORK = podWith({ hostNetwork: true });
const POD_SECURITY_RULES = ['pod-security-not-enforced', 'pod-not-restricted', 'pod-shares-node'];
const ENFORCE = 'pod-security.kubernetes.io/enforce';

async function enforce(world: World, level: string): Promise<void> {
  await world.lab.api.patch(`/api/v1/namespaces/${NAMESPACE}`, { metadata: { labels: { [ENFORCE]: level } } });
}

/** By what the API server takes, whoever asks. */
export const ADMISSION: readonly Control[] = [
  policy(
    'pods',
    'admission policy egress-tenant-pods: own nodes, no other taints, no node, account or runtime by name',
  ),
  policy('proxy', 'admission policy egress-tenant-proxy: every container is told of the proxy'),
  policy('priority', 'admission policy egress-tenant-priority: the default priority alone'),
  policy('images', 'admission policy egress-tenant-images: images of the registries in the settings alone'),
  policy('probes', 'admission policy egress-tenant-probes: probes and hooks reach the pod itself alone'),
  policy('tokens', 'admission policy egress-tenant-tokens: tokens for the audiences in the settings alone'),
  policy('drain', 'admission policy egress-tenant-drain: pods end within an hour, and budgets let nodes be drained'),
  policy('finalizers', 'admission policy egress-tenant-finalizers: finalizers of the cluster’s own controllers alone'),
  policy('services', 'admission policy egress-tenant-services: ClusterIP alone, and no address of the tenant’s choice'),
  policy(
    'annotations',
    'admission policy egress-tenant-annotations: annotations with a domain on pods, services and claims only from a list',
    ['admission-not-enforced', 'annotations-open', 'annotation-refused'],
  ),
  policy(
    'guardrails',
    'admission policy egress-tenant-guardrails: only what the tenant’s role names is written or connected to',
  ),
  policy('secrets', 'admission policy egress-tenant-secrets: no tokens of accounts'),
  policy('routes', 'admission policy egress-tenant-routes: the hosts of the settings alone (`ingress`)'),
  policy(
    'external-secrets',
    'admission policy egress-tenant-external-secrets: Secrets from the tenant’s own store alone (`externalSecrets`)',
  ),
  policy('namespaces', 'admission policy egress-tenant-namespaces: the namespace and its marks'),
  policy('adoption', 'admission policy egress-tenant-adoption: no existing namespace becomes a tenant’s unasked'),
  switched('pod-security', 'Pod Security `restricted`', POD_SECURITY_RULES, {
    off: (world) => enforce(world, 'privileged'),
    on: (world) => enforce(world, 'restricted'),
    isOn: (world) => refuses(world, HOST_NETWORK, 'PodSecurity'),
  }),
];
