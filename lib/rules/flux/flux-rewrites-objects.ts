import { object } from '../_example';
import { FLUX_SYSTEM } from '../_names';
import { namespaceOf } from '../_rendered';
import { found, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

const REWRITING = [
  'targetNamespace',
  'namePrefix',
  'nameSuffix',
  'patches',
  'images',
  'components',
  'postBuild',
  'commonMetadata',
  'kubeConfig',
];

export const rule: RuleDefinition = {
  title: 'Flux changes objects on their way into the cluster',
  why: 'What was reviewed and checked here is then not what is applied: targetNamespace alone moves a tenant’s pods out of its namespace and away from all of its policies.',
  fix: 'Express the change in the settings, so that it is rendered. Only the Kustomization of a tenant’s own repository sets targetNamespace, to the tenant’s namespace.',
  good: [object('Kustomization flux-system/egress-production')`spec: { wait: true }`],
  bad: [
    object('Kustomization flux-system/egress-production-client-b-workloads')`spec: { targetNamespace: kube-system }`,
    object('Kustomization flux-system/egress-production')`spec: { postBuild: { substitute: { cluster: production } } }`,
  ],
  check: ({ reconciled }) =>
    reconciled.flatMap(({ kustomization, spec }) => {
      const home = namespaceOf(kustomization);
      // What a tenant's repository holds goes to the tenant's namespace, wherever it says that it belongs.
      const own = home === FLUX_SYSTEM ? undefined : home;
      return REWRITING.flatMap((key): Found[] => {
        const wanted = key === 'targetNamespace' ? own : undefined;
        if (spec[key] === wanted) return [];
        const message = wanted === undefined ? 'changes what is applied' : `is ${show(spec[key])} and not ${wanted}`;
        return [found(kustomization, ['spec', key], message)];
      });
    }),
};
