import { object } from '../_example';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';
import { bindingsOf, describeSubject, holdsTenant } from './_rights';

export const rule: RuleDefinition = {
  title: 'A tenant has rights outside its namespace',
  why: 'A ClusterRoleBinding holds in every namespace, the other tenants’ included. In flux-system a tenant could apply anything under any account.',
  fix: 'Use a RoleBinding in the tenant’s own namespace, and no other.',
  good: [
    object('ClusterRoleBinding operators')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: operators }]
    `,
  ],
  bad: [
    object('ClusterRoleBinding people')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]
    `,
    object('ClusterRoleBinding all-developers')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:authenticated" }]
    `,
  ],
  check: (context) =>
    bindingsOf(context).flatMap(({ on, namespace, subjects }) =>
      subjects.flatMap((subject, index) => {
        const tenant = context.promised.find((each) => each.namespace !== namespace && holdsTenant(subject, each));
        // A subject of another tenant in a tenant's namespace is covered by a separate rule.
        if (!tenant || context.promised.some((each) => each.namespace === namespace)) return [];
        const where = namespace === undefined ? 'everywhere' : `in ${namespace}`;
        return [
          found(
            on,
            ['subjects', index],
            `gives rights ${where} to ${describeSubject(subject)}, which is or holds ${tenant.name}`,
          ),
        ];
      }),
    ),
};
