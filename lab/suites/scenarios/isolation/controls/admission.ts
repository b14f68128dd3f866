import { inContainer } from '../../../_change';
import { pod } from '../../tenant-repository/_shop';
import type { Control } from '../_types';
import { inNamespace, NAMESPACE, type World } from '../_world';

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

function podAnnotated(annotations: object): Probe {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, annotations }, spec: pod() };
  return { method: 'POST', path: inNamespace('pods'), body };
}

function podWith(change: Parameters<typeof pod>[0]): Probe {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec: pod(change) };
  return { method: 'POST', path: inNamespace('pods'), body };
}

function probedDeployment(): object {
  const labels = { app: 'probe' };
  const spec = pod(inContainer({ livenessProbe: { tcpSocket: { host: '198.51.100.1', port: 80 } } }));
  return { metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}

const PROBES: Readonly<Record<string, Probe>> = {
  pods: podWith({ nodeName: 'anywhere' }),
  proxy: podWith(inContainer({ env: [] })),
  priority: podWith({ priorityClassName: 'system-node-critical' }),
  images: podWith(inContainer({ image: 'evil.example/x:1' })),
  // Of a template: Pod Security refuses the pod itself before the policy is asked.
  probes: {
    method: 'POST',
    path: inNamespace('apps/v1:deployments'),
    body: probedDeployment(),
  },
  tokens: podWith({
    volumes: [
      { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't', audience: 'sts.amazonaws.com' } }] } },
    ],
  }),
  drain: {
    method: 'POST',
    path: inNamespace('policy/v1:poddisruptionbudgets'),
    body: { metadata, spec: { selector: {}, maxUnavailable: 0 } },
  },
  finalizers: {
    method: 'POST',
    path: inNamespace('configmaps'),
    body: { metadata: { ...metadata, finalizers: ['example.com/never'] } },
  },
  services: {
    method: 'POST',
    path: inNamespace('services'),
    body: { metadata, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
  },
  annotations: podAnnotated({ 'example.com/probe': 'yes' }),
  cage: { method: 'POST', path: inNamespace('serviceaccounts'), body: { metadata } },
  secrets: {
    method: 'POST',
    path: inNamespace('secrets'),
    body: {
      metadata: { ...metadata, annotations: { 'kubernetes.io/service-account.name': 'default' } },
      type: 'kubernetes.io/service-account-token',
    },
  },
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
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const user = asAdmin ? world.lab.api : world.owner;
  const answer = await user.request(method, `${path}?dryRun=All`, body && JSON.stringify(body), type);
  return answer.status === 403 && String(answer.body.message).includes(by);
}

function policy(part: string, title: string, rules: readonly string[] = ['admission-not-enforced']): Control {
  const name = `egress-tenant-${part}`;
  const probe = PROBES[part] as Probe;
  return {
    name: `admission-${part}`,
    title,
    rules,
    async off(world) {
      await world.lab.api.request('DELETE', `${BINDINGS}/${name}`);
      await world.lab.waitFor(`${name} is off`, async () => !(await refuses(world, probe, name)));
    },
    async on(world) {
      await world.restore('client-egress-dev');
      await world.lab.waitFor(`${name} is on`, () => refuses(world, probe, name));
    },
  };
}

const HOST_NETWORK = podWith({ hostNetwork: true });
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
  policy('cage', 'admission policy egress-tenant-cage: only what the tenant’s role names is written or connected to'),
  policy('secrets', 'admission policy egress-tenant-secrets: no tokens of accounts'),
  policy('namespaces', 'admission policy egress-tenant-namespaces: the namespace and its marks'),
  policy('adoption', 'admission policy egress-tenant-adoption: no existing namespace becomes a tenant’s unasked'),
  {
    name: 'pod-security',
    title: 'Pod Security `restricted`',
    rules: ['pod-security-not-enforced', 'pod-not-restricted', 'pod-shares-node'],
    async off(world) {
      await enforce(world, 'privileged');
      await world.lab.waitFor('Pod Security is off', async () => !(await refuses(world, HOST_NETWORK, 'PodSecurity')));
    },
    async on(world) {
      await enforce(world, 'restricted');
      await world.lab.waitFor('Pod Security is on', () => refuses(world, HOST_NETWORK, 'PodSecurity'));
    },
  },
];
