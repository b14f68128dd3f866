import { apply, type Change } from '../_change';
import { NAMESPACE, TENANT } from './_cluster';

/** The letters of the ways out, as the threat matrix has them. */
export type Way = 'a' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j';

/** One request that the API server has to refuse. */
export interface Attack {
  readonly way: Way;
  readonly title: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the tenant's namespace, or from the root if it starts with a slash. */
  readonly path: string;
  readonly body?: object;
  /** What the refusal says: the rule that is broken, and the remedy. */
  readonly says: RegExp;
  /** True: the tenant's own role has the right, so that nothing but admission stands in between. */
  readonly tenantMay: boolean;
  /** True: the policy that holds the tenant to its role refuses it, too, and may be the one that answers. */
  readonly alsoByRole?: true;
  /** The status of a request that admission lets through. Default: any below 300. */
  readonly passes?: number;
}

export function succeeds({ passes }: Attack, status: number): boolean {
  return passes === undefined ? status < 300 : status === passes;
}

// biome-ignore lint/suspicious/noExplicitAny: a pod in the making
export type Pod = any;

const PROXY = 'http://$(PROXY_ADDRESS):$(PROXY_PORT)';

export function container(name: string): Pod {
  return {
    name,
    image: 'example.com/a:1',
    envFrom: [{ configMapRef: { name: 'client-egress-config' } }],
    env: ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'].map((variable) => ({
      name: variable,
      value: PROXY,
    })),
    securityContext: {
      allowPrivilegeEscalation: false,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
  };
}

/** A pod that complies, with a change. */
export function pod(name: string, change: Change = {}): Pod {
  const spec = {
    nodeSelector: { 'node-pool': `${TENANT}-pool` },
    tolerations: [
      { key: `node-role.kubernetes.io/${TENANT}`, operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' },
    ],
    containers: [container('a')],
  };
  apply(change, spec);
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name } }, spec };
}

/** A workload of the pod above. */
export function workload(kind: string, change?: Change): Pod {
  const { spec } = pod('x', change);
  const labels = { app: 'attack' };
  const template = { metadata: { labels }, spec };
  const metadata = { name: 'attack' };
  if (kind === 'Job' || kind === 'CronJob') {
    spec.restartPolicy = 'Never';
    const job = { template };
    return kind === 'Job'
      ? { apiVersion: 'batch/v1', kind, metadata, spec: job }
      : { apiVersion: 'batch/v1', kind, metadata, spec: { schedule: '0 3 * * *', jobTemplate: { spec: job } } };
  }
  const selector = { matchLabels: labels };
  const named = kind === 'StatefulSet' ? { serviceName: 'attack' } : {};
  return { apiVersion: 'apps/v1', kind, metadata, spec: { selector, template, ...named } };
}

/** The path of the request, from the root, in a run that stores nothing. Connections have none, and store nothing. */
export function pathOf({ path, passes }: Attack): string {
  const [place = '', query] = path.split('?');
  const full = place.startsWith('/') ? place : rooted(place);
  if (passes !== undefined) return full;
  return `${full}?dryRun=All${query ? `&${query}` : ''}`;
}

/** `services/x` is the core group's; `networking.k8s.io/v1:networkpolicies/x` is another's. */
function rooted(place: string): string {
  const [group, rest] = place.includes(':') ? place.split(':') : ['', place];
  return `${group ? `/apis/${group}` : '/api/v1'}/namespaces/${NAMESPACE}/${rest}`;
}
