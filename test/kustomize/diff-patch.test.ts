import { deletePatch, diffPatch, type KubeObject } from '../../lib/kustomize';
import { copyJson, type JsonMap, sameJson } from '../../lib/kustomize/_json';
import { mergePatch } from '../../lib/kustomize/merge';

const object = (apiVersion: string, kind: string, content: object) =>
  ({ apiVersion, kind, metadata: { name: 'a', namespace: 'n' }, ...content }) as KubeObject & JsonMap;
const deployment = (spec: object) => object('apps/v1', 'Deployment', { spec });
const containers = (...list: object[]) => deployment({ template: { spec: { containers: list } } });
const env = (...list: (readonly [string, string])[]) =>
  containers({ name: 'main', env: list.map(([name, value]) => ({ name, value })) });
const ports = (...list: object[]) => containers({ name: 'main', ports: list });
const policy = (spec: object) => object('networking.k8s.io/v1', 'NetworkPolicy', { spec });
const crd = (spec: object) => object('example.com/v1', 'Thing', { spec });

const CASES: Readonly<Record<string, readonly [base: KubeObject, wanted: KubeObject, patch: object | undefined]>> = {
  'nothing differs': [deployment({ a: [1], b: { c: '' } }), deployment({ b: { c: '' }, a: [1] }), undefined],
  'null and undefined are nothing': [deployment({ a: null, b: { c: undefined } }), deployment({ b: {} }), undefined],
  'a value changes': [
    deployment({ replicas: 1, paused: true }),
    deployment({ replicas: 2, paused: true }),
    { spec: { replicas: 2 } },
  ],
  'a map appears': [
    deployment({}),
    deployment({ strategy: { type: 'Recreate' }, e: {} }),
    { spec: { strategy: { type: 'Recreate' }, e: {} } },
  ],
  'keys go': [
    deployment({ a: 1, b: { c: 2, d: 3 } }),
    deployment({ b: { d: 3 } }),
    { spec: { a: null, b: { c: null } } },
  ],
  'a map becomes empty': [deployment({ b: { c: 2 } }), deployment({ b: {} }), { spec: { b: { c: null } } }],
  'a map becomes a list': [
    deployment({ a: { b: {} } }),
    deployment({ a: { b: [] } }),
    { spec: { a: { $patch: 'replace', b: [] } } },
  ],
  'a text becomes a number': [
    deployment({ a: { max: '25%', min: 0 } }),
    deployment({ a: { max: 1, min: 0 } }),
    { spec: { a: { $patch: 'replace', max: 1, min: 0 } } },
  ],
  'labels and annotations': [
    object('v1', 'Namespace', { metadata: { name: 'a', labels: { x: '1' }, annotations: { o: 'p' } } }),
    object('v1', 'Namespace', { metadata: { name: 'a', labels: { x: '1', y: '2' } } }),
    { metadata: { name: 'a', labels: { y: '2' }, annotations: null } },
  ],
  'an atomic list': [
    deployment({ template: { spec: { tolerations: [{ key: 'a' }, { key: 'b' }] } } }),
    deployment({ template: { spec: { tolerations: [{ key: 'a' }] } } }),
    { spec: { template: { spec: { tolerations: [{ key: 'a' }] } } } },
  ],
  'claim templates, which are atomic': [
    object('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates: [{ metadata: { name: 'a' } }] } }),
    object('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates: [{ metadata: { name: 'a' }, spec: {} }] } }),
    { spec: { volumeClaimTemplates: [{ metadata: { name: 'a' }, spec: {} }] } },
  ],
  'policy rules, which are atomic': [
    policy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }], policyTypes: ['Egress'] }),
    policy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/9' } }] }], policyTypes: ['Egress'] }),
    { spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/9' } }] }] } },
  ],
  'a list of a kind that kustomize does not know': [
    crd({ containers: [{ name: 'a' }, { name: 'b' }] }),
    crd({ containers: [{ name: 'a', x: 1 }, { name: 'b' }] }),
    { spec: { containers: [{ name: 'a', x: 1 }, { name: 'b' }] } },
  ],
  'the only container': [
    containers({ name: 'curl', image: 'i', resources: { requests: { cpu: '1' } } }),
    containers({ name: 'curl', image: 'i', resources: { requests: { cpu: '2' } } }),
    { spec: { template: { spec: { containers: [{ name: 'curl', resources: { requests: { cpu: '2' } } }] } } } },
  ],
  'the first of several': [
    containers({ name: 'a', image: '1' }, { name: 'b', image: '1' }),
    containers({ name: 'a', image: '2' }, { name: 'b', image: '1' }),
    { spec: { template: { spec: { containers: [{ name: 'a', image: '2' }] } } } },
  ],
  'the second of several: what stays before it is named, or it would move to the front': [
    containers({ name: 'a', image: '1' }, { name: 'b', image: '1' }, { name: 'c', image: '1' }),
    containers({ name: 'a', image: '1' }, { name: 'b', image: '2' }, { name: 'c', image: '1' }),
    { spec: { template: { spec: { containers: [{ name: 'a' }, { name: 'b', image: '2' }] } } } },
  ],
  'one more at the end': [
    env(['A', '1']),
    env(['A', '1'], ['B', '2']),
    {
      spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'A' }, { name: 'B', value: '2' }] }] } } },
    },
  ],
  'one more at the front': [
    env(['A', '1']),
    env(['B', '2'], ['A', '1']),
    { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'B', value: '2' }] }] } } } },
  ],
  'one less': [
    env(['A', '1'], ['B', '2'], ['C', '3']),
    env(['A', '1'], ['C', '3']),
    { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'B', $patch: 'delete' }] }] } } } },
  ],
  'another order': [
    env(['A', '1'], ['B', '2'], ['C', '3']),
    env(['C', '3'], ['A', '1'], ['B', '2']),
    { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'C' }] }] } } } },
  ],
  'none left': [
    env(['A', '1']),
    env(),
    { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'A', $patch: 'delete' }] }] } } } },
  ],
  'a volume of another type': [
    deployment({ template: { spec: { volumes: [{ name: 'v', emptyDir: {} }] } } }),
    deployment({ template: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' } }] } } }),
    { spec: { template: { spec: { volumes: [{ name: 'v', configMap: { name: 'c' }, emptyDir: null }] } } } },
  ],
  'mounts by path': [
    containers({ name: 'main', volumeMounts: [{ mountPath: '/a', name: 'a' }] }),
    containers({ name: 'main', volumeMounts: [{ mountPath: '/b', name: 'a' }] }),
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                volumeMounts: [
                  { mountPath: '/b', name: 'a' },
                  { mountPath: '/a', $patch: 'delete' },
                ],
              },
            ],
          },
        },
      },
    },
  ],
  'ports by number': [
    ports({ containerPort: 80 }, { containerPort: 81 }),
    ports({ containerPort: 80 }, { containerPort: 81, name: 'x' }),
    {
      spec: {
        template: {
          spec: { containers: [{ name: 'main', ports: [{ containerPort: 80 }, { containerPort: 81, name: 'x' }] }] },
        },
      },
    },
  ],
  'ports by number and protocol': [
    ports({ containerPort: 53, protocol: 'UDP' }, { containerPort: 53, protocol: 'TCP' }),
    ports({ containerPort: 53, protocol: 'TCP' }),
    {
      spec: {
        template: {
          spec: { containers: [{ name: 'main', ports: [{ containerPort: 53, protocol: 'UDP', $patch: 'delete' }] }] },
        },
      },
    },
  ],
  'a port at the end, where kustomize would put it first': [
    ports({ containerPort: 80, protocol: 'TCP' }),
    ports({ containerPort: 80, protocol: 'TCP' }, { containerPort: 81, protocol: 'TCP' }),
    {
      spec: {
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                ports: [
                  { $patch: 'replace' },
                  { containerPort: 80, protocol: 'TCP' },
                  { containerPort: 81, protocol: 'TCP' },
                ],
              },
            ],
          },
        },
      },
    },
  ],
  'an element without its key': [
    containers({ name: 'main', env: [{ value: '1' }] }),
    containers({ name: 'main', env: [{ name: 'A' }] }),
    { spec: { template: { spec: { containers: [{ name: 'main', env: [{ $patch: 'replace' }, { name: 'A' }] }] } } } },
  ],
  finalizers: [
    object('v1', 'ConfigMap', { metadata: { name: 'a', finalizers: ['x', 'y'] } }),
    object('v1', 'ConfigMap', { metadata: { name: 'a', finalizers: ['z'] } }),
    { metadata: { name: 'a', finalizers: [{ $patch: 'replace' }, 'z'] } },
  ],
};

describe.each(Object.entries(CASES))('%s', (_, [base, wanted, expected]) => {
  const patch = diffPatch(base, wanted);

  test('the patch says what differs and no more', () => {
    const { apiVersion, kind, metadata } = base;
    expect(patch).toEqual(expected && { apiVersion, kind, metadata, ...expected });
  });

  test('the patch gives what is wanted', () => {
    if (!patch) return;
    const merged = mergePatch(copyJson(base as unknown as JsonMap), copyJson(patch as unknown as JsonMap));
    expect(merged).toEqual(JSON.parse(JSON.stringify(wanted)));
  });
});

test('neither object is changed, and the patch shares nothing with them', () => {
  const base = env(['A', '1']);
  const wanted = env(['B', '2'], ['A', '3']);
  const before = JSON.stringify([base, wanted]);
  const patch = diffPatch(base, wanted) as KubeObject;
  mergePatch(copyJson(base), patch as unknown as JsonMap);
  expect(JSON.stringify([base, wanted])).toBe(before);
});

test('two objects that are not one cannot be patched into each other', () => {
  expect(() => diffPatch(deployment({}), { ...deployment({}), metadata: { name: 'b' } })).toThrow(/cannot turn/);
});

test('what no patch can give is an error, not a wrong patch', () => {
  expect(() => diffPatch(env(['A', '1']), env(['A', '1'], ['A', '2']))).toThrow(/^No patch turns .* n\/a into/);
  const mixed = ports({ containerPort: 53, protocol: 'UDP' }, { containerPort: 53 });
  expect(() => diffPatch(ports(), mixed)).toThrow(/^No patch turns/);
});

test('a patch that deletes its target holds its identity and the directive', () => {
  const patch = deletePatch(deployment({ replicas: 1 }));
  expect(patch).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'n' },
    $patch: 'delete',
  });
  expect(mergePatch(copyJson(deployment({})), copyJson(patch as unknown as JsonMap))).toBeUndefined();
});

test('order counts in lists and not in maps', () => {
  expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(sameJson([1, 2], [2, 1])).toBe(false);
  expect(sameJson({ a: undefined }, {})).toBe(false);
});
