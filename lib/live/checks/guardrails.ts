import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check } from '../types';

const KINDS = [
  'Namespace',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'PriorityClass',
];

/** In these, what is added widens what a tenant may do. */
const EXACT = KINDS.filter((kind) => !['Namespace', 'ServiceAccount', 'PriorityClass'].includes(kind));

export const check: Check = {
  title: 'namespaces, quotas, roles and accounts are as rendered',
  rights: [
    ...list('', 'namespaces', 'resourcequotas', 'limitranges', 'serviceaccounts'),
    ...list('rbac.authorization.k8s.io', 'clusterroles', 'clusterrolebindings', 'roles', 'rolebindings'),
    ...list('scheduling.k8s.io', 'priorityclasses'),
  ],
  async run(world) {
    const ids = { missing: 'live-guardrail-missing', differs: 'live-guardrail-differs' } as const;
    const objects = world.expected.ofKind(...KINDS);
    const isExact = (kind: string) => EXACT.includes(kind);
    return [
      ...(await compareObjects(
        world,
        objects.filter(({ object }) => !isExact(object.kind)),
        { ...ids, exact: false },
      )),
      ...(await compareObjects(
        world,
        objects.filter(({ object }) => isExact(object.kind)),
        { ...ids, exact: true },
      )),
    ];
  },
};
