import { EXTERNAL_SECRETS, KUSTOMIZE } from '../../vocabulary';

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
 * What a tenant may do in its namespace: run workloads and look at them.
 *
 * Left out on purpose: network policies, quotas, limit ranges, roles, bindings, accounts and their tokens, writing Flux
 * objects, Ingresses and Endpoints (both can lead traffic around the policies), ephemeral containers. The built-in `edit`
 * and `admin` roles have several of these.
 */
const TENANT_RIGHTS: readonly TenantRight[] = [
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

/** Where the environment has External Secrets: a policy of its own limits what they read from. */
const WITH_EXTERNAL_SECRETS: readonly TenantRight[] = [
  ...TENANT_RIGHTS,
  { apiGroup: EXTERNAL_SECRETS, resources: ['externalsecrets'], access: 'write' },
  { apiGroup: EXTERNAL_SECRETS, resources: ['secretstores'], access: 'read' },
];

/**
 * The rights of a tenant. The ClusterRole and the admission policy that refuses everything else are both rendered from them, so
 * they cannot differ.
 */
export function tenantRights(externalSecrets = false): readonly TenantRight[] {
  return externalSecrets ? WITH_EXTERNAL_SECRETS : TENANT_RIGHTS;
}

const SECRETS = 'secrets';

/**
 * The same for people who may not read Secrets. They may create some: the API server answers other writes with the whole
 * object.
 */
export function peopleRights(externalSecrets = false): readonly TenantRight[] {
  return [
    ...tenantRights(externalSecrets).map((right) => ({
      ...right,
      resources: right.resources.filter((one) => one !== SECRETS),
    })),
    { apiGroup: '', resources: [SECRETS], access: 'create' },
  ];
}
