import { object } from '../_example';
import { HELM } from '../_names';
import { isKind, map, namespaceOf, text } from '../_rendered';
import { found, show } from '../_support';
import { accountOf } from '../rbac/_rights';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A chart is installed in a tenant’s namespace with the platform’s authority',
  why: 'helm-controller itself may do everything, so that whatever the chart holds, for example a ClusterRoleBinding or a pod on the host’s network, would be applied.',
  fix: 'Set serviceAccountName to the tenant’s account, and no kubeConfig. A release of the tenant’s namespace installs there.',
  good: [
    object('HelmRelease flux-system/client-b-cache')`
      spec: { chartRef: { kind: OCIRepository, name: cache }, interval: 10m, serviceAccountName: client-b, targetNamespace: client-b, storageNamespace: client-b }
    `,
    object(
      'HelmRelease monitoring/prometheus',
    )`spec: { chartRef: { kind: OCIRepository, name: prometheus }, interval: 10m }`,
  ],
  bad: [
    object('HelmRelease flux-system/client-b-cache')`
      spec: { chartRef: { kind: OCIRepository, name: cache }, interval: 10m, targetNamespace: client-b, storageNamespace: client-b }
    `,
    object('HelmRelease flux-system/client-b-cache')`
      spec: { chartRef: { kind: OCIRepository, name: cache }, interval: 10m, serviceAccountName: client-a, targetNamespace: client-b }
    `,
  ],
  check: ({ objects, flux, promised }) =>
    [...objects, ...flux]
      .filter((each) => isKind(each, 'HelmRelease', HELM))
      .flatMap((each): Found[] => {
        const spec = map(each.object.spec);
        const home = namespaceOf(each);
        const target = text(spec.targetNamespace) ?? home;
        const owner = promised.find(({ namespace }) => namespace === target || namespace === home);
        if (!owner) return [];
        const account = accountOf(spec);
        const at = (key: string, message: string) => found(each, ['spec', key], message);
        const elsewhere = ['targetNamespace', 'storageNamespace'].filter(
          (key) => home === owner.namespace && spec[key] !== undefined && spec[key] !== home,
        );
        return [
          ...(account === owner.name
            ? []
            : [at('serviceAccountName', `is ${show(account)}, and it installs in the namespace of ${owner.name}`)]),
          ...elsewhere.map((key) => at(key, `is ${show(spec[key])}, and the release is in ${home}`)),
          ...(spec.kubeConfig === undefined ? [] : [at('kubeConfig', 'names another cluster, or another account')]),
        ];
      }),
};
