import { object } from '../_example';
import { RBAC } from '../_names';
import { identity, identityOf, isNamespace, map, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { allDependenciesOf, idOf } from './_order';

export const rule: RuleDefinition = {
  title: 'A Kustomization does not wait for what it needs',
  why: 'Without this order, workloads may be applied before their policies, and for some minutes pods run that reach everything. Or they fail until the next interval, because a namespace or a role is missing.',
  fix: 'Set dependsOn: guardrails depend on the platform, workloads on their guardrails.',
  good: [
    object(
      'Kustomization flux-system/egress-production-client-b-workloads',
    )`spec: { dependsOn: [{ name: egress-production-client-b }] }`,
  ],
  bad: [
    object(
      'Kustomization flux-system/egress-production-client-b-workloads',
    )`spec: { dependsOn: [{ name: egress-production }] }`,
    object('Kustomization flux-system/egress-production-client-b')`spec: { dependsOn: null }`,
  ],
  check: ({ reconciled }) => {
    const owners = new Map(
      reconciled.flatMap((each) =>
        each.objects
          .filter((one) => isNamespace(one) || one.object.kind === 'ClusterRole')
          .map((one) => [identity(one.object), idOf(each)]),
      ),
    );
    return reconciled.flatMap((each): Found[] => {
      const before = new Set([idOf(each), ...allDependenciesOf(each, reconciled)]);
      const needed = new Map(each.objects.flatMap((one) => needs(one).map((what) => [what, owners.get(what)])));
      const absent = [...needed].filter(([, owner]) => owner !== undefined && !before.has(owner));
      const names = [...new Set(absent.map(([, owner]) => owner))];
      return names.map((owner) => {
        const [, kind, , name] = absent.find(([, of]) => of === owner)?.[0].split(' ') ?? [];
        return found(
          each.kustomization,
          ['spec', 'dependsOn'],
          `does not wait for ${owner}, which has ${kind} ${name}`,
        );
      });
    });
  },
};

/** What has to be there before an object can be. */
function needs({ object }: Rendered): string[] {
  const { namespace } = object.metadata;
  const role = map(object.roleRef);
  return [
    ...(namespace === undefined ? [] : [identityOf('', 'Namespace', { name: namespace })]),
    ...(role.kind === 'ClusterRole' ? [identityOf(RBAC, 'ClusterRole', { name: String(role.name) })] : []),
  ];
}
