import { object } from '../_example';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';
import { bindingsOf, describeSubject, isOwnSubject } from './_rights';

export const rule: RuleDefinition = {
  title: 'An account outside the tenant has rights in its namespace',
  why: 'An account that may create pods there can leave by the tenant’s address and read its Secrets.',
  fix: 'Bind the accounts flux-system/<tenant> and <namespace>/<tenant>, and the groups under access in the tenant’s settings.',
  good: [
    object('RoleBinding client-b/people')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant-people }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]
    `,
  ],
  bad: [
    object('RoleBinding client-b/people')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: all-developers }]
    `,
    object('RoleBinding client-b/builds')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }
      subjects: [{ kind: ServiceAccount, name: default, namespace: client-b }]
    `,
  ],
  check: (context) => {
    const tenants = new Map(context.promised.map((tenant) => [tenant.namespace, tenant]));
    return bindingsOf(context).flatMap(({ on, namespace, subjects }) => {
      const tenant = tenants.get(namespace ?? '');
      if (!tenant) return [];
      return subjects.flatMap((subject, index) =>
        isOwnSubject(subject, tenant)
          ? []
          : [found(on, ['subjects', index], `${describeSubject(subject)} does not belong to ${tenant.name}`)],
      );
    });
  },
};
