import { object } from '../_example';
import { FLUX_SYSTEM } from '../_names';
import { type Context, namespaceOf, type Reconciled } from '../_rendered';
import { found, show } from '../_support';
import { accountOf } from '../rbac/_rights';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A tenant’s workloads are applied with the platform’s authority',
  why: 'Flux’s own account may do everything, so whatever a tenant puts into its folder or its repository, for example a ClusterRoleBinding, would be applied unchanged. Under lock-down a Kustomization without an account has none at all.',
  fix: 'Set serviceAccountName to the tenant’s account on its workloads, and to no tenant’s account anywhere else.',
  good: [
    object('Kustomization flux-system/egress-production-client-b-workloads')`spec: { serviceAccountName: client-b }`,
  ],
  bad: [
    object('Kustomization flux-system/egress-production-client-b-workloads')`spec: { serviceAccountName: null }`,
    object(
      'Kustomization flux-system/egress-production-client-b-workloads',
    )`spec: { serviceAccountName: kustomize-controller }`,
  ],
  check: (context) => context.reconciled.flatMap((each) => problems(each, context)),
};

function problems(each: Reconciled, { promised, environment, namespaces }: Context): Found[] {
  const { kustomization, spec, folder, objects } = each;
  const account = accountOf(spec);
  const at = (message: string) => [found(kustomization, ['spec', 'serviceAccountName'], message)];
  const home = namespaceOf(kustomization);
  if (folder === undefined || home !== FLUX_SYSTEM) {
    const owner = namespaces.find(({ tenant }) => tenant.namespace === home)?.tenant;
    return owner && account !== owner.name
      ? at(`is ${show(account)}, and its source is the tenant’s: it has to be ${owner.name}`)
      : [];
  }
  if (environment.flux.lockdown && account === undefined) return at('is missing, under lock-down');
  // One Kustomization of everything is the platform's, by choice.
  if (environment.flux.reconcile === 'per-environment') return [];
  const owners = [...new Set(objects.filter(({ part }) => part === 'workloads').map(({ tenant }) => tenant))];
  const own = promised.find(({ name }) => name === account);
  if (owners.length === 0)
    return own && objects.length > 0 ? at(`is ${own.name}, and it has no workloads of that tenant`) : [];
  return owners.flatMap((owner) =>
    owner === account ? [] : at(`is ${show(account)}, and what it applies are workloads of ${owner}`),
  );
}
