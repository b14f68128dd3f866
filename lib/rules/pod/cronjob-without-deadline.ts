import { object } from '../_example';
import { isKind, map } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'One run that hangs ends all later runs of a CronJob',
  why: 'With concurrencyPolicy: Forbid no run starts while another one has not ended, and this one may never end.',
  fix: 'Set activeDeadlineSeconds in spec.jobTemplate.spec.',
  suppressible: true,
  good: [
    object(
      'CronJob client-a-demo/nightly',
    )`spec: { jobTemplate: { spec: { activeDeadlineSeconds: null, template: { spec: { activeDeadlineSeconds: 600 } } } } }`,
    object(
      'CronJob client-a-demo/nightly',
    )`spec: { concurrencyPolicy: Replace, jobTemplate: { spec: { activeDeadlineSeconds: null } } }`,
  ],
  bad: [object('CronJob client-a-demo/nightly')`spec: { jobTemplate: { spec: { activeDeadlineSeconds: null } } }`],
  check: ({ objects }) =>
    objects.flatMap((each) => {
      if (!isKind(each, 'CronJob', 'batch')) return [];
      const { concurrencyPolicy, jobTemplate } = map(each.object.spec);
      const job = map(map(jobTemplate).spec);
      const deadline = job.activeDeadlineSeconds ?? map(map(job.template).spec).activeDeadlineSeconds;
      if (concurrencyPolicy !== 'Forbid' || typeof deadline === 'number') return [];
      return [found(each, ['spec', 'jobTemplate', 'spec', 'activeDeadlineSeconds'], 'is missing, with Forbid')];
    }),
};
