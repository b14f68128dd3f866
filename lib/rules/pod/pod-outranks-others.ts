import { pod } from '../_example';
import { withoutProbes } from '../_probe';
import { inPods } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod has a priority of its own',
  why: 'When resources are short, pods of a higher priority evict others, including the system’s own pods on the tenant’s nodes.',
  fix: 'Remove priorityClassName.',
  good: [pod('Deployment client-a-demo/web')`priorityClassName: null`],
  bad: [pod('Deployment client-a-demo/web')`priorityClassName: system-node-critical`],
  check: (context) =>
    inPods(withoutProbes(context), ({ spec }) =>
      ['priorityClassName', 'priority'].flatMap((key) =>
        spec[key] === undefined ? [] : [[[key], `${spec[key]} ranks it above other pods`] as const],
      ),
    ),
};
