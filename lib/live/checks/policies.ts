import { compareObjects } from '../objects';
import { list } from '../rights';
import type { Check, Result } from '../types';

const KINDS = ['NetworkPolicy', 'GlobalNetworkPolicy', 'CiliumNetworkPolicy'];

export const check: Check = {
  title: 'network policies are as rendered',
  rights: [
    ...list('networking.k8s.io', 'networkpolicies'),
    ...list('crd.projectcalico.org', 'globalnetworkpolicies'),
    ...list('cilium.io', 'ciliumnetworkpolicies'),
  ],
  async run(world) {
    const expected = world.expected.ofKind(...KINDS);
    const own = await compareObjects(world, expected, {
      missing: 'live-policy-missing',
      differs: 'live-policy-differs',
      exact: true,
    });
    const names = new Set(expected.map(({ object }) => `${object.metadata.namespace}/${object.metadata.name}`));
    const all = await world.cluster.list('networkpolicy.networking.k8s.io');
    const extra = all.flatMap(({ metadata }): Result[] => {
      const tenant = world.tenants.find(({ namespace, gateway }) =>
        [namespace, gateway?.namespace].includes(metadata.namespace),
      );
      if (!tenant || names.has(`${metadata.namespace}/${metadata.name}`)) return [];
      return [
        {
          tenant: tenant.name,
          object: `NetworkPolicy ${metadata.namespace}/${metadata.name}`,
          message: 'is not in the settings',
          found: { id: 'live-policy-extra' },
        },
      ];
    });
    return [...own, ...extra];
  },
};
