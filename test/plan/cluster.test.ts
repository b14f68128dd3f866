import { stringify } from 'yaml';
import type { EnvironmentModel } from '../../lib/model/types';
import { stamp } from '../../lib/output';
import { environmentsOf, ofTenant, planBetween, planChanges, type Side, sideOfOutput } from '../../lib/plan';
import { namesOf, object, planOf, reconciliation } from './_sides';

type Content = string | object | readonly object[];

const textOf = (content: Content) =>
  typeof content === 'string'
    ? content
    : [content]
        .flat()
        .map((one) => stringify(one, { version: '1.1' }))
        .join('---\n');

const list = (...resources: string[]) => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources,
});

/** Files that synth wrote, and files that it did not. */
function side(ours: Readonly<Record<string, Content>>, foreign: Readonly<Record<string, Content>> = {}): Side {
  const written = Object.entries(ours).map(([path, content]): [string, string] => [
    path,
    stamp({
      path,
      content: textOf(content),
      source: path.includes('client-a') ? 'tenants/client-a.yaml' : 'overlays/development.ts',
    }),
  ]);
  const others = Object.entries(foreign).map(([path, content]): [string, string] => [path, textOf(content)]);
  return {
    label: 'what is on disk',
    files: new Map([...written, ...others]),
    unmanaged: new Set(Object.keys(foreign)),
  };
}

const CLUSTER = 'clusters/development';
const SYSTEM = `${CLUSTER}/flux-system`;
const EMPTY = side({ [`${CLUSTER}/x.yaml`]: reconciliation('egress', './nowhere') });
const withFiles = (foreign: Readonly<Record<string, Content>>) => {
  const { files, unmanaged } = side({}, foreign);
  return { ...EMPTY, files: new Map([...EMPTY.files, ...files]), unmanaged };
};
const secret = (name: string, rest = {}) => object('v1', 'Secret', {}, { name, ...rest });

test('the environments of a side are its folders; of Terraform only those that synth made', () => {
  const infra = (environment: string) => ({ [`dist/infra/${environment}/main.tf.json`]: '{}\n' });
  const all = side(
    {
      'dist/overlays/c/x.yaml': {},
      'clusters/b/x.yaml': {},
      'dist/base/a/x.yaml': {},
      'dist/infra/a/main.tf.json': '{\n  "x": 1\n}\n',
    },
    { ...infra('theirs'), 'clusters/d/x.yaml': {}, 'elsewhere/e/x.yaml': {}, ...infra('b') },
  );
  expect(environmentsOf(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('environments are planned by name, one of them alone where it is asked for', () => {
  const before = side({ 'clusters/b/x.yaml': reconciliation('b', './b') });
  const after = side({ 'clusters/a/x.yaml': reconciliation('a', './a') });
  expect(planChanges(before, after).map(({ name, added, removed }) => [name, added.length, removed.length])).toEqual([
    ['a', 1, 0],
    ['b', 0, 1],
  ]);
  expect(planChanges(before, after, 'b').map(({ name }) => name)).toEqual(['b']);
  expect(planChanges(before, after, 'c')).toEqual([]);
});

test('objects belong to the tenant of their file; by the file’s owner, or its folder and first line', () => {
  const before = side({ 'dist/overlays/development/kustomization.yaml': list() });
  const after = side({
    'dist/base/client-a/a.yaml': object('v1', 'Namespace', {}, { name: 'n' }),
    'dist/base/platform/b.yaml': object('v1', 'Namespace', {}, { name: 'p' }),
    'dist/base/client-a/kustomization.yaml': list('a.yaml'),
    'dist/base/platform/kustomization.yaml': list('b.yaml'),
    'dist/overlays/development/kustomization.yaml': list('../../base/client-a', '../../base/platform'),
    [`${CLUSTER}/client-a.yaml`]: reconciliation('egress-a', './a'),
  });
  const plan = planOf(before, after);
  const tenants = ({ added }: typeof plan) => added.map(({ object: { name }, tenant }) => [name, tenant]);
  expect(tenants(plan)).toEqual([
    ['n', 'client-a'],
    ['p', undefined],
    ['egress-a', 'client-a'],
  ]);
  expect(namesOf(ofTenant(plan, 'client-a').added)).toEqual(['Namespace n', 'Kustomization flux-system/egress-a']);
  expect(ofTenant(plan, 'client-b')).toEqual({ name: 'development', added: [], changed: [], removed: [] });
  expect(tenants(ofTenant(planOf(after, before), 'client-a'))).toEqual([]);
  expect(ofTenant(planOf(after, before), 'client-a').removed).toHaveLength(2);
  const owners = new Map([[`${CLUSTER}/client-a.yaml`, { environment: 'development', tenant: 'client-z' }]]);
  expect(tenants(planOf(before, { ...after, owners }))[2]).toEqual(['egress-a', 'client-z']);
});

test('an object of an unmanaged file belongs to the tenant whose namespace it is in', () => {
  const ours = {
    'dist/base/client-a/a.yaml': [
      object('v1', 'Namespace', {}, { name: 'n' }),
      object('v1', 'ServiceAccount', {}, { name: 'o' }),
    ],
    'dist/base/client-a/kustomization.yaml': list('a.yaml'),
    'dist/overlays/development/kustomization.yaml': list('../../base/client-a'),
  };
  const extra = [
    secret('in', { namespace: 'n' }),
    secret('out', { namespace: 'o' }),
    secret('none', { namespace: undefined }),
  ];
  const path = `${CLUSTER}/extra.yaml`;
  const { added } = planOf(side(ours), side(ours, { [path]: extra }));
  expect(added.map(({ object: { name }, tenant, unmanaged }) => [name, tenant, unmanaged])).toEqual([
    ['in', 'client-a', path],
    ['out', undefined, path],
    ['none', undefined, path],
  ]);
  const namespace = [object('v1', 'Namespace', { extra: 1 }, { name: 'n' })];
  expect(planOf(side(ours), side(ours, { [path]: namespace })).changed).toMatchObject([
    { tenant: 'client-a', unmanaged: path },
  ]);
});

describe('unmanaged files', () => {
  const planned = (before: Readonly<Record<string, Content>>, after: Readonly<Record<string, Content>>) => {
    const [plan] = planChanges(withFiles(before), withFiles(after), 'development');
    if (!plan) throw new Error('the environment is not there');
    return plan;
  };
  const named = (files: Readonly<Record<string, Content>>) =>
    planned({}, files).added.map(({ object: { kind, name }, unmanaged }) => `${kind} ${name} of ${unmanaged}`);

  test('count where Flux would take them: manifests of the cluster, files that kustomize and Flux follow', () => {
    expect(
      named({
        [`${CLUSTER}/a.yaml`]: [secret('a'), secret('b')],
        [`${CLUSTER}/b.yml`]: secret('c'),
        [`${CLUSTER}/notes.txt`]: 'x',
        [`${CLUSTER}/.sourceignore`]: 'x\n',
        'clusters/production/a.yaml': secret('d'),
        'dist/overlays/development/c.yaml': secret('e'),
        'dist/infra/development/x.yaml': secret('f'),
        'dist/infra/development/.terraform.lock.hcl': 'x',
        'dist/overlays/development/kustomization.yml': 'resources: [a]\n',
        'dist/base/client-a/Kustomization': 'resources: [b]\n',
        'dist/overlays/production/kustomization.yml': 'resources: [a]\n',
        'dist/base/.sourceignore': 'x\n',
      }),
    ).toEqual(
      [
        `Secret a of ${CLUSTER}/a.yaml`,
        `Secret b of ${CLUSTER}/a.yaml`,
        `Secret c of ${CLUSTER}/b.yml`,
        `File ${CLUSTER}/.sourceignore of ${CLUSTER}/.sourceignore`,
        'Kustomization dist/base/client-a/Kustomization of dist/base/client-a/Kustomization',
        'Kustomization dist/overlays/development/kustomization.yml of dist/overlays/development/kustomization.yml',
      ].sort((a, b) => ((a.split(' of ')[1] ?? '') < (b.split(' of ')[1] ?? '') ? -1 : 1)),
    );
  });

  test('that cannot be read count as a file, beside the objects that can', () => {
    const path = `${CLUSTER}/a.yaml`;
    expect(named({ [path]: `${textOf(secret('a'))}---\nkind: X\n` })).toEqual([
      `Secret a of ${path}`,
      `File ${path} of ${path}`,
    ]);
    expect(named({ [path]: 'a: [\n' })).toEqual([`File ${path} of ${path}`]);
    expect(named({ [path]: '# nothing\n' })).toEqual([]);
  });

  test('change field by field, as a kustomization does', () => {
    const path = 'dist/overlays/development/kustomization.yml';
    expect(planned({ [path]: 'resources: [a]\n' }, { [path]: 'resources: [b]\n' }).changed).toMatchObject([
      {
        object: { kind: 'Kustomization', name: path },
        changes: [{ path: 'resources' }],
        destructive: [],
        unmanaged: path,
      },
    ]);
    const ignore = `${CLUSTER}/.sourceignore`;
    expect(planned({ [ignore]: 'a\n' }, { [ignore]: 'b\n' }).changed).toMatchObject([
      { object: { apiVersion: '', kind: 'File' }, changes: [{ path: 'content', before: 'a\n', after: 'b\n' }] },
    ]);
  });

  test('of flux bootstrap are compared whoever wrote them; its patches as texts', () => {
    const components = `${SYSTEM}/gotk-components.yaml`;
    const files = {
      [components]: secret('a'),
      [`${SYSTEM}/kustomization.yaml`]: { ...list('gotk-components.yaml'), patches: [{ path: 'patch.yaml' }] },
      [`${SYSTEM}/patch.yaml`]: secret('p'),
      [`${SYSTEM}/other.yaml`]: secret('o'),
    };
    expect(named(files)).toEqual([
      `Secret a of ${components}`,
      `Kustomization flux-system/kustomization.yaml of ${SYSTEM}/kustomization.yaml`,
      `Secret o of ${SYSTEM}/other.yaml`,
      `File flux-system/patch.yaml of ${SYSTEM}/patch.yaml`,
    ]);
    const ours = side({ [`${CLUSTER}/x.yaml`]: reconciliation('egress', './nowhere'), [components]: secret('a') });
    const { added } = planOf(EMPTY, ours);
    expect(added).toMatchObject([{ object: { name: 'a' } }]);
    expect(added[0]?.unmanaged).toBeUndefined();
  });

  test('that a side is to do without are not there, all of one or an object of it', () => {
    const path = `${CLUSTER}/a.yaml`;
    const there = withFiles({ [path]: [secret('a'), secret('b')] });
    expect(planOf(there, there)).toMatchObject({ added: [] });
    const without = { ...there, without: (file: string, ref?: { name: string }) => file === path && ref?.name === 'b' };
    expect(namesOf(planOf(without, there).added)).toEqual(['Secret client-a-demo/b']);
    const elsewhere = withFiles({ 'clusters/production/a.yaml': secret('a') });
    const plans = planChanges({ ...elsewhere, without: () => true }, elsewhere);
    expect(plans.map(({ name, added }) => [name, added.length])).toEqual([
      ['development', 0],
      ['production', 1],
    ]);
  });

  test('take the place of an object that synth wrote', () => {
    const { changed, added } = planned({}, { [`${CLUSTER}/a.yaml`]: reconciliation('egress', './other') });
    expect(added).toEqual([]);
    const path = `${CLUSTER}/a.yaml`;
    const both = side({ [`${CLUSTER}/y.yaml`]: secret('a') }, { [path]: secret('a') });
    expect(planOf(side({ [`${CLUSTER}/x.yaml`]: secret('b') }), both).added).toEqual([
      {
        object: { apiVersion: 'v1', kind: 'Secret', namespace: 'client-a-demo', name: 'a' },
        changes: [],
        destructive: [],
        rollouts: [],
        unmanaged: path,
      },
    ]);
    expect(changed).toMatchObject([{ object: { name: 'egress' }, unmanaged: `${CLUSTER}/a.yaml` }]);
  });
});

test('a side that does not build is named with its file', () => {
  const overlay = 'dist/overlays/development';
  const broken = side({ [`${overlay}/kustomization.yaml`]: list('a.yaml'), [`${overlay}/a.yaml`]: 'spec: [\n' });
  expect(() => planOf(broken, EMPTY)).toThrow(`what is on disk does not build: ${overlay}/a.yaml:`);
  expect(() => planOf(EMPTY, { ...broken, label: 'main' })).toThrow(`main does not build: ${overlay}/a.yaml:`);
});

test('an environment that is the same on both sides is not built, whatever differs elsewhere', () => {
  const overlay = 'dist/overlays/development';
  const files = { [`${overlay}/kustomization.yaml`]: list('a.yaml'), [`${overlay}/a.yaml`]: 'spec: [\n' };
  const broken = side(files);
  const nothing = { name: 'development', added: [], changed: [], removed: [] };
  expect(planOf(broken, broken)).toEqual(nothing);
  const elsewhere = side(files, { 'dist/infra/development/x.tf': '', 'x/y.yaml': '' });
  expect(planOf(elsewhere, { ...elsewhere, files: broken.files })).toMatchObject(nothing);
  expect(planOf({ ...elsewhere, without: () => false }, elsewhere)).toEqual(nothing);
  expect(planOf({ ...broken, without: () => false }, broken)).toEqual(nothing);
  const here = side(files, { 'dist/infra/development/x.tf': '', [`${CLUSTER}/z.yaml`]: '' });
  expect(() => planOf({ ...here, without: () => true }, here)).toThrow('does not build');
});

test('what is to be written is compared as it would lie on the disk, manifests and files of machines only', () => {
  const file = (path: string) => ({
    path,
    content: 'a: 1\n',
    source: 'tenants/client-a.yaml',
    owner: { tenant: path },
  });
  const compared = ['dist/base/a.yaml', 'dist/infra/d/notes.txt', 'clusters/d/.hidden.yaml'];
  const others = [
    'dist/base/.a.yaml',
    'dist/.x/a.yaml',
    'dist/base/a.txt',
    'dist/other/a.yaml',
    'x/a.yaml',
    'clusters/d/.a.yaml.1.synth-tmp',
  ];
  const output = sideOfOutput([...others, ...compared].map(file));
  expect([...output.files.keys()]).toEqual(compared);
  expect(output.owners?.get('dist/base/a.yaml')).toEqual({ tenant: 'dist/base/a.yaml' });
  expect(output.files.get('dist/base/a.yaml')).toMatch(/^# Generated from tenants\/client-a\.yaml .*\na: 1\n$/);
  expect(output.label).toBe('what would be written');
});

describe('two environments', () => {
  const model = (name: string, flux = `egress-${name}`) =>
    ({
      environment: { name, flux: { name: flux, source: { name: `source-${name}` } } },
      tenants: [],
    }) as unknown as EnvironmentModel;
  const source = (name: string) =>
    object('source.toolkit.fluxcd.io/v1', 'GitRepository', { spec: { url: 'x' } }, { name, namespace: 'flux-system' });
  const cluster = (name: string, more: object[] = [], spec = {}) => ({
    [`clusters/${name}/x.yaml`]: [
      reconciliation(`egress-${name}`, './same', spec),
      reconciliation(`egress-${name}-client-a`, './same'),
      source(`source-${name}`),
      source(`source-${name}-x`),
      reconciliation(`egress-${name}x`, './same'),
      ...more,
    ],
  });

  test('are the same but for what the names of their Flux objects make', () => {
    const plan = planBetween(side({ ...cluster('one'), ...cluster('two') }), model('one'), model('two'));
    expect(plan.name).toBe('one → two');
    expect(plan.changed.map(({ object: { name }, changes }) => [name, changes.map(({ path }) => path)])).toEqual([
      ['egress-two', ['metadata.name']],
      ['egress-two-client-a', ['metadata.name']],
      ['source-two', ['metadata.name']],
      ['source-two-x', ['metadata.name']],
    ]);
    expect(namesOf(plan.added)).toEqual(['Kustomization flux-system/egress-twox']);
    expect(namesOf(plan.removed)).toEqual(['Kustomization flux-system/egress-onex']);
  });

  test('threaten nobody, and differ by their objects and fields', () => {
    const job = (image: string) =>
      object('batch/v1', 'Job', { spec: { template: { spec: { containers: [{ name: 'a', image }] } } } });
    const claim = object('v1', 'PersistentVolumeClaim');
    const both = side({ ...cluster('one', [job('a'), claim]), ...cluster('two', [job('b')], { prune: false }) });
    const plan = planBetween(both, model('one'), model('two'));
    const flux = plan.changed.find(({ object: { name } }) => name === 'egress-two');
    expect(flux?.changes.map(({ path }) => path)).toEqual(['metadata.name', 'spec.prune']);
    const changed = plan.changed.find(({ object: { kind } }) => kind === 'Job');
    expect(changed).toMatchObject({ destructive: [], rollouts: [] });
    expect(plan.removed).toContainEqual(
      expect.objectContaining({ object: expect.objectContaining({ kind: 'PersistentVolumeClaim' }), destructive: [] }),
    );
    expect(planBetween(both, model('one'), model('one'))).toEqual({
      name: 'one → one',
      added: [],
      changed: [],
      removed: [],
    });
  });

  test('have tenants, and pair only Flux objects by their neutral names', () => {
    const files = { ...cluster('one', [secret('source-one')]), ...cluster('two', [secret('source-two')]) };
    const owners = new Map(Object.keys(files).map((path) => [path, { tenant: 'client-a' }]));
    const plan = planBetween({ ...side(files), owners }, model('one'), model('two'));
    expect(namesOf(plan.added)).toContain('Secret client-a-demo/source-two');
    expect(namesOf(plan.removed)).toContain('Secret client-a-demo/source-one');
    for (const { tenant } of [...plan.added, ...plan.changed, ...plan.removed]) expect(tenant).toBe('client-a');
  });

  test('that have no name before them are compared by their own', () => {
    const plan = planBetween(side({ ...cluster('one'), ...cluster('two') }), model('one', 'x'), model('two', 'x'));
    expect(plan.added).toHaveLength(3);
    expect(plan.removed).toHaveLength(3);
  });
});
