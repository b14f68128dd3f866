import type { Control } from '../_types';
import { inNamespace, NAMESPACE, type World } from '../_world';
import { switched } from './_switched';

const RBAC = 'rbac.authorization.k8s.io';
const SUBJECTS = [
  { apiGroup: RBAC, kind: 'Group', name: 'client-a-developers' },
  { kind: 'ServiceAccount', name: 'client-a', namespace: NAMESPACE },
];

/** Whether somebody may do something. */
async function may(world: World, user: string, groups: readonly string[], attributes: object): Promise<boolean> {
  const { body } = await world.lab.api.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user, groups, resourceAttributes: attributes },
  });
  return body.status.allowed;
}

interface Grant {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly role: string;
  readonly subjects: readonly object[];
  /** Of one that is bound, and something that it may not do without. */
  readonly shownBy: readonly [user: string, groups: readonly string[], attributes: object];
}

function grant(
  name: string,
  title: string,
  rules: readonly string[],
  { kind, role, subjects, shownBy }: Grant,
): Control {
  const collection =
    kind === 'RoleBinding' ? inNamespace(`${RBAC}/v1:rolebindings`) : `/apis/${RBAC}/v1/clusterrolebindings`;
  const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: role };
  const binding = { apiVersion: `${RBAC}/v1`, kind, metadata: { name: `without-${name}` }, roleRef, subjects };
  return switched(name, title, rules, {
    off: (world) => world.lab.api.create(collection, binding),
    on: (world) => world.lab.api.request('DELETE', `${collection}/${binding.metadata.name}`),
    isOn: async (world) => !(await may(world, ...shownBy)),
  });
}

/** By what the API server lets somebody ask for. */
export const RIGHTS: readonly Control[] = [
  grant(
    'tenant-role',
    'the narrow role in the namespace (without it: cluster-admin there, as Flux’s own example has it)',
    ['role-too-wide', 'binding-to-others', 'flux-not-impersonating'],
    {
      kind: 'RoleBinding',
      role: 'cluster-admin',
      subjects: SUBJECTS,
      shownBy: [
        'ada',
        ['client-a-developers'],
        { namespace: NAMESPACE, group: 'networking.k8s.io', resource: 'networkpolicies', verb: 'delete' },
      ],
    },
  ),
  grant('no-rights-elsewhere', 'no rights outside of the namespace', ['bound-elsewhere', 'object-outside-namespace'], {
    kind: 'ClusterRoleBinding',
    role: 'cluster-admin',
    subjects: SUBJECTS,
    shownBy: ['ada', ['client-a-developers'], { namespace: 'flux-system', resource: 'secrets', verb: 'get' }],
  }),
  grant('account-without-rights', 'pods run as an account that may nothing', ['binding-to-others', 'bound-elsewhere'], {
    kind: 'ClusterRoleBinding',
    role: 'view',
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAMESPACE }],
    shownBy: [
      `system:serviceaccount:${NAMESPACE}:default`,
      [],
      { namespace: 'kube-system', resource: 'pods', verb: 'list' },
    ],
  }),
];
