import { object } from '../_example';
import { ISOLATION_LABEL, TENANT_LABEL } from '../_names';
import { isNamespace, labelsOf } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A namespace is marked as a tenant’s or its gateway’s, and no settings say so',
  why: 'Nobody knows what it should be allowed, so nothing here was checked against it; and whatever selects by the label means it, too.',
  fix: 'Describe the tenant in tenants/, or take the labels off.',
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
