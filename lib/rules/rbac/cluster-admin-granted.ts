import { object } from '../_example';
import { FLUX_SYSTEM } from '../_names';
import { maps, type Rendered, texts } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';
import { bindingsOf, describeSubject, roleOf } from './_rights';

export const rule: RuleDefinition = {
  title: 'People have full rights in the cluster',
  why: 'Anyone in the group can switch off each control, and read the secrets of each tenant. Who is in a group is decided outside of this repository.',
  fix: 'Bind people to a role that names what they need; give cluster-admin to people outside of what Flux applies.',
  good: [
    object('ClusterRoleBinding operator')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects: [{ kind: ServiceAccount, name: operator, namespace: operators }]
    `,
    object('ClusterRoleBinding readers')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: platform }]
    `,
  ],
  bad: [
    object('ClusterRoleBinding tenant-defaults')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: everyone }]
    `,
    yaml`
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: { name: all }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: { name: all }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: all }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: jane }]
    `,
  ],
  check: (context) =>
    bindingsOf(context).flatMap((binding) => {
      const { on, role, namespace, subjects } = binding;
      // In these namespaces every right is every right in the cluster.
      if (![undefined, FLUX_SYSTEM, 'kube-system'].includes(namespace)) return [];
      if (role.name !== 'cluster-admin' && !isEverything(roleOf(context, binding))) return [];
      return subjects.flatMap((subject, index) =>
        subject.kind === 'ServiceAccount'
          ? []
          : [found(on, ['subjects', index], `gives every right in the cluster to ${describeSubject(subject)}`)],
      );
    }),
};

function isEverything(role: Rendered | undefined): boolean {
  const all = (value: unknown) => texts(value).includes('*');
  return maps(role?.object.rules).some((rule) => all(rule.apiGroups) && all(rule.resources) && all(rule.verbs));
}
