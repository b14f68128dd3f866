import { both, each, withoutAdmission } from './_rendered';
import { mutants } from './mutant';

/** Mutants of how charts of tenants are installed. */
export const CHARTS = mutants('charts', {
  'release-without-account': {
    breaks: 'a release is installed with the rights of helm-controller',
    scenario: 'a ClusterRole',
    shows: /\+ {3}"status": "True"/,
    rendered: each('HelmRelease', ({ spec }) => delete spec.serviceAccountName),
  },
  'chart-without-proxy': {
    breaks: 'the patches of a chart do not name the proxy’s variables, and admission lets it through',
    scenario: 'is installed as the tenant’s account, and its pods are the tenant’s',
    shows: /"X_https?_proxy"/i,
    rendered: both(
      withoutAdmission,
      each('HelmRelease', ({ spec }) => {
        for (const each of spec.postRenderers[0].kustomize.patches)
          each.patch = each.patch.replaceAll(/name: (?=https?_proxy\b)/gi, 'name: X_');
      }),
    ),
  },
});
