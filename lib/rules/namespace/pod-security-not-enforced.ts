import { object } from '../_example';
import { POD_SECURITY, REPORT } from '../_names';
import { labelsOf } from '../_rendered';
import { found, show } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Pod Security does not hold a tenant’s namespace to restricted',
  why: 'Rendered pods are always restricted. Other pods, from kubectl run or a tenant’s own repository, are restricted only if the namespace enforces it. Without audit and warn there is no notice beforehand, which is reported as a warning.',
  fix: 'Set the labels pod-security.kubernetes.io/enforce, audit and warn to restricted.',
  good: [object('Namespace client-b', 'labels: { pod-security.kubernetes.io/enforce-version: latest }')``],
  bad: [
    object('Namespace client-b', 'labels: { pod-security.kubernetes.io/enforce: baseline }')``,
    object('Namespace client-b', 'labels: { pod-security.kubernetes.io/warn: null }')``,
  ],
  check: ({ namespaces }) =>
    namespaces.flatMap(({ namespace, tenant }) =>
      (['enforce', 'audit', 'warn'] as const).flatMap((mode): Found[] => {
        if (mode === 'enforce' && tenant.guardrails === REPORT) return [];
        const key = POD_SECURITY + mode;
        const level = labelsOf(namespace)[key];
        if (level === 'restricted') return [];
        const at = found(namespace, ['metadata', 'labels', key], `is ${show(level)} and not restricted`);
        return [{ ...at, severity: mode === 'enforce' ? 'error' : 'warning' }];
      }),
    ),
};
