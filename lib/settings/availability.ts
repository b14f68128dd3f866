import { z } from 'zod';
import { issue, replacedWhole, text } from './schema';
import { show } from './text';

const pods = z.int().min(1).max(10_000);
const percent = z.int().min(1).max(1000);

/** An autoscaler of a workload. */
export const autoscale = z
  .strictObject({
    min: pods.meta({ description: 'Minimum number of pods' }),
    max: pods.meta({ description: 'Maximum number of pods; the quota must have room for them' }),
    cpu: percent
      .meta({ description: 'Average use of the requested CPU that it aims for, in percent. Default: not considered' })
      .optional(),
    memory: percent.meta({ description: 'The same of the requested memory. Default: not considered' }).optional(),
  })
  .meta({
    id: 'Autoscale',
    description:
      'Lets the number of pods follow their load (a HorizontalPodAutoscaler; the cluster needs metrics-server). replicas is then not rendered. Only for a Deployment or StatefulSet. Default: replicas',
  });

const share = z
  .union([
    z.int().min(0).max(10_000),
    text({
      'percent-invalid': (value) =>
        /^(\d|[1-9]\d|100)%$/.test(value)
          ? undefined
          : `${show(value)} is not a percentage (expected, for example, 50%)`,
    }),
  ])
  .optional();

/** How many pods of a workload may be down while nodes are drained. */
export const disruption = z
  .union([
    z.literal('none'),
    z
      .strictObject({
        minAvailable: share.meta({ description: 'Pods that have to stay: a number, or a percentage such as 50%' }),
        maxUnavailable: share.meta({ description: 'Pods that may be down: a number, or a percentage such as 50%' }),
      })
      .superRefine(({ minAvailable, maxUnavailable }, context) => {
        if ((minAvailable === undefined) === (maxUnavailable === undefined))
          context.addIssue(issue('disruption-source', 'must have exactly one of minAvailable and maxUnavailable'));
      })
      .meta({ id: 'Disruption', description: 'Exactly one of minAvailable and maxUnavailable' }),
  ])
  .meta({
    description:
      'How many pods may be down at a time while nodes are drained (a PodDisruptionBudget); none: no budget. Only for a Deployment or StatefulSet. Default: maxUnavailable: 1 for two pods or more in a pool of two nodes or more, otherwise none',
  });
replacedWhole.add(disruption, { isReplacedWhole: true });

export const spread = z.enum(['hosts', 'zones', 'none']).meta({
  description:
    'Pods run on different nodes (hosts) or in different zones (zones), as evenly as possible; a pod waits where there is no room for that. Only for a Deployment or StatefulSet. Default: none: the scheduler spreads pods as well as it can',
});

export const strategy = z.enum(['recreate', 'rolling']).meta({
  description:
    'How a Deployment changes: recreate ends all old pods before new ones start, rolling replaces them one after the other. Default: recreate with a claim, otherwise rolling',
});
