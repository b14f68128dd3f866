import { pod } from '../_example';
import { map } from '../_rendered';
import { everyPod, inContainers } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A container may write to its own image’s files',
  severity: 'warning',
  why: 'An attacker inside the process can add tools or replace the binary, and everything that is written there is lost with the container.',
  fix: 'Set readOnlyRootFilesystem: true, and mount an emptyDir where the process has to write.',
  suppressible: true,
  good: [
    pod('Deployment client-a-demo/web')`containers: [{ name: web, securityContext: { readOnlyRootFilesystem: true } }]`,
  ],
  bad: [
    pod(
      'Deployment client-a-demo/web',
    )`containers: [{ name: web, securityContext: { readOnlyRootFilesystem: false } }]`,
  ],
  check: (context) =>
    inContainers(everyPod(context), ({ spec }) =>
      map(spec.securityContext).readOnlyRootFilesystem === true
        ? []
        : [[['securityContext', 'readOnlyRootFilesystem'], 'is not true']],
    ),
};
