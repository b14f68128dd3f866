import { FLUX_SYSTEM } from '../../vocabulary';
import { applyPlatform, isLive, push, reconcile } from '../commands';
import type { Runbook } from '../runbook';
import { alertSigns } from './_signs';

/** A change of the admission policies refuses what Flux and the cluster's controllers have to do. */
export const admissionLockout: Runbook = ({ environment }) => {
  const states = `{range .items[*]}{.metadata.name}: {.status.conditions[?(@.type=="Ready")].message}{"\\n"}{end}`;
  return [
    {
      key: 'admissionLockout',
      title: 'Admission policies lock the platform out',
      signs: [
        'a Kustomization of Flux is not ready, and its message names a ValidatingAdmissionPolicy',
        ...alertSigns(environment, ['EgressFluxNotReady']),
        'pods of all tenants are not created any more: events with the reason FailedCreate',
      ],
      meanwhile:
        'Pods that run go on. Nothing new starts, and Flux cannot apply the repair either: it first tries all objects, and the policies that are in force refuse some of them.',
      tell: [
        { role: 'platform', what: 'no merges; which commit changed the policies' },
        { role: 'tenant', what: 'pods that end are not replaced until it is solved' },
      ],
      inputs: [
        {
          name: 'COMMIT',
          text: 'the commit that changed the policies; git log -5 --oneline -- dist/base/platform dist/overlays shows the last ones',
        },
      ],
      steps: [
        {
          text: 'See which policy refuses. Its name is in the message.',
          run: [`kubectl -n ${FLUX_SYSTEM} get kustomizations -o jsonpath='${states}'`],
          prints: ['ValidatingAdmissionPolicy'],
        },
        {
          text: 'Take the change back in Git, so that Flux does not bring it again.',
          run: ['git revert --no-edit "$COMMIT"'],
        },
        push(environment),
        {
          text: 'Apply the previous policies without Flux. The API server asks no admission policy about admission policies, so this works for everyone who may write them.',
          run: [applyPlatform(environment)],
        },
        reconcile(),
      ],
      checks: [
        {
          text: 'No Kustomization names an admission policy any more.',
          run: [
            `kubectl -n ${FLUX_SYSTEM} get kustomizations -o jsonpath='${states}'`,
            `kubectl -n ${FLUX_SYSTEM} wait kustomizations --all --for=condition=Ready --timeout=5s`,
          ],
          within: 300,
        },
        isLive(environment),
      ],
      back: {
        text: 'If no previous state is good, take the one policy that refuses out of force: kubectl delete validatingadmissionpolicybinding with its name. Flux puts it back at its next reconciliation, so suspend the Kustomization before. Until it is back, one control is missing.',
      },
    },
  ];
};
