import { object } from '../_example';
import { RBAC } from '../_names';
import { type Context, isKind, maps, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { bindingsOf, holdsTenant, roleOf, tooMuch } from './_rights';

export const rule: RuleDefinition = {
  title: 'A tenant may do more than run workloads',
  why: 'An account that may write network policies, quotas, roles, accounts, Ingresses or Flux objects can remove its own guardrails. The built-in roles admin and edit may write several of these, and gain rights with every component that is installed.',
  fix: 'Bind the tenant to egress-tenant; add to that role only what tenants may write in their own namespace.',
  good: [
    object('Role client-b/rollout')`rules: [{ apiGroups: [apps], resources: [deployments], verbs: [get, patch] }]`,
  ],
  bad: [
    object('Role client-b/rollout')`rules: [{ apiGroups: [apps], resources: ["*"], verbs: [get, patch] }]`,
    {
      ...object(
        'ClusterRole egress-tenant',
      )`rules: [{ apiGroups: [networking.k8s.io], resources: [networkpolicies], verbs: [get, delete] }]`,
      environment: 'development',
    },
    object('Role client-b/helper')`rules: [{ apiGroups: [""], resources: [serviceaccounts], verbs: [impersonate] }]`,
    object('RoleBinding client-b/admins')`
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }
      subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]
    `,
  ],
  check: (context) => {
    const { roles, unknown } = rolesOfTenants(context);
    const wide = [...roles].flatMap((role) =>
      maps(role.object.rules).flatMap((rule, index): Found[] => {
        const why = tooMuch(rule, context.environment);
        return why ? [found(role, ['rules', index], why)] : [];
      }),
    );
    return [...wide, ...unknown];
  },
};

/** Roles that are bound to tenants, and roles in their namespaces that could be bound. */
function rolesOfTenants(context: Context): {
  readonly roles: ReadonlySet<Rendered>;
  readonly unknown: readonly Found[];
} {
  const roles = new Set(
    context.namespaces.flatMap(({ objects }) => objects.filter((each) => isKind(each, 'Role', RBAC))),
  );
  const unknown: Found[] = [];
  for (const binding of bindingsOf(context)) {
    if (!context.promised.some((tenant) => binding.subjects.some((subject) => holdsTenant(subject, tenant)))) continue;
    const role = roleOf(context, binding);
    if (role) roles.add(role);
    else if (context.complete)
      unknown.push(
        found(
          binding.on,
          ['roleRef'],
          `gives ${binding.role.kind} ${binding.role.name}, which is not rendered, so its rights are unknown`,
        ),
      );
  }
  return { roles, unknown };
}
