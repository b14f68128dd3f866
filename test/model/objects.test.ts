import { parse } from 'yaml';
import { objectLimits } from '../../lib/settings/resources';
import { synthesize } from '../../lib/synthesize';
import { WORLDS, type World } from '../settings/_worlds';
import { CLIENT_B, loadFiles } from '../support/settings';

/** Errors of client B with these workloads and this quota; undefined: none. */
function errorsOf(quota: string | undefined, workloads: string): readonly string[] {
  const text = CLIENT_B.replace(/quota:.*\n/, quota === undefined ? '' : `quota: ${quota}\n`).replace(
    /workloads:[\s\S]*/,
    `workloads: ${workloads}\n`,
  );
  return loadFiles({ tenants: { 'client-b.yaml': text } }).errors.map((line) => line.replace(/^\S+ /, ''));
}

const claim = (size: string) => `volumes: [{ name: data, mountPath: /data, claim: { size: ${size} } }]`;
const store = (replicas: number, size: string) =>
  `{ name: store, image: a, kind: StatefulSet, replicas: ${replicas}, ${claim(size)} }`;

test('storage is claimed once by a Deployment, and by each pod of a StatefulSet', () => {
  const workloads = `[${store(3, '30Gi')}, { name: web, image: a, replicas: 1, ${claim('10Gi')} }]`;
  expect(errorsOf('{ storage: 100Gi }', workloads)).toEqual([]);
  expect(errorsOf('{ storage: 99Gi }', workloads)).toEqual([
    'quota.storage: 99Gi is below the 100Gi that the volumes claim in development and production; raise it',
  ]);
});

test('where quota is set, storage has a default, and where it is not, it has none', () => {
  expect(errorsOf('{ pods: 50 }', `[${store(1, '101Gi')}]`)).toEqual([
    expect.stringMatching(/^quota\.storage: 100Gi is below the 101Gi/),
  ]);
  expect(errorsOf(undefined, `[${store(1, '101Gi')}]`)).toEqual([]);
});

test('numbers of objects have defaults in any case', () => {
  for (const quota of ['{ pods: 50 }', undefined]) {
    expect(errorsOf(quota, `[${store(11, '1Gi')}]`)).toEqual([
      'quota.objects.persistentvolumeclaims: 10 is below the 11 persistentvolumeclaims that the settings make in development and production; raise it',
    ]);
  }
  expect(errorsOf('{ objects: { persistentvolumeclaims: 11 } }', `[${store(11, '1Gi')}]`)).toEqual([]);
});

test.each([
  ['deployments', '{ name: a, image: a }', 1],
  ['statefulsets', '{ name: a, image: a, kind: StatefulSet }', 1],
  ['services', '{ name: a, image: a, kind: StatefulSet }', 1],
  ['services', '{ name: a, image: a, ports: [{ name: http, port: 80 }] }', 1],
  ['daemonsets', '{ name: a, image: a, kind: DaemonSet }', 1],
  ['jobs', '{ name: a, image: a, kind: Job }', 1],
  ['jobs', '{ name: a, image: a, kind: CronJob, schedule: "@daily" }', 5],
  ['cronjobs', '{ name: a, image: a, kind: CronJob, schedule: "@daily" }', 1],
  ['configmaps', '{ name: a, image: a }', 3],
])('%s of %s', (kind, workload, count) => {
  expect(errorsOf(`{ objects: { ${kind}: ${count} } }`, `[${workload}]`)).toEqual([]);
  expect(errorsOf(`{ objects: { ${kind}: ${count - 1} } }`, `[${workload}]`)).toEqual([
    expect.stringContaining(`quota.objects.${kind}: ${count - 1} is below the ${count} ${kind}`),
  ]);
});

test('those that are not set have their defaults', () => {
  const text = CLIENT_B.replace(/quota:.*\n/, 'quota: { objects: { jobs: 5, secrets: 7 } }\n');
  const { loaded } = loadFiles({ tenants: { 'client-b.yaml': text } });
  expect(loaded?.model.base[0]?.quota).toEqual({
    storage: '100Gi',
    objects: { configmaps: 100, persistentvolumeclaims: 10, secrets: 7, services: 20, jobs: 5 },
  });
});

test('every rendered kind that a quota can limit is counted', () => {
  const loadWorld = ({ tenant, environment }: World) =>
    loadFiles({
      tenants: { [`${tenant.name}.yaml`]: JSON.stringify(tenant) },
      environments: { [`${environment.name}.ts`]: `export default ${JSON.stringify(environment)};\n` },
    });
  const limits = Object.keys(objectLimits.shape);
  const rendered = WORLDS.flatMap((world) => {
    const model = loadWorld(world).loaded?.model;
    const files = model ? synthesize(model) : [];
    const kinds = files
      .filter(({ path }) => /^dist\/base\/.*\/workloads\/.*\.yaml$/.test(path))
      .map(({ content }) => `${String(parse(content).kind).toLowerCase()}s`);
    return [...new Set(kinds)].filter((kind) => limits.includes(kind)).map((kind) => ({ world, kind }));
  });
  expect(rendered.length).toBeGreaterThan(0);
  for (const { world, kind } of rendered) {
    const quota = { ...world.tenant.quota, objects: { ...world.tenant.quota?.objects, [kind]: 0 } };
    const { errors } = loadWorld({ ...world, tenant: { ...world.tenant, quota } });
    expect(errors).toContainEqual(expect.stringContaining(`quota.objects.${kind}: 0 is below`));
  }
});
