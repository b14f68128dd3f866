import { configMapHash } from '../../lib/config-map-hash';
import { changeOf, object, planOf, sideOf } from './_sides';

type Metadata = Readonly<Record<string, unknown>>;

/** A ConfigMap as kustomize generates it: its name ends in a hash of its data. */
function generated(data: object, metadata: Metadata = {}): ReturnType<typeof object> & { metadata: { name: string } } {
  const plain = object('v1', 'ConfigMap', { data }, { name: 'config', ...metadata });
  const { name } = plain.metadata as { name: string };
  const hashed = `${name}-${configMapHash(plain as never)}`;
  return { ...plain, metadata: { ...(plain.metadata as object), name: hashed } };
}

const FORCED = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } };

const podOf = (map: string) => ({ spec: { containers: [{ name: 'a', envFrom: [{ configMapRef: { name: map } }] }] } });
const deployment = (map: string, more: object = {}, metadata: Metadata = {}) =>
  object('apps/v1', 'Deployment', { spec: { template: podOf(map), ...more } }, { name: 'web', ...metadata });
const job = (map: string, metadata: Metadata = {}, more = {}) =>
  object('batch/v1', 'Job', { spec: { template: podOf(map), ...more } }, { name: 'import', ...metadata });
const cronJob = (map: string) =>
  object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: podOf(map) } } } }, { name: 'nightly' });

const [one, two] = [generated({ A: '1' }), generated({ A: '2' })];
const users = (map: string) => [deployment(map), cronJob(map), job(map, FORCED)];

test('new data is a change of the ConfigMap, which names what it rolls', () => {
  const { added, changed, removed } = planOf(
    sideOf([one, ...users(one.metadata.name)]),
    sideOf([two, ...users(two.metadata.name)]),
  );
  const ref = (apiVersion: string, kind: string, name: string) => ({
    apiVersion,
    kind,
    namespace: 'client-a-demo',
    name,
  });
  expect({ added, removed }).toEqual({ added: [], removed: [] });
  expect(changed).toEqual([
    {
      object: ref('v1', 'ConfigMap', 'config'),
      changes: [{ path: 'data.A', before: '1', after: '2' }],
      destructive: [
        'Job client-a-demo/import: spec.template cannot change in place: Flux deletes the Job and runs it again (force: enabled)',
      ],
      rollouts: [
        { workload: ref('apps/v1', 'Deployment', 'web'), how: 'restart' },
        { workload: ref('batch/v1', 'CronJob', 'nightly'), how: 'next-run' },
        { workload: ref('batch/v1', 'Job', 'import'), how: 'rerun' },
      ],
    },
  ]);
});

test('the same data changes nothing', () => {
  const side = sideOf([one, ...users(one.metadata.name)]);
  const relabelled = sideOf([
    { ...one, metadata: { ...one.metadata, labels: { a: 'b' } } },
    ...users(one.metadata.name),
  ]);
  expect(planOf(side, side).changed).toEqual([]);
  expect(planOf(side, relabelled).changed).toMatchObject([
    { object: { name: 'config' }, rollouts: [], destructive: [] },
  ]);
});

test('a ConfigMap of a name that only looks generated, or of another kind or API, has that name', () => {
  const odd = generated({ A: '3' }, { name: 'config' }).metadata.name;
  const named = (data: string) => object('v1', 'ConfigMap', { data: { A: data } }, { name: odd });
  expect(changeOf(named('1'), named('2')).object.name).toBe(odd);
  const longer = { ...one, metadata: { ...one.metadata, name: `${one.metadata.name}-x` } };
  expect(changeOf(longer, { ...longer, more: 1 }).object.name).toBe(`${one.metadata.name}-x`);
  for (const [apiVersion, kind] of [
    ['v1', 'Secret'],
    ['example.com/v1', 'ConfigMap'],
  ] as const) {
    const like = { ...one, apiVersion, kind };
    expect(changeOf(like, { ...like, more: 1 }).object.name).toBe(one.metadata.name);
  }
});

test('what takes it in another namespace, or does not take it, is left alone', () => {
  const other = { namespace: 'other' };
  const before = sideOf([one, deployment(one.metadata.name, {}, other), deployment('fixed', {}, { name: 'fixed' })]);
  const after = sideOf([two, deployment(one.metadata.name, {}, other), deployment('fixed', {}, { name: 'fixed' })]);
  expect(planOf(before, after).changed).toMatchObject([{ object: { name: 'config' }, rollouts: [] }]);
});

test('two ConfigMaps of one name in two namespaces are two', () => {
  const other = { namespace: 'other' };
  const elsewhere = [generated({ A: '1' }, other), generated({ A: '2' }, other)] as const;
  const side = (map: typeof one, theirs: typeof one) =>
    sideOf([map, theirs, ...users(map.metadata.name), deployment(theirs.metadata.name, {}, other)]);
  expect(planOf(side(one, elsewhere[0]), side(one, elsewhere[1])).changed).toMatchObject([
    {
      object: { name: 'config', namespace: 'other' },
      rollouts: [{ workload: { namespace: 'other' }, how: 'restart' }],
    },
  ]);
});

test('a ConfigMap of no namespace is that of workloads of none', () => {
  const none = { namespace: undefined };
  const side = (data: object) => {
    const map = generated(data, none);
    return sideOf([map, deployment(map.metadata.name, {}, none)]);
  };
  expect(planOf(side({ A: '1' }), side({ A: '2' })).changed).toMatchObject([
    { object: { name: 'config' }, rollouts: [{ workload: { name: 'web' }, how: 'restart' }] },
  ]);
});

test('what refers to it but runs no pods is not rolled', () => {
  const reference = (map: string) => object('example.com/v1', 'Reader', { spec: { configMap: map } });
  const { changed } = planOf(sideOf([one, reference(one.metadata.name)]), sideOf([two, reference(two.metadata.name)]));
  expect(changed).toMatchObject([{ object: { name: 'config' }, rollouts: [], destructive: [] }]);
});

test('a workload that comes or goes with it is not rolled', () => {
  expect(planOf(sideOf([one]), sideOf([two, deployment(two.metadata.name)])).changed).toMatchObject([{ rollouts: [] }]);
  expect(planOf(sideOf([one, deployment(one.metadata.name)]), sideOf([two])).changed).toMatchObject([{ rollouts: [] }]);
});

test('a Job that may not be replaced is refused, and one that changes itself says so itself', () => {
  const refused = planOf(sideOf([one, job(one.metadata.name)]), sideOf([two, job(two.metadata.name)])).changed;
  expect(refused).toMatchObject([
    {
      destructive: [
        expect.stringMatching(/^Job client-a-demo\/import: spec\.template cannot change in place: the API server/),
      ],
      rollouts: [],
    },
  ]);
  const self = (metadata: Metadata) =>
    planOf(
      sideOf([one, job(one.metadata.name, metadata)]),
      sideOf([two, job(two.metadata.name, metadata, { completions: 2 })]),
    ).changed;
  expect(self({})).toMatchObject([
    { object: { name: 'config' }, destructive: [], rollouts: [] },
    {
      object: { name: 'import' },
      destructive: [expect.stringMatching(/^spec\.completions cannot change/)],
      rollouts: [],
    },
  ]);
  expect(self(FORCED)).toMatchObject([
    { object: { name: 'config' }, destructive: [], rollouts: [{ workload: { name: 'import' }, how: 'rerun' }] },
    { object: { name: 'import' }, destructive: [expect.stringMatching(/^spec\.completions/)], rollouts: [] },
  ]);
});

test('pods restart where their template changes, and not where anything else of a workload does', () => {
  const side = (map: string, replicas: number) => sideOf([deployment(map, { replicas })]);
  expect(planOf(side('a', 1), side('b', 2)).changed).toMatchObject([{ rollouts: [{ how: 'restart' }] }]);
  expect(planOf(side('a', 1), side('a', 2)).changed).toMatchObject([{ rollouts: [] }]);
  const pod = (image: string) => object('v1', 'Pod', { spec: { containers: [{ name: 'a', image }] } });
  expect(changeOf(pod('a'), pod('b')).rollouts).toEqual([]);
});

test('a generated ConfigMap keeps its tenant, and its users theirs', () => {
  const plan = planOf(sideOf([one, deployment(one.metadata.name)]), sideOf([two, deployment('x')]));
  expect(plan.changed.map(({ object: { name }, tenant }) => [name, tenant])).toEqual([
    ['config', undefined],
    ['web', undefined],
  ]);
  const owned = (side: ReturnType<typeof sideOf>) => ({
    ...side,
    owners: new Map([...side.files.keys()].map((path) => [path, { environment: 'development', tenant: 'client-a' }])),
  });
  const of = planOf(owned(sideOf([one, deployment(one.metadata.name)])), owned(sideOf([two, deployment('x')])));
  expect(of.changed.map(({ object: { name }, tenant }) => [name, tenant])).toEqual([
    ['config', 'client-a'],
    ['web', 'client-a'],
  ]);
});
