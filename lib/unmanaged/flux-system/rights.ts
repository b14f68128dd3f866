import { PLATFORM_ACCOUNT } from '../../vocabulary';
import { FLUX_GROUPS } from './definition';
import { CONTROLLERS, clusterMetadata, FLUX_SYSTEM } from './metadata';
import { exactly, listFrom, listOf, map, type Shape } from './shape';

const RBAC = 'rbac.authorization.k8s.io';
const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'update', 'patch', 'delete'];

const rule = (group: string, resources: readonly string[], verbs: readonly string[]) => ({
  apiGroups: [group],
  resources,
  verbs,
});

const CONTROLLER_RULES = listFrom(
  ...FLUX_GROUPS.map((group) => rule(group, ['*'], ['*'])),
  rule('', ['namespaces', 'secrets', 'configmaps', 'serviceaccounts'], READ),
  rule('', ['events'], ['create', 'patch']),
  rule('', ['configmaps'], [...READ, ...WRITE]),
  rule('', ['configmaps/status'], ['get', 'update', 'patch']),
  rule('', ['serviceaccounts/token'], ['create']),
  rule('coordination.k8s.io', ['leases'], [...READ, ...WRITE]),
  { nonResourceURLs: ['/livez/ping'], verbs: ['head'] },
);

/** The roles that Flux brings, by name. */
export const ROLES: Readonly<Record<string, Shape>> = {
  [`crd-controller-${FLUX_SYSTEM}`]: role('crd-controller', CONTROLLER_RULES),
  [`flux-edit-${FLUX_SYSTEM}`]: role(
    'flux-edit',
    aggregated(['create', 'delete', 'deletecollection', 'patch', 'update']),
    ['admin', 'edit'],
  ),
  [`flux-view-${FLUX_SYSTEM}`]: role('flux-view', aggregated(READ), ['admin', 'edit', 'view']),
};

/** Who has them, by name. */
export const BINDINGS: Readonly<Record<string, Shape>> = {
  [`crd-controller-${FLUX_SYSTEM}`]: binding('crd-controller', `crd-controller-${FLUX_SYSTEM}`, CONTROLLERS),
  [`cluster-reconciler-${FLUX_SYSTEM}`]: binding('cluster-reconciler', 'cluster-admin', [
    PLATFORM_ACCOUNT,
    'helm-controller',
  ]),
};

function role(name: string, rules: Shape, into: readonly string[] = []): Shape {
  return map({
    apiVersion: exactly(`${RBAC}/v1`),
    kind: exactly('ClusterRole'),
    metadata: clusterMetadata(`${name}-${FLUX_SYSTEM}`, {
      labels: Object.fromEntries(into.map((each) => [`${RBAC}/aggregate-to-${each}`, exactly('true')])),
    }),
    rules,
  });
}

function aggregated(verbs: readonly string[]): Shape {
  return listOf(map({ apiGroups: listFrom(...FLUX_GROUPS), resources: exactly(['*']), verbs: exactly(verbs) }));
}

function binding(name: string, of: string, accounts: readonly string[]): Shape {
  return map({
    apiVersion: exactly(`${RBAC}/v1`),
    kind: exactly('ClusterRoleBinding'),
    metadata: clusterMetadata(`${name}-${FLUX_SYSTEM}`),
    roleRef: exactly({ apiGroup: RBAC, kind: 'ClusterRole', name: of }),
    subjects: listFrom(
      ...accounts.map((account) => ({ kind: 'ServiceAccount', name: account, namespace: FLUX_SYSTEM })),
    ),
  });
}
