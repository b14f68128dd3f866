import { changeOf, namesOf, object, planOf, reconciliation, sideOf } from './_sides';

const KEPT = { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } };
const FORCED = { annotations: { 'kustomize.toolkit.fluxcd.io/force': 'enabled' } };
const FLUX = [reconciliation('egress-dev', './dist/overlays/development')];

const namespace = (metadata = {}) => object('v1', 'Namespace', {}, { name: 'client-a-demo', ...metadata });
const claim = (storage: string, metadata = {}, spec = {}) =>
  object('v1', 'PersistentVolumeClaim', { spec: { resources: { requests: { storage } }, ...spec } }, metadata);
const policy = object('networking.k8s.io/v1', 'NetworkPolicy');

/** Why the first of the objects is not to go lightly. */
function reasonToKeep(...removed: ReturnType<typeof object>[]): readonly string[] {
  const plan = planOf(sideOf(removed, FLUX), sideOf([], FLUX));
  expect(plan.removed).toHaveLength(removed.length);
  return plan.removed.find((one) => one.object.kind === removed[0]?.kind)?.destructive ?? [];
}

describe('what goes', () => {
  test('a namespace that Flux deletes takes everything with it', () => {
    expect(reasonToKeep(namespace())).toEqual(['Flux deletes it with everything in it, volume claims included']);
  });

  test('a namespace that Flux may not delete stays behind, and is open if its policies go', () => {
    expect(reasonToKeep(namespace(KEPT))).toEqual([
      'Flux leaves it behind (prune: disabled): it stays until it is deleted by hand',
    ]);
    expect(reasonToKeep(namespace(KEPT), policy)).toEqual([
      'Flux leaves it behind (prune: disabled): it stays, of its network policies with none, until it is deleted by hand',
    ]);
    const elsewhere = object('networking.k8s.io/v1', 'NetworkPolicy', {}, { namespace: 'other' });
    expect(reasonToKeep(namespace(KEPT), elsewhere, object('v1', 'ServiceAccount'))).toEqual([
      'Flux leaves it behind (prune: disabled): it stays until it is deleted by hand',
    ]);
    const deny = object('networking.k8s.io/v1', 'NetworkPolicy', {}, { name: 'default-deny', ...KEPT });
    expect(reasonToKeep(namespace(KEPT), policy, deny)).toEqual([
      'Flux leaves it behind (prune: disabled): it stays, of its network policies with default-deny, until it is deleted by hand',
    ]);
    expect(reasonToKeep(namespace(KEPT), deny)).toEqual([
      'Flux leaves it behind (prune: disabled): it stays until it is deleted by hand',
    ]);
  });

  test('what Flux may not touch, or is labelled, stays as well', () => {
    const label = 'kustomize.toolkit.fluxcd.io';
    for (const metadata of [
      { labels: { [`${label}/prune`]: 'disabled' } },
      { annotations: { [`${label}/reconcile`]: 'disabled' } },
    ]) {
      expect(reasonToKeep(claim('1Gi', metadata))).toEqual([expect.stringMatching(/^Flux leaves it behind/)]);
    }
    expect(reasonToKeep(claim('1Gi', { annotations: { [`${label}/prune`]: '', [`${label}/reconcile`]: '' } }))).toEqual(
      ['Flux deletes it, its data with it'],
    );
  });

  test('it is what was applied last that counts: an annotation that comes too late keeps nothing', () => {
    const before = sideOf([namespace()], FLUX);
    expect(planOf(before, sideOf([namespace(KEPT)], FLUX)).changed[0]?.destructive).toEqual([]);
    expect(planOf(before, sideOf([], FLUX)).removed[0]?.destructive).toEqual([
      expect.stringMatching(/^Flux deletes it/),
    ]);
  });

  test('a volume claim, with its data or left behind', () => {
    expect(reasonToKeep(claim('1Gi'))).toEqual(['Flux deletes it, its data with it']);
    expect(reasonToKeep(claim('1Gi', KEPT))).toEqual([
      'Flux leaves it behind with its data (prune: disabled): it stays until it is deleted by hand',
    ]);
  });

  test('a StatefulSet leaves its claims, unless it is told not to', () => {
    const set = (spec: object) => object('apps/v1', 'StatefulSet', { spec: { ...spec } });
    const volumeClaimTemplates = [{ metadata: { name: 'data' } }];
    expect(reasonToKeep(set({}))).toEqual([]);
    expect(reasonToKeep(set({ volumeClaimTemplates: [] }))).toEqual([]);
    expect(reasonToKeep(set({ volumeClaimTemplates }))).toEqual([
      'its volume claims stay behind with their data until they are deleted by hand',
    ]);
    expect(
      reasonToKeep(set({ volumeClaimTemplates, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })),
    ).toEqual(['its volume claims go with it, their data too']);
  });

  test('anything else goes alone', () => {
    const kept = object('networking.k8s.io/v1', 'NetworkPolicy', {}, KEPT);
    expect(planOf(sideOf([kept, claim('1Gi')], FLUX), sideOf([], FLUX)).removed.map((one) => one.kept)).toEqual([
      undefined,
      true,
    ]);
    expect(reasonToKeep(policy)).toEqual([]);
  });

  test('where Flux prunes nothing, all of it stays', () => {
    const flux = [reconciliation('egress-dev', './dist/overlays/development', { prune: false })];
    const plan = planOf(sideOf([namespace(), claim('1Gi'), policy], FLUX), sideOf([], flux));
    expect(plan.unpruned).toBe(true);
    expect(plan.removed.map(({ destructive }) => destructive[0]).sort()).toEqual([
      'Flux leaves it behind (prune: false): it stays until it is deleted by hand',
      'Flux leaves it behind with its data (prune: false): it stays until it is deleted by hand',
      undefined,
    ]);
  });
});

describe('whether Flux prunes', () => {
  const flux = (name: string, prune: boolean) => reconciliation(name, './dist/overlays/development', { prune });
  const isUnpruned = (before: ReturnType<typeof flux>[], after: ReturnType<typeof flux>[]) =>
    planOf(sideOf([policy], before), sideOf([], after)).unpruned;

  test('it does where nothing says otherwise', () => {
    expect(isUnpruned([], [])).toBeUndefined();
    const other = object('kustomize.toolkit.fluxcd.io/v1', 'Other');
    const alike = object('kustomize.config.k8s.io/v1', 'Kustomization');
    expect(isUnpruned([other], [other])).toBeUndefined();
    expect(isUnpruned([alike], [alike])).toBeUndefined();
  });

  test('the Kustomizations say so, or those that go; any of several', () => {
    expect(isUnpruned([flux('a', true)], [flux('a', false)])).toBe(true);
    expect(isUnpruned([flux('a', false)], [flux('a', true)])).toBeUndefined();
    expect(isUnpruned([flux('a', false)], [])).toBe(true);
    expect(isUnpruned([flux('a', true)], [])).toBeUndefined();
    expect(isUnpruned([], [flux('a', false)])).toBe(true);
    expect(isUnpruned([flux('a', false)], [flux('a', false), flux('b', true)])).toBeUndefined();
  });

  test('it says so only where something goes', () => {
    const side = (...objects: ReturnType<typeof object>[]) => sideOf(objects, [flux('a', false)]);
    expect(planOf(side(policy), side(policy, claim('1Gi'))).unpruned).toBeUndefined();
  });

  test('that of flux bootstrap does not count', () => {
    const system = flux('flux-system', true);
    expect(isUnpruned([system, flux('a', false)], [system, flux('a', false)])).toBe(true);
    expect(isUnpruned([flux('flux-system', false)], [flux('flux-system', false)])).toBeUndefined();
  });
});

describe('what cannot change', () => {
  const REFUSED =
    'the API server refuses it, and Flux applies nothing of the same Kustomization until the object is deleted';

  test.each(['Deployment', 'DaemonSet', 'StatefulSet'])('the selector of a %s', (kind) => {
    const of = (app: string, metadata = {}) =>
      object('apps/v1', kind, { spec: { selector: { matchLabels: { app } }, template: {} } }, metadata);
    expect(changeOf(of('a'), of('b')).destructive).toEqual([`spec.selector cannot change in place: ${REFUSED}`]);
    expect(changeOf(of('a'), of('b', FORCED)).destructive).toEqual([
      'spec.selector cannot change in place: Flux deletes it and makes a new one (force: enabled)',
    ]);
  });

  // The fields that the API server's validation lets an update change.
  test.each([
    'replicas',
    'template',
    'updateStrategy',
    'persistentVolumeClaimRetentionPolicy',
    'minReadySeconds',
    'ordinals',
    'revisionHistoryLimit',
  ])('of a StatefulSet %s can', (field) => {
    const of = (value: string) => object('apps/v1', 'StatefulSet', { spec: { [field]: { some: value } } });
    expect(changeOf(of('a'), of('b')).destructive).toEqual([]);
  });

  test.each(['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates', 'ordinal'])(
    'of a StatefulSet %s cannot',
    (field) => {
      const of = (value: string) => object('apps/v1', 'StatefulSet', { spec: { [field]: { some: value } } });
      expect(changeOf(of('a'), of('b')).destructive).toEqual([`spec.${field} cannot change in place: ${REFUSED}`]);
    },
  );

  test.each([
    ['batch/v1', 'Job', ['template', 'selector', 'completions', 'completionMode', 'podFailurePolicy']],
    ['v1', 'PersistentVolumeClaim', ['storageClassName', 'accessModes', 'volumeMode']],
  ])('of a %s %s %j cannot', (apiVersion, kind, fields) => {
    for (const field of fields) {
      const of = (value: string) => object(apiVersion, kind, { spec: { [field]: { some: value } } });
      expect(changeOf(of('a'), of('b')).destructive).toEqual([`spec.${field} cannot change in place: ${REFUSED}`]);
    }
  });

  test.each(['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'])(
    'of a StorageClass %s cannot',
    (field) => {
      const of = (value: string) => object('storage.k8s.io/v1', 'StorageClass', { [field]: value });
      expect(changeOf(of('a'), of('b')).destructive).toEqual([`${field} cannot change in place: ${REFUSED}`]);
    },
  );

  test('of a StatefulSet, everything but what it says how many and of what', () => {
    const of = (spec: object) => object('apps/v1', 'StatefulSet', { spec });
    const fine = { replicas: 2, template: { metadata: {} }, updateStrategy: {}, minReadySeconds: 1 };
    expect(changeOf(of({ replicas: 1 }), of(fine)).destructive).toEqual([]);
    const volumeClaimTemplates = [{ metadata: { name: 'data' } }];
    expect(changeOf(of({ serviceName: 'a' }), of({ serviceName: 'b', volumeClaimTemplates })).destructive).toEqual([
      `spec.serviceName, spec.volumeClaimTemplates cannot change in place: ${REFUSED}`,
    ]);
  });

  test('the template of a Job, which is replaced as its annotation says', () => {
    const of = (image: string, metadata = {}) =>
      object('batch/v1', 'Job', { spec: { template: { spec: { containers: [{ name: 'a', image }] } } } }, metadata);
    expect(changeOf(of('a:1', FORCED), of('a:2', FORCED))).toMatchObject({
      destructive: ['spec.template cannot change in place: Flux deletes the Job and runs it again (force: enabled)'],
      rollouts: [{ workload: { kind: 'Job', name: 'thing' }, how: 'rerun' }],
    });
    expect(changeOf(of('a:1'), of('a:2'))).toMatchObject({
      destructive: [`spec.template cannot change in place: ${REFUSED}`],
      rollouts: [],
    });
  });

  test('of a StatefulSet all of its spec, and keys that are no plain words', () => {
    const of = (rest: Record<string, unknown>) => object('apps/v1', 'StatefulSet', rest);
    const fields = (before: Record<string, unknown>, after: Record<string, unknown>) =>
      changeOf(of(before), of(after)).destructive.map((reason) => reason.split(' cannot')[0]);
    expect(fields({}, { spec: { serviceName: 'a' } })).toEqual(['spec']);
    const odd = (x: number) => ({ spec: { 'a.b': { spec: { x } } } });
    expect(fields(odd(1), odd(2))).toEqual(['spec["a.b"].spec.x']);
    const storage = (amount: string) => ({ spec: { resources: { requests: { storage: amount } } } });
    expect(fields(storage('1Gi'), storage('2Gi'))).toEqual(['spec.resources']);
  });

  test('a volume claim, which only grows', () => {
    const limited = (storage: string) => claim('1Gi', {}, { resources: { limits: { storage } } });
    expect(changeOf(limited('1Gi'), limited('2Gi')).destructive).toHaveLength(1);
    const asking = (requests: object) => claim('1Gi', {}, { resources: { requests } });
    expect(changeOf(asking({ cpu: 1 }), asking({ cpu: 1, storage: '1Gi' })).destructive).toHaveLength(1);
    expect(changeOf(asking({ cpu: 1, storage: '1Gi' }), asking({ cpu: 1 })).destructive).toHaveLength(1);
    expect(changeOf(claim('1Gi'), claim('2Gi')).destructive).toEqual([]);
    expect(changeOf(claim('1Gi'), claim('1000Mi')).destructive).toEqual([
      `spec.resources cannot change in place: ${REFUSED}`,
    ]);
    expect(changeOf(claim('1Gi', FORCED), claim('1Gi', FORCED, { storageClassName: 'fast' })).destructive).toEqual([
      'spec.storageClassName cannot change in place: Flux deletes it, its data with it, and makes a new one (force: enabled)',
    ]);
  });

  test('the address of a Service, and what a RoleBinding binds', () => {
    const service = (spec: object) => object('v1', 'Service', { spec });
    expect(changeOf(service({}), service({ clusterIP: 'None' })).destructive).toHaveLength(1);
    expect(changeOf(service({}), service({ selector: { app: 'a' } })).destructive).toEqual([]);
    const binding = (name: string, subjects: string[]) =>
      object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
        roleRef: { kind: 'ClusterRole', name },
        subjects: subjects.map((group) => ({ kind: 'Group', name: group })),
      });
    expect(changeOf(binding('a', ['x']), binding('b', ['x'])).destructive).toEqual([
      `roleRef cannot change in place: ${REFUSED}`,
    ]);
    expect(changeOf(binding('a', ['x']), binding('a', ['y'])).destructive).toEqual([]);
  });

  test('a field that is only named alike can', () => {
    const of = (selectorless: string) => object('apps/v1', 'Deployment', { spec: { selectorless } });
    expect(changeOf(of('a'), of('b')).destructive).toEqual([]);
  });
});

describe('Flux objects', () => {
  const account = object('v1', 'ServiceAccount');

  test('a Kustomization that goes deletes what it has applied, and says how much', () => {
    const { removed } = planOf(sideOf([policy, account, namespace(KEPT)], FLUX), sideOf([]));
    expect(removed.find(({ object: { kind } }) => kind === 'Kustomization')?.destructive).toEqual([
      'Flux deletes the 2 objects that it has applied',
    ]);
  });

  test('one whose objects another has by then deletes only the rest', () => {
    const other = [reconciliation('egress-new', './dist/overlays/development')];
    const { removed } = planOf(sideOf([policy], FLUX), sideOf([policy], other));
    expect(removed[0]?.destructive).toEqual([
      'Flux deletes the 1 object that it has applied, but for what another Kustomization has applied by then',
    ]);
  });

  test('one that has applied nothing that it deletes is no loss; one of an unknown folder deletes all', () => {
    expect(planOf(sideOf([namespace(KEPT)], FLUX), sideOf([namespace(KEPT)])).removed[0]?.destructive).toEqual([]);
    for (const path of ['./elsewhere', undefined]) {
      const flux = [reconciliation('egress-dev', './x', { path })];
      expect(planOf(sideOf([policy], flux), sideOf([policy])).removed[0]?.destructive).toEqual([
        'Flux deletes all that it has applied',
      ]);
    }
  });

  test('one of whose objects another has one by then says so', () => {
    const other = [reconciliation('egress-new', './dist/overlays/development')];
    const { removed } = planOf(sideOf([policy, account], FLUX), sideOf([policy], other));
    expect(removed.find(({ object: { kind } }) => kind === 'Kustomization')?.destructive).toEqual([
      'Flux deletes the 2 objects that it has applied, but for what another Kustomization has applied by then',
    ]);
  });

  test('one that finds all of its objects in another folder loses none', () => {
    const after = sideOf([policy], [reconciliation('egress-dev', './dist/part')]);
    const files = new Map(after.files);
    files.set('dist/part/kustomization.yaml', after.files.get('dist/overlays/development/kustomization.yaml') ?? '');
    files.set('dist/part/object-0.yaml', after.files.get('dist/overlays/development/object-0.yaml') ?? '');
    expect(planOf(sideOf([policy], FLUX), { ...after, files }).changed[0]?.destructive).toEqual([]);
  });

  test.each([{ prune: false }, { deletionPolicy: 'Orphan' }])('one with %p deletes nothing', (spec) => {
    const flux = [reconciliation('egress-dev', './dist/overlays/development', spec)];
    const { removed } = planOf(sideOf([policy], flux), sideOf([policy]));
    expect(namesOf(removed)).toEqual(['Kustomization flux-system/egress-dev']);
    expect(removed[0]?.destructive).toEqual([]);
  });

  test('one that is sent to another folder deletes what is not in there', () => {
    const to = (path: string, spec = {}) => sideOf([policy, account], [reconciliation('egress-dev', path, spec)]);
    const before = to('./dist/overlays/development');
    expect(planOf(before, to('./elsewhere')).changed[0]?.destructive).toEqual([
      'its path changes: Flux deletes all that is not below elsewhere',
    ]);
    expect(planOf(before, to('dist/overlays/development/')).changed[0]?.destructive).toEqual([]);
    expect(planOf(before, to('./elsewhere', { prune: false })).changed[0]?.destructive).toEqual([]);
    const slower = planOf(to('./elsewhere'), to('./elsewhere', { interval: '10m' })).changed[0];
    expect(slower).toMatchObject({ changes: [{ path: 'spec.interval' }], destructive: [] });
  });

  test('one that leaves objects to others deletes them first', () => {
    const before = sideOf([policy, account, namespace(KEPT)], FLUX);
    const after = sideOf([policy, account, namespace(KEPT)], [reconciliation('egress-dev', './dist/part')]);
    const part = { ...after, files: new Map(after.files) };
    part.files.set(
      'dist/part/kustomization.yaml',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
    );
    expect(planOf(before, part).changed[0]?.destructive).toEqual([
      'its path changes: Flux deletes the 2 objects that other Kustomizations take over, and those create them again; set prune: false in a commit before to keep them',
    ]);
  });

  test('what flux bootstrap wrote is compared as it is', () => {
    const path = 'clusters/development/flux-system/gotk-sync.yaml';
    const without = sideOf([], FLUX);
    const files = new Map([...without.files, [path, 'apiVersion: v1\nkind: Secret\nmetadata: { name: x }\n']]);
    const there = { ...without, files, unmanaged: new Set([path]) };
    expect(planOf(there, there)).toMatchObject({ added: [], changed: [], removed: [] });
    expect(planOf(there, without).removed).toMatchObject([{ object: { kind: 'Secret' }, unmanaged: path }]);
  });
});
