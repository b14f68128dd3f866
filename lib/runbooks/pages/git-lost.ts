import { clusterPath, FLUX_SYSTEM } from '../../vocabulary';
import { branchOf, commit, isLive } from '../commands';
import type { Runbook } from '../runbook';
import { alertSigns } from './_signs';
import { bootstrap } from './flux-lost';

/** The repository that Flux reads is gone for good. */
export const gitLost: Runbook = ({ environment }) => {
  const { url, name: source } = environment.flux.source;
  if (url === undefined) return [];
  const branch = branchOf(environment);
  return [
    {
      key: 'gitLost',
      title: 'The Git repository is lost',
      signs: [
        ...alertSigns(environment, ['EgressFluxNotReady']),
        `kubectl -n ${FLUX_SYSTEM} get gitrepositories reports a failure for ${url}`,
        'the forge does not answer, or does not know the repository',
      ],
      meanwhile:
        'Everything runs on as it was applied last. Nothing is deployed. If source-controller restarts, Flux also stops reverting manual edits.',
      tell: [
        {
          role: 'platform',
          what: 'no merges; everyone keeps their checkouts: the newest one becomes the new repository',
        },
        { role: 'tenant', what: 'changes are deployed later' },
      ],
      inputs: [{ name: 'NEW', text: 'the address of a new, empty repository, which Flux may read' }],
      steps: [
        {
          text: `Take the checkout that has what runs. The first line is what Flux has applied last, and the second has to find it.`,
          run: [
            `kubectl -n ${FLUX_SYSTEM} get kustomization ${environment.flux.name} -o jsonpath='{.status.lastAppliedRevision}'`,
            `git cat-file -e "$(kubectl -n ${FLUX_SYSTEM} get kustomization ${environment.flux.name} -o jsonpath='{.status.lastAppliedRevision}' | sed 's/.*sha1://')^{commit}"`,
          ],
        },
        {
          text: 'Publish it in the new repository.',
          run: ['git remote set-url origin "$NEW"', `git push origin HEAD:${branch} --follow-tags`],
        },
        {
          text: 'Set the new address in the settings and in what bootstrap has written.',
          run: [
            `sed -i "s#${url}#$NEW#" ${environment.source} ${clusterPath(environment.name)}/${FLUX_SYSTEM}/gotk-sync.yaml`,
            'npm run synth',
            ...commit('Move the repository'),
            `git push origin HEAD:${branch}`,
          ],
        },
        bootstrap(environment, 'Let Flux read the new repository. It asks for its credentials.', '"$NEW"'),
        {
          text: 'Wait until it was read.',
          run: [
            `test "$(kubectl -n ${FLUX_SYSTEM} get gitrepository ${source} -o jsonpath='{.spec.url}')" = "$NEW"`,
            `kubectl -n ${FLUX_SYSTEM} wait gitrepositories --all --for=condition=Ready --timeout=60s`,
          ],
          within: 600,
        },
      ],
      checks: [isLive(environment)],
      back: {
        text: `If the repository comes back, set NEW to ${url} and do the same again: what was committed meanwhile is pushed there.`,
      },
    },
  ];
};
