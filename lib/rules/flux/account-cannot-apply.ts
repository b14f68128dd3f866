import { kustomization, object } from '../_example';
import { groupOf, isNamespace } from '../_rendered';
import { found } from '../_support';
import { accountOf, bindingsOf, permits, pluralOf, roleOf } from '../rbac/_rights';
import type { Found, RuleDefinition } from '../rule';

const NEEDED = ['get', 'create', 'patch', 'delete'];

export const rule: RuleDefinition = {
  title: 'An impersonated account may not apply what its Kustomization has',
  why: 'Flux asks first for everything with a dry run: one object that the account may not write, and nothing of the Kustomization is applied.',
  fix: 'What a tenant may not write belongs to its guardrails, which the platform applies.',
  good: [
    kustomization('client-a/workloads')`
      configMapGenerator:
        - { name: feature-flags, namespace: client-a-demo, literals: [dark=true] }
    `,
  ],
  bad: [
    object(
      'RoleBinding client-b/egress-tenant',
    )`subjects: [{ kind: ServiceAccount, name: client-b, namespace: client-b }]`,
  ],
  check: (context) => {
    const applied = new Set(context.objects.filter(isNamespace).map(({ object }) => object.metadata.name));
    const tenants = new Set(context.promised.map(({ name }) => name));
    return context.reconciled.flatMap(({ kustomization, spec, objects }) => {
      const name = accountOf(spec);
      const home = kustomization.object.metadata.namespace;
      // The rights of accounts that are bound elsewhere, such as Flux's own, are unknown.
      if (name === undefined || !tenants.has(name)) return [];
      const bindings = bindingsOf(context).filter(({ subjects }) =>
        subjects.some((one) => one.kind === 'ServiceAccount' && one.name === name && one.namespace === home),
      );
      return objects.flatMap((on): Found[] => {
        const { kind, metadata } = on.object;
        if (metadata.namespace === undefined || !applied.has(metadata.namespace)) return [];
        const mine = bindings.filter(({ namespace }) => namespace === metadata.namespace);
        const roles = mine.flatMap((binding) => roleOf(context, binding) ?? []);
        const resources = pluralOf(kind);
        if (roles.some((role) => permits(role, groupOf(on.object), resources, NEEDED))) return [];
        return [
          found(on, [], `${home}/${name}, as which it is applied, may not write ${resources} in ${metadata.namespace}`),
        ];
      });
    });
  },
};
