import { both, each, withoutAdmission } from './_rendered';
import { mutants } from './mutant';

const HOOKS = 'runs as all pods of the tenant';

/** Mutants of how charts of tenants are installed. */
export const CHARTS = mutants('charts', {
  'release-without-account': {
    breaks: 'a release is installed with the rights of helm-controller',
    scenario: 'a ClusterRole',
    shows: /\+ {3}"status": "True"/,
    rendered: each('HelmRelease', ({ spec }) => delete spec.serviceAccountName),
  },
  'hook-without-account': {
    breaks: 'a release is installed with the rights of helm-controller, and its hooks with it',
    scenario: 'a hook in the namespace of another tenant',
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
  'hooks-not-patched': {
    breaks: 'Flux does not show hooks to the patches of a chart',
    scenario: HOOKS,
    shows: /db-before.* every container needs the tenant’s proxy variables|Job.*(is forbidden|denied)/,
    rendered: each('HelmRelease', ({ spec }) => Object.assign(spec, { postRenderStrategy: 'nohooks' })),
  },
  'hooks-patched-with-the-rest': {
    breaks: 'Flux patches hooks and the rest of a chart together, so that two of them may not have one name',
    scenario: HOOKS,
    shows: /may not add resource with an already registered id|already exists|conflict/,
    rendered: each('HelmRelease', ({ spec }) => delete spec.postRenderStrategy),
  },
});
