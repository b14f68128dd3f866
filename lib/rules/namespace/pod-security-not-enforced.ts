import { object } from '../_example';
import { POD_SECURITY } from '../_names';
import { labelsOf } from '../_rendered';
import { found, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Pod Security does not hold a tenant’s namespace to restricted',
  why: 'Rendered pods are restricted in any case; pods that come from elsewhere, kubectl run or a tenant’s own repository, are only if the namespace says so. Without audit and warn nobody hears of it beforehand: that is a warning.',
  fix: 'The labels pod-security.kubernetes.io/enforce, audit and warn are restricted.',
  good: [object('Namespace client-b', 'labels: { pod-security.kubernetes.io/enforce-version: latest }')``],
  bad: [
    object('Namespace client-b', 'labels: { pod-security.kubernetes.io/enforce: baseline }')``,
    object('Namespace client-b', 'labels: { pod-security.kubernetes.io/warn: null }')``,
  ],
  check: ({ namespaces }) =>
    namespaces.flatMap(({ namespace }) =>
      (['enforce', 'audit', 'warn'] as const).flatMap((mode): Found[] => {
        const key = POD_SECURITY + mode;
        const level = labelsOf(namespace)[key];
        if (level === 'restricted') return [];
        const at = found(namespace, ['metadata', 'labels', key], `is ${show(level)} and not restricted`);
        return [{ ...at, severity: mode === 'enforce' ? 'error' : 'warning' }];
      }),
    ),
};
