import { KUSTOMIZE } from '../../vocabulary';

/** How a tenant may use a resource of its namespace. */
export type Access = 'get' | 'read' | 'write' | 'connect' | 'create';

export interface TenantRight {
  /** Empty for the core group. */
  readonly apiGroup: string;
  /** In the plural; subresources by their own name, `pods/exec`. */
  readonly resources: readonly string[];
  readonly access: Access;
}

/**
 * What a tenant may do in its namespace: run workloads and look at them. The ClusterRole and the admission policy that
 * refuses everything else are both rendered from this list, so they cannot differ.
 *
 * Left out on purpose: network policies, quotas, limit ranges, roles, bindings, accounts and their tokens, writing Flux
 * objects, Ingresses and Endpoints (both can lead traffic around the policies), ephemeral containers. The built-in `edit`
 * and `admin` roles have several of these.
 */
export const TENANT_RIGHTS: readonly TenantRight[] = [
  {
    apiGroup: '',
    resources: ['configmaps', 'persistentvolumeclaims', 'pods', 'secrets', 'services'],
    access: 'write',
  },
  { apiGroup: '', resources: ['pods/attach', 'pods/exec', 'pods/portforward'], access: 'connect' },
  { apiGroup: '', resources: ['pods/log', 'pods/status'], access: 'get' },
  {
    apiGroup: '',
    resources: ['endpoints', 'events', 'limitranges', 'resourcequotas', 'serviceaccounts'],
    access: 'read',
  },
  {
    apiGroup: 'apps',
    resources: ['daemonsets', 'deployments', 'deployments/scale', 'statefulsets', 'statefulsets/scale'],
    access: 'write',
  },
  { apiGroup: 'apps', resources: ['controllerrevisions', 'replicasets'], access: 'read' },
  { apiGroup: 'autoscaling', resources: ['horizontalpodautoscalers'], access: 'write' },
  { apiGroup: 'batch', resources: ['cronjobs', 'jobs'], access: 'write' },
  { apiGroup: 'discovery.k8s.io', resources: ['endpointslices'], access: 'read' },
  { apiGroup: KUSTOMIZE, resources: ['kustomizations'], access: 'read' },
  { apiGroup: 'networking.k8s.io', resources: ['ingresses', 'networkpolicies'], access: 'read' },
  { apiGroup: 'policy', resources: ['poddisruptionbudgets'], access: 'write' },
  { apiGroup: 'source.toolkit.fluxcd.io', resources: ['gitrepositories'], access: 'read' },
];

/** The same where tenants have charts: whether they are installed, and why not. */
export const CHART_RIGHTS: readonly TenantRight[] = [
  { apiGroup: 'helm.toolkit.fluxcd.io', resources: ['helmreleases'], access: 'read' },
  { apiGroup: 'source.toolkit.fluxcd.io', resources: ['ocirepositories'], access: 'read' },
];

const SECRETS = 'secrets';

/**
 * The same for people who may not read Secrets. They may create some: the API server answers other writes with the whole
 * object.
 */
export const PEOPLE_RIGHTS: readonly TenantRight[] = [
  ...TENANT_RIGHTS.map((right) => ({ ...right, resources: right.resources.filter((one) => one !== SECRETS) })),
  { apiGroup: '', resources: [SECRETS], access: 'create' },
];
