import { pod } from '../_example';
import { withoutProbes } from '../_probe';
import { inPods } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod has a priority of its own',
  why: 'Where room is short, pods of a higher priority push others off their nodes, the system’s own on the tenant’s nodes included.',
  fix: 'Leave priorityClassName out.',
  good: [pod('Deployment client-a-demo/web')`priorityClassName: null`],
  bad: [pod('Deployment client-a-demo/web')`priorityClassName: system-node-critical`],
  check: (context) =>
    inPods(withoutProbes(context), ({ spec }) =>
      ['priorityClassName', 'priority'].flatMap((key) =>
        spec[key] === undefined ? [] : [[[key], `${spec[key]} ranks it above other pods`] as const],
      ),
    ),
};
