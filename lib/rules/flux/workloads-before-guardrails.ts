import { identity } from '../../kustomize';
import { isNamespace, map, type Rendered } from '../_rendered';
import { found, yaml } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { allDependenciesOf, idOf } from './_order';

export const rule: RuleDefinition = {
  title: 'A Kustomization does not wait for what it needs',
  severity: 'error',
  why: 'Without the order workloads may come before the policies that hold them: for some minutes pods run that reach everything. Or they fail, for want of a namespace or a role, until the next interval.',
  fix: 'dependsOn: guardrails wait for the platform, workloads for their guardrails.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b-workloads, namespace: flux-system }
      spec: { dependsOn: [{ name: egress-production-client-b }] }
    `,
  ],
  bad: [
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b-workloads, namespace: flux-system }
      spec: { dependsOn: [{ name: egress-production }] }
    `,
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b, namespace: flux-system }
      spec: { dependsOn: null }
    `,
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
        const what = absent
          .find(([, of]) => of === owner)?.[0]
          .split(' ')
          .slice(1)
          .join(' ');
        return found(
          each.kustomization,
          ['spec', 'dependsOn'],
          `does not wait for ${owner}, which has ${what?.replace(' /', ' ')}`,
        );
      });
    });
  },
};

/** What has to be there before an object can be. */
function needs({ object }: Rendered): string[] {
  const { namespace } = object.metadata;
  const role = map(object.roleRef);
  const asObject = (apiVersion: string, kind: string, name: string) =>
    identity({ apiVersion, kind, metadata: { name } });
  return [
    ...(namespace === undefined ? [] : [asObject('v1', 'Namespace', namespace)]),
    ...(role.kind === 'ClusterRole'
      ? [asObject('rbac.authorization.k8s.io/v1', 'ClusterRole', String(role.name))]
      : []),
  ];
}
