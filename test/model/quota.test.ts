import { CLIENT_B, loadFiles } from '../support/settings';

const CLAIM = 'volumes: [{ name: data, mountPath: /x, claim: { size: 1Gi } }]';

/** What is said of client B with these workloads and this quota, in development and production alike. */
function load(quota: string, workloads: string, size = '{ min: 1, max: 3 }') {
  const text = CLIENT_B.replace('{ cpu: 4, memory: 8Gi, pods: 50 }', quota)
    .replace(/workloads:[\s\S]*/, `workloads: ${workloads}\n`)
    .replace('{ min: 1, max: 3 }', size);
  const { errors, warnings } = loadFiles({ tenants: { 'client-b.yaml': text } });
  const [short, tight] = [errors, warnings].map((lines) => lines.map((line) => line.replace(/^\S+ /, '')));
  return { errors: short ?? [], warnings: tight ?? [] };
}

const errorsOf = (quota: string, workloads: string) => load(quota, workloads).errors;

const ends = (sum: string, detail: string) =>
  `development and production: ${sum} (${detail}; with the surge of rolling updates, without pods that end)`;

test.each([
  ['a Deployment with its surge of a quarter, rounded up', '{ name: a, image: a, replicas: 5 }', 7],
  ['a Deployment that is scaled to nothing', '{ name: a, image: a, replicas: 0 }', 0],
  ['a Deployment by the replicas of the environment', '{ name: a, image: a }', 2],
  ['a StatefulSet', '{ name: a, image: a, kind: StatefulSet, replicas: 5 }', 5],
  ['a DaemonSet by the most nodes', '{ name: a, image: a, kind: DaemonSet }', 3],
  ['a Job', '{ name: a, image: a, kind: Job }', 1],
  ['a CronJob', '{ name: a, image: a, kind: CronJob, schedule: "@daily" }', 1],
])('%s', (_, workload, pods) => {
  // One more, since a quota bounds nothing below one pod.
  const workloads = `[${workload}, { name: one, image: a, kind: Job }]`;
  expect(errorsOf(`{ pods: ${pods + 1} }`, workloads)).toEqual([]);
  if (pods > 0) expect(errorsOf(`{ pods: ${pods} }`, workloads)[0]).toMatch(`is below the ${pods + 1} pods`);
});

test('sidecars add up, init containers count by the largest', () => {
  const container = (name: string, cpu: string) =>
    `{ name: ${name}, image: a, resources: { requests: { cpu: ${cpu} }, limits: { cpu: ${cpu} } } }`;
  const pod = (init: string) =>
    `[{ name: a, image: a, kind: Job, resources: { limits: { cpu: 1 } }, sidecars: [${container('s', '500m')}], initContainers: [${container('i', init)}, ${container('j', '1')}] }]`;
  expect(errorsOf('{ cpu: 1500m }', pod('1500m'))).toEqual([]);
  expect(errorsOf('{ cpu: 1500m }', pod('1600m'))).toEqual([
    `quota.cpu: 1500m is below what the workloads can take in ${ends('limits of 1600m', 'a 1 × 1600m')}`,
  ]);
  expect(errorsOf('{ cpu: 1499m }', pod('1'))).toEqual([
    `quota.cpu: 1499m is below what the workloads can take in ${ends('limits of 1500m', 'a 1 × 1500m')}`,
  ]);
});

test('memory adds up over the workloads', () => {
  const workloads = '[{ name: a, image: a, kind: Job }, { name: b, image: b, replicas: 4 }]';
  expect(errorsOf('{ memory: 768Mi }', workloads)).toEqual([]);
  expect(errorsOf('{ memory: 767Mi }', workloads)).toEqual([
    `quota.memory: 767Mi is below what the workloads can take in ${ends('limits of 768Mi', 'a 1 × 128Mi, b 5 × 128Mi')}`,
  ]);
});

test.each([
  ['a Deployment, whose old pods may all be ending when the new ones run', '{ name: a, image: a, replicas: 4 }', 8],
  ['one of two pods', '{ name: a, image: a, replicas: 2 }', 4],
  ['one with a claim, whose pod ends first', `{ name: a, image: a, replicas: 1, ${CLAIM} }`, 1],
  ['a StatefulSet, whose pods end first', '{ name: a, image: a, kind: StatefulSet, replicas: 5 }', 5],
  ['a DaemonSet, whose pods end first', '{ name: a, image: a, kind: DaemonSet }', 3],
  ['a Job whose pod is drained', '{ name: a, image: a, kind: Job }', 2],
  ['a CronJob whose pod is drained', '{ name: a, image: a, kind: CronJob, schedule: "@daily" }', 2],
  ['a Deployment that an autoscaler scales, by one pod', '{ name: a, image: a, replicas: none }', 2],
])('pods count until they have ended: %s', (_, workload, pods) => {
  const counted = (of: number) => load(`{ pods: ${of} }`, `[${workload}]`);
  expect(counted(pods)).toEqual({ errors: [], warnings: [] });
  if (pods === 1) return;
  const { errors, warnings } = counted(pods - 1);
  expect([...errors, ...warnings]).toEqual([expect.stringContaining(`(a ${pods};`)]);
});

test('a quota with room for an update, but not for the pods that end, is a warning', () => {
  const workloads =
    '[{ name: a, image: a, replicas: 4, resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { cpu: 100m, memory: 128Mi } } }]';
  expect(load('{ cpu: 500m, memory: 640Mi, pods: 5 }', workloads)).toEqual({
    errors: [],
    warnings: [
      'cpu: warning: 500m is below what the workloads can take in development and production: limits of 800m (a 8 × 100m',
      'memory: warning: 640Mi is below what the workloads can take in development and production: limits of 1Gi (a 8 × 128Mi',
      'pods: warning: 5 is below the 8 pods that the workloads can have in development and production (a 8',
    ].map(
      (text) => `quota.${text}; with pods that end, which count until they have); new pods then wait [quota-tight]`,
    ),
  });
});
