import { object } from '../_example';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';
import { bindingsOf, permits, roleOf } from './_rights';

/** Verbs that the API server can answer with what a Secret holds. */
const SHOWING = ['get', 'list', 'watch', 'update', 'patch', 'delete', 'deletecollection'];

export const rule: RuleDefinition = {
  title: 'A tenant’s people may read Secrets although the settings do not say so',
  why: 'A Secret that Flux decrypts is then readable with kubectl by everyone in these groups.',
  fix: 'Bind the groups to the role egress-tenant-people, or set access.readSecrets in the tenant’s settings.',
  good: [
    object('RoleBinding client-b/more-people')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant-people }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]
    `,
  ],
  bad: [
    object('RoleBinding client-b/more-people')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]
    `,
  ],
  check: (context) =>
    bindingsOf(context).flatMap((binding) => {
      const { on, namespace, subjects } = binding;
      const tenant = context.promised.find((each) => each.namespace === namespace);
      const role = roleOf(context, binding);
      if (!tenant || tenant.readSecrets || !role) return [];
      const verb = SHOWING.find((one) => permits(role, '', 'secrets', [one]));
      if (verb === undefined) return [];
      return subjects.flatMap(({ kind, name }, index) =>
        kind === 'Group' && tenant.groups.includes(name)
          ? [found(on, ['subjects', index], `lets the group ${name} ${verb} Secrets of ${tenant.name}`)]
          : [],
      );
    }),
};
