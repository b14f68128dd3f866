import { clusterPath, FLUX_SYSTEM } from '../../vocabulary';
import { applyPlatform, branchOf, isLive } from '../commands';
import type { Equipped, Runbook, Step } from '../runbook';
import { alertSigns } from './_signs';

/** Flux is gone from the cluster, or does not work any more. */
export const fluxLost: Runbook = ({ environment }) => [
  {
    key: 'fluxLost',
    title: 'Flux is lost',
    signs: [
      ...alertSigns(environment, ['EgressFluxNotReady', 'EgressFluxBehind', 'EgressMetricsMissing']),
      `kubectl -n ${FLUX_SYSTEM} get pods shows no controller, or kubectl -n ${FLUX_SYSTEM} get kustomizations nothing`,
    ],
    meanwhile:
      'Everything runs on. Policies and admission are in the cluster, and hold without Flux. Changes in Git are not applied, and manual edits are not reverted.',
    tell: [
      { role: 'platform', what: 'no merges until it is solved' },
      { role: 'tenant', what: 'changes are deployed later' },
    ],
    steps: [
      {
        text: 'Make sure that no Kustomization is about to be deleted: with prune it would take the tenants’ objects along. The list has to be empty.',
        run: [
          `test -z "$(kubectl -n ${FLUX_SYSTEM} get kustomizations -o jsonpath='{range .items[?(@.metadata.deletionTimestamp)]}{.metadata.name}{" "}{end}')"`,
        ],
      },
      {
        text: 'Put the admission policies into force first, as at the first start.',
        run: [applyPlatform(environment)],
      },
      bootstrap(environment, 'Install Flux again. It asks for the credentials of the repository.'),
      {
        text: 'Wait until all of it was applied.',
        run: [
          `kubectl -n ${FLUX_SYSTEM} get kustomization ${environment.flux.name}`,
          `kubectl -n ${FLUX_SYSTEM} wait kustomizations --all --for=condition=Ready --timeout=60s`,
        ],
        within: 600,
      },
    ],
    checks: [isLive(environment)],
    back: {
      text: 'Bootstrap can be repeated. If it makes things worse, delete the controllers and not the Kustomizations: a Kustomization that is deleted while a controller runs removes what it has applied.',
    },
  },
];

/** Installs Flux, or points it to another repository. */
export function bootstrap(environment: Equipped, text: string, url?: string): Step {
  const { flux, name } = environment;
  const address = url ?? flux.source.url;
  return {
    text: address ? text : `${text} REPOSITORY is the address of the repository.`,
    run: [
      `flux bootstrap git --url=${address ?? '"$REPOSITORY"'} --branch=${branchOf(environment)} --path=${clusterPath(name)}${flux.artifacts ? ' --components-extra=source-watcher' : ''}`,
    ],
    cloud: 'flux',
  };
}
