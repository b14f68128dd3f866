import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../../lib/plan';
import { fieldChanges } from '../../lib/plan/_fields';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { changeOf, object, planOf, sideOf } from './_sides';

const deployment = (spec: object, template: object = {}) =>
  object('apps/v1', 'Deployment', {
    spec: { selector: { matchLabels: { app: 'x' } }, template: { ...template, spec } },
  });

/** Paths and values without the way to the pod. */
function podChanges(before: object, after: object): string[] {
  return changeOf(deployment(before), deployment(after)).changes.map(show);
}

function show({ path, before, after }: FieldChange): string {
  return `${path.replace('spec.template.spec.', '')}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`;
}

describe('fields are addressed as a reader would', () => {
  test('containers, variables and volumes by their names, ports by their numbers, mounts by their paths', () => {
    const container = (image: string, value: string, containerPort: number, readOnly: boolean) => ({
      name: 'curl',
      image,
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value },
      ],
      ports: [{ containerPort, name: 'http' }],
      volumeMounts: [{ mountPath: '/data', name: 'data', readOnly }],
    });
    expect(
      podChanges(
        { containers: [container('a:1', '1', 80, true)], volumes: [{ name: 'data', emptyDir: {} }] },
        { containers: [container('a:2', '2', 81, false)], volumes: [{ name: 'data', secret: { secretName: 's' } }] },
      ),
    ).toEqual([
      'containers[curl].env[B].value: "1" → "2"',
      'containers[curl].image: "a:1" → "a:2"',
      'containers[curl].ports[81]: null → {"containerPort":81,"name":"http"}',
      'containers[curl].ports[80]: {"containerPort":80,"name":"http"} → null',
      'containers[curl].volumeMounts[/data].readOnly: true → false',
      'volumes[data].emptyDir: {} → null',
      'volumes[data].secret: null → {"secretName":"s"}',
    ]);
  });

  test('a claim template by the name in its metadata', () => {
    const set = (storage: string) =>
      object('apps/v1', 'StatefulSet', {
        spec: {
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { resources: { requests: { storage } } } }],
        },
      });
    expect(changeOf(set('1Gi'), set('2Gi')).changes.map(show)).toEqual([
      'spec.volumeClaimTemplates[data].spec.resources.requests.storage: "1Gi" → "2Gi"',
    ]);
  });

  test('keys that are no plain words in brackets', () => {
    const config = (value: string) => object('v1', 'ConfigMap', { data: { 'squid.conf': value } });
    expect(changeOf(config('a'), config('b')).changes.map(show)).toEqual(['data["squid.conf"]: "a" → "b"']);
  });

  test('an element without a name by its place, and only the ones that differ', () => {
    const policy = (...cidrs: string[]) =>
      object('networking.k8s.io/v1', 'NetworkPolicy', {
        spec: { egress: cidrs.map((cidr) => ({ to: [{ ipBlock: { cidr } }] })) },
      });
    expect(
      changeOf(policy('10.0.0.1/32', '10.0.0.2/32'), policy('10.0.0.1/32', '10.0.0.3/32')).changes.map(show),
    ).toEqual(['spec.egress[1].to[0].ipBlock.cidr: "10.0.0.2/32" → "10.0.0.3/32"']);
    const [rule] = changeOf(policy('10.0.0.2/32'), policy('10.0.0.1/32', '10.0.0.2/32')).changes;
    expect(rule).toMatchObject({ path: 'spec.egress[0]', before: null });
  });

  test('a short list of plain values as a whole', () => {
    expect(
      podChanges(
        { containers: [{ name: 'a', command: ['sh', '-c'] }] },
        { containers: [{ name: 'a', command: ['sh'] }] },
      ),
    ).toEqual(['containers[a].command: ["sh","-c"] → ["sh"]']);
  });

  test('another order of what runs in order', () => {
    const init = (...names: string[]) => ({ initContainers: names.map((name) => ({ name, image: 'a' })) });
    expect(podChanges(init('a', 'b'), init('b', 'a'))).toEqual(['initContainers (order): ["a","b"] → ["b","a"]']);
  });
});

describe('what has no effect is not shown', () => {
  const limits = (resources: object) => deployment({ containers: [{ name: 'a', resources }] });

  test('quantities that are one amount', () => {
    const plan = planOf(
      sideOf([limits({ limits: { cpu: '1000m', memory: '1Gi' }, requests: { cpu: 0.5 } })]),
      sideOf([limits({ limits: { cpu: '1', memory: '1024Mi' }, requests: { cpu: '500m' } })]),
    );
    expect(plan).toMatchObject({ added: [], changed: [], removed: [] });
  });

  test('but a text that only looks like an amount is a text', () => {
    const config = (value: string) => object('v1', 'ConfigMap', { data: { requests: '', cpu: value } });
    expect(changeOf(config('1000m'), config('1')).changes).toHaveLength(1);
  });

  test('null where there was nothing, the order of keys, comments and layout', () => {
    const before = sideOf([object('v1', 'ServiceAccount', { automountServiceAccountToken: false, secrets: null })]);
    const path = 'dist/overlays/development/object-0.yaml';
    const text = `# by hand\n{kind: ServiceAccount, automountServiceAccountToken: false, metadata: {namespace: client-a-demo, name: "thing"}, apiVersion: v1}\n`;
    const after = { ...before, files: new Map([...before.files, [path, text]]) };
    expect(planOf(before, after)).toMatchObject({ added: [], changed: [], removed: [] });
  });
});

test('what a Secret holds is told from what it held, and shown nowhere', () => {
  const secret = (data: object) => object('v1', 'Secret', { data });
  const { changes } = changeOf(secret({ key: 'aHVudGVyMg==' }), secret({ key: 'aHVudGVyMw==', more: 'eA==' }));
  expect(changes).toEqual([
    { path: 'data.key', before: '(secret)', after: '(secret)' },
    { path: 'data.more', before: null, after: '(secret)' },
  ]);
});

test('of a Secret only its data is hidden', () => {
  const labelled = (data: string) => object('v1', 'Secret', {}, { labels: { data } });
  expect(changeOf(labelled('a'), labelled('b')).changes).toEqual([
    { path: 'metadata.labels.data', before: 'a', after: 'b' },
  ]);
});

test('an element that is nothing is an element', () => {
  expect(fieldChanges([{ a: {} }, null], [{ a: {} }])).toHaveLength(1);
});

test('an object of another version of its API is the same object', () => {
  const { changes } = changeOf(
    object('policy/v1beta1', 'PodDisruptionBudget'),
    object('policy/v1', 'PodDisruptionBudget'),
  );
  expect(changes).toEqual([{ path: 'apiVersion', before: 'policy/v1beta1', after: 'policy/v1' }]);
});

test('whatever two values are: the same is no change, and something else is one', () => {
  const value = fc.jsonValue({ maxDepth: 4 }).map((json) => JSON.parse(JSON.stringify(json)) as unknown);
  fc.assert(
    fc.property(value, value, (one, other) => {
      expect(fieldChanges(one, JSON.parse(JSON.stringify(one)))).toEqual([]);
      expect(fieldChanges(one, other).length > 0).toBe(!isDeepStrictEqual(pruned(one), pruned(other)));
    }),
    { numRuns: runs(300) },
  );
});

/** Without the nulls of maps, which say nothing. */
function pruned(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(pruned);
  if (typeof json !== 'object' || json === null) return json;
  const members = Object.entries(json).filter(([, member]) => member !== null);
  return new Map(members.map(([key, member]) => [key, pruned(member)]));
}
