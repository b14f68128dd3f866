import { B, type Mutation, ROLE, swap } from './_edits';

export const RIGHTS: readonly Mutation[] = [
  [
    'the role may write policies',
    'role-too-wide',
    swap(ROLE, /(- networkpolicies\n\s+verbs:\n\s+)- get/, '$1- get\n      - delete'),
  ],
  ['the role may do everything somewhere', 'role-too-wide', swap(ROLE, '- deployments\n', '- "*"\n')],
  [
    'the role may make tokens',
    'role-too-wide',
    swap(ROLE, '- serviceaccounts\n', '- serviceaccounts\n      - serviceaccounts/token\n'),
  ],
  [
    'the tenant is an admin',
    'role-too-wide',
    swap(
      `${B}/rolebinding-egress-tenant.yaml`,
      'kind: ClusterRole\n  name: egress-tenant',
      'kind: ClusterRole\n  name: admin',
    ),
  ],
  [
    'the tenant’s rights hold everywhere',
    'bound-elsewhere',
    swap(`${B}/rolebinding-egress-tenant.yaml`, 'kind: RoleBinding', 'kind: ClusterRoleBinding'),
  ],
  [
    'another tenant has rights here',
    'binding-to-others',
    swap(
      `${B}/rolebinding-egress-tenant.yaml`,
      'name: client-b\n    namespace: flux-system',
      'name: client-a\n    namespace: flux-system',
    ),
  ],
  [
    'everybody has rights here',
    'binding-to-others',
    swap(`${B}/rolebinding-egress-tenant-people.yaml`, 'name: client-b-developers', 'name: system:authenticated'),
  ],
  [
    'people have the role of the account',
    'people-read-secrets',
    swap(
      `${B}/rolebinding-egress-tenant-people.yaml`,
      'kind: ClusterRole\n  name: egress-tenant-people',
      'kind: ClusterRole\n  name: egress-tenant',
    ),
  ],
  ['the tenant’s account may not apply Deployments', 'account-cannot-apply', swap(ROLE, '- deployments\n', '')],
];
