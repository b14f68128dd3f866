import { CLIENT_B, loadFiles } from '../support/settings';

/** Errors of client B with these workloads and this quota, in development and production alike. */
function errorsOf(quota: string, workloads: string, size = '{ min: 1, max: 3 }'): readonly string[] {
  const text = CLIENT_B.replace('{ cpu: 4, memory: 8Gi, pods: 50 }', quota)
    .replace(/workloads:[\s\S]*/, `workloads: ${workloads}\n`)
    .replace('{ min: 1, max: 3 }', size);
  return loadFiles({ tenants: { 'client-b.yaml': text } }).errors.map((line) => line.replace(/^\S+ /, ''));
}

const ends = (sum: string, detail: string) =>
  `development and production: ${sum} (${detail}; rolling updates included)`;

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
