import { pod } from '../_example';
import { everyPod, inContainers } from '../_support';
import { map } from '../rendered';
import type { Rule } from '../rule';

export const rootFilesystemWritable: Rule = {
  id: 'root-filesystem-writable',
  title: 'A container may write to its own image’s files',
  severity: 'warning',
  why: 'Whoever gets into the process can put tools beside it, or another binary in its place, and what is written is gone with the container.',
  fix: 'readOnlyRootFilesystem: true, and an emptyDir where it has to write.',
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
