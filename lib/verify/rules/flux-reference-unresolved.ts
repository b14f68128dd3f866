import { isKind, type Reconciled } from '../rendered';
import type { Found, Rule } from '../rule';
import { FLUX_SYSTEM, PLATFORM_ACCOUNT, SOURCE } from './_names';
import { dependenciesOf, idOf, sourceOf } from './_order';
import { accountOf } from './_rights';
import { found, yaml } from './_support';

export const fluxReferenceUnresolved: Rule = {
  id: 'flux-reference-unresolved',
  title: 'A Kustomization refers to something that is not there',
  severity: 'error',
  why: 'It waits for a dependency that never comes, or fails for want of a source or an account. A source in another namespace is refused by controllers that keep tenants apart.',
  fix: 'sourceRef names the environment’s GitRepository, dependsOn Kustomizations of this environment, serviceAccountName an account that is rendered beside it.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b, namespace: flux-system }
      spec: { serviceAccountName: kustomize-controller }
    `,
  ],
  bad: [
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production, namespace: flux-system }
      spec: { sourceRef: { name: fork } }
    `,
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b, namespace: flux-system }
      spec: { dependsOn: [{ name: egress-production }, { name: certificates }] }
    `,
    yaml`
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: egress-production-client-b, namespace: flux-system }
      spec: { serviceAccountName: deployer }
    `,
  ],
  check: (context) => {
    const { reconciled, objects, flux, environment, complete } = context;
    const known = new Set(reconciled.map(idOf));
    const all = [...objects, ...flux];
    const problems = (each: Reconciled): Found[] => {
      const { kustomization, spec } = each;
      const home = kustomization.object.metadata.namespace;
      const wrong: Found[] = [];
      const source = sourceOf(each);
      const isOwn = source.name === environment.flux.source.name && source.namespace === FLUX_SYSTEM;
      const rendered = all.some(
        (one) =>
          isKind(one, source.kind, SOURCE) &&
          one.object.metadata.name === source.name &&
          one.object.metadata.namespace === source.namespace,
      );
      // Without an address in the settings, flux bootstrap makes the repository.
      const exists =
        rendered || (source.kind === 'GitRepository' && isOwn && environment.flux.source.url === undefined);
      if (!exists || source.namespace !== home)
        wrong.push(
          found(
            kustomization,
            ['spec', 'sourceRef'],
            `${source.kind} ${source.namespace}/${source.name} is not of this environment`,
          ),
        );
      for (const dependency of dependenciesOf(each)) {
        if (!known.has(dependency))
          wrong.push(found(kustomization, ['spec', 'dependsOn'], `there is no Kustomization ${dependency}`));
      }
      const account = accountOf(spec);
      const isThere =
        account === undefined ||
        (account === PLATFORM_ACCOUNT && home === FLUX_SYSTEM) ||
        all.some(
          (one) =>
            isKind(one, 'ServiceAccount', '') &&
            one.object.metadata.name === account &&
            one.object.metadata.namespace === home,
        );
      if (complete && !isThere)
        wrong.push(
          found(kustomization, ['spec', 'serviceAccountName'], `there is no ServiceAccount ${home}/${account}`),
        );
      return wrong;
    };
    return reconciled.flatMap(problems);
  },
};
