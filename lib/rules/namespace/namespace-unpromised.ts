import { object } from '../_example';
import { ISOLATION_LABEL, TENANT_LABEL } from '../_names';
import { isNamespace, labelsOf } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A namespace has the labels of a tenant or a gateway that the settings do not declare',
  why: 'Without settings it is unknown what the namespace may do, so it was not checked, and everything that selects namespaces by the label applies to it.',
  fix: 'Describe the tenant in tenants/, or remove the labels.',
  good: [object('Namespace monitoring', 'annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }')``],
  bad: [
    yaml`
      apiVersion: v1
      kind: Namespace
      metadata:
        name: client-z
        labels: { network/isolation: egress-proxy, tenant: client-z }
        annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }
    `,
    object('Namespace client-b-egress', 'labels: { network/isolation: egress-gateway }')``,
  ],
  check: ({ objects, promised }) => {
    const names = new Set(promised.flatMap(({ namespace, gateway }) => [namespace, gateway?.namespace]));
    return objects
      .filter((each) => isNamespace(each) && !names.has(each.object.metadata.name))
      .filter((each) => [ISOLATION_LABEL, TENANT_LABEL].some((label) => labelsOf(each)[label] !== undefined))
      .map((each) =>
        found(each, ['metadata', 'labels'], 'is no namespace of a tenant of this environment, nor of its gateway'),
      );
  },
};
