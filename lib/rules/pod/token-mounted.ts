import { pod } from '../_example';
import { map, maps } from '../_rendered';
import { everyPod, inPods } from '../_support';
import type { RuleDefinition, Step } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod gets credentials of the API server',
  why: 'An attacker inside the pod can act as its account at the API server. A tenant’s pods do not need the API server and cannot reach it.',
  fix: 'Set automountServiceAccountToken: false, and remove serviceAccountName and projected serviceAccountToken volumes.',
  good: [pod('Deployment client-a-demo/web')`automountServiceAccountToken: false`],
  bad: [
    pod('Deployment client-a-demo/web')`automountServiceAccountToken: null`,
    pod('Deployment client-a-demo/web')`
      volumes:
        - { name: token, projected: { sources: [{ serviceAccountToken: { path: token } }] } }
    `,
  ],
  check: (context) =>
    inPods(everyPod(context), ({ spec }) => {
      const problems: [Step[], string][] = [];
      if (spec.automountServiceAccountToken !== false)
        problems.push([['automountServiceAccountToken'], 'is not false']);
      const account = spec.serviceAccountName ?? 'default';
      if (account !== 'default') problems.push([['serviceAccountName'], `runs it as ${account}`]);
      maps(spec.volumes).forEach((volume, index) => {
        if (maps(map(volume.projected).sources).some((source) => source.serviceAccountToken !== undefined))
          problems.push([['volumes', index, 'projected'], 'contains a token']);
      });
      return problems;
    }),
};
