import { printPlans } from '../../lib/plan';
import { scalingSteps } from '../../lib/plan/_scaling';

const deployment = (replicas?: number | null) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas },
});
const steps = (before?: number | null, after?: number | null) =>
  scalingSteps({ before: deployment(before), after: deployment(after), changes: [] });

test('replicas that are left to an autoscaler are one pod at first', () => {
  expect(steps(3, undefined)).toEqual([
    'replicas is no longer set: one pod instead of 3, until an autoscaler has looked',
  ]);
  expect(steps(3, null)).toHaveLength(1);
  expect(steps(2, undefined)).toHaveLength(1);
});

test.each([
  ['they change', 3, 4],
  ['there was one pod', 1, undefined],
  ['they were not set', undefined, undefined],
  ['they are set', undefined, 3],
])('nothing is said where %s', (_, before, after) => expect(steps(before, after)).toEqual([]));

test('a reviewer reads it at the workload', () => {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
  const change = { object, changes: [], destructive: [], rollouts: [], scaling: ['one pod instead of 3'] };
  const text = printPlans([{ name: 'production', added: [], changed: [change], removed: [] }]);
  expect(text).toContain('~ Deployment shop/web\n        ! one pod instead of 3');
});
