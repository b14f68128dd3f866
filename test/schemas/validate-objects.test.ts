import { formatSchemaProblem, validateObjects } from '../../lib/schemas';
import { SCHEMA_KINDS } from '../../lib/schemas/kinds';
import type { KubernetesMinor } from '../../lib/versions';
import { GOOD } from './_objects';

/** A copy of a right object with one thing changed, by path; undefined takes it away. */
function changed(type: keyof typeof GOOD, path: string, value: unknown): object {
  const copy = structuredClone(GOOD[type]);
  const keys = path.split('.');
  const last = keys.pop() as string;
  const holder = keys.reduce<Record<string, unknown>>((map, key) => {
    map[key] ??= {};
    return map[key] as Record<string, unknown>;
  }, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

const DEPLOYMENT = 'apps/v1 Deployment';
const CONTAINER = 'spec.template.spec.containers.0';

test.each(Object.entries(GOOD))('%s: what is right passes', (_, object) => {
  expect(validateObjects([object]).map(formatSchemaProblem)).toEqual([]);
});

const POD_SPEC = 'spec.template.spec';
const WORKLOAD = { name: 'w', podGroup: 'g' };
const TOLERATION = [{ key: 'k', operator: 'Gt', value: '1' }];

test.each<[string, unknown, string]>([
  [`${POD_SPEC}.workloadRef`, WORKLOAD, `${POD_SPEC}.workloadRef: there is no such field`],
  [`${POD_SPEC}.tolerations`, TOLERATION, `${POD_SPEC}.tolerations[0].operator: is "Gt", not one of Equal, Exists`],
])('%s is there from 1.35 on: the older minor refuses it, and the message names that', (path, value, message) => {
  const object = changed(DEPLOYMENT, path, value);
  const words = (...minors: KubernetesMinor[]) => validateObjects([object], minors).map(formatSchemaProblem);
  const full = `${DEPLOYMENT} client-a-demo/curl-demo: ${message}`;
  expect(words('1.35')).toEqual([]);
  expect(words('1.34')).toEqual([full]);
  expect(words('1.35', '1.34')).toEqual([`${full} (Kubernetes 1.34)`]);
  expect(validateObjects([object]).map(formatSchemaProblem)).toEqual([`${full} (Kubernetes 1.34)`]);
});

test('what every minor refuses is one problem, also where one lists more values than the other', () => {
  const object = changed(DEPLOYMENT, `${POD_SPEC}.tolerations`, [{ key: 'k', operator: 'Near' }]);
  expect(validateObjects([object]).map(({ message }) => message)).toEqual([
    'is "Near", not one of Equal, Exists, Gt, Lt',
  ]);
});

test('there is a right object of every kind that has a schema', () => {
  expect(Object.keys(GOOD).sort()).toEqual(Object.values(SCHEMA_KINDS).flat().sort());
});

test.each<[string, object, string]>([
  [
    'two ports of one name in a Service',
    changed('v1 Service', 'spec.ports', [
      { name: 'http', port: 80 },
      { name: 'http', port: 81 },
    ]),
    'spec.ports[1].name: "http" is the name of spec.ports[0] already',
  ],
  [
    'one port twice in a Service',
    changed('v1 Service', 'spec.ports', [
      { name: 'a', port: 80 },
      { name: 'b', port: 80, protocol: 'TCP' },
    ]),
    'spec.ports[1].port: "80/TCP" is the port of spec.ports[0] already',
  ],
  [
    'a container of the name of an init container',
    changed(DEPLOYMENT, 'spec.template.spec.initContainers', [
      { name: 'x', image: 'a' },
      { name: 'x', image: 'a' },
    ]),
    'spec.template.spec.initContainers[1].name: "x" is the name of spec.template.spec.initContainers[0] already',
  ],
  [
    'two volumes of one name',
    changed(DEPLOYMENT, 'spec.template.spec.volumes', [
      { name: 'x', emptyDir: {} },
      { name: 'x', emptyDir: {} },
    ]),
    'spec.template.spec.volumes[1].name: "x" is the name of spec.template.spec.volumes[0] already',
  ],
  [
    'two mounts at one path',
    changed(DEPLOYMENT, `${CONTAINER}.volumeMounts`, [
      { name: 'x', mountPath: '/tmp' },
      { name: 'y', mountPath: '/tmp' },
    ]),
    'spec.template.spec.containers[0].volumeMounts[1].mountPath: "/tmp" is the mountPath of spec.template.spec.containers[0].volumeMounts[0] already',
  ],
  [
    'two ports of one name in a container',
    changed(DEPLOYMENT, `${CONTAINER}.ports`, [
      { name: 'x', containerPort: 1 },
      { name: 'x', containerPort: 2 },
    ]),
    'spec.template.spec.containers[0].ports[1].name: "x" is the name of spec.template.spec.containers[0].ports[0] already',
  ],
  [
    'two claims of one name in a StatefulSet',
    changed('apps/v1 StatefulSet', 'spec.volumeClaimTemplates', [
      { metadata: { name: 'x' }, spec: {} },
      { metadata: { name: 'x' }, spec: {} },
    ]),
    'spec.volumeClaimTemplates[1].metadata.name: "x" is the name of spec.volumeClaimTemplates[0].metadata already',
  ],
  ['an unknown field', changed(DEPLOYMENT, 'spec.replica', 2), 'spec.replica: there is no such field'],
  [
    'an unknown field deep inside',
    changed(DEPLOYMENT, `${CONTAINER}.resources.limit`, {}),
    'spec.template.spec.containers[0].resources.limit: there is no such field',
  ],
  ['an unknown field at the top', changed('v1 ConfigMap', 'dataa', {}), 'dataa: there is no such field'],
  [
    'an unknown field of the metadata',
    changed('v1 ConfigMap', 'metadata.label', {}),
    'metadata.label: there is no such field',
  ],
  [
    'an unknown field of a custom kind',
    changed('kustomize.toolkit.fluxcd.io/v1 Kustomization', 'spec.intervall', '5m'),
    'spec.intervall: there is no such field',
  ],
  [
    "an unknown field of a custom kind's metadata",
    changed('cert-manager.io/v1 Issuer', 'metadata.x', 1),
    'metadata.x: there is no such field',
  ],
  ['a text for a number', changed(DEPLOYMENT, 'spec.replicas', '2'), 'spec.replicas: is string, not integer'],
  [
    'a number for a text',
    changed(DEPLOYMENT, `${CONTAINER}.env`, [{ name: 'A', value: 1 }]),
    'spec.template.spec.containers[0].env[0].value: is number, not string',
  ],
  [
    'a number in a ConfigMap',
    changed('v1 ConfigMap', 'data.PROXY_PORT', 3128),
    'data.PROXY_PORT: is number, not string',
  ],
  ['null', changed(DEPLOYMENT, 'spec.paused', null), 'spec.paused: is null, not boolean'],
  [
    'a map for a list',
    changed(DEPLOYMENT, 'spec.template.spec.tolerations', {}),
    'spec.template.spec.tolerations: is object, not array',
  ],
  [
    'a fraction of a port',
    changed(DEPLOYMENT, `${CONTAINER}.ports.0.containerPort`, 80.5),
    'spec.template.spec.containers[0].ports[0].containerPort: is number, not integer',
  ],
  [
    'a number out of range',
    changed(DEPLOYMENT, 'spec.replicas', 2 ** 31),
    'spec.replicas: 2147483648 is not a valid int32',
  ],
  [
    'no integer and no text',
    changed('policy/v1 PodDisruptionBudget', 'spec.maxUnavailable', 0.5),
    'spec.maxUnavailable: is number, not integer or string',
  ],
  [
    'a quantity that is none',
    changed(DEPLOYMENT, `${CONTAINER}.resources.requests.memory`, '64MB'),
    'spec.template.spec.containers[0].resources.requests.memory: "64MB" does not match',
  ],
  [
    'a quantity of the wrong type',
    changed('v1 ResourceQuota', 'spec.hard.pods', true),
    'spec.hard.pods: is boolean, not number or string',
  ],
  ['no base64', changed('v1 Secret', 'data.a', 'ä'), 'data.a: "ä" is not a valid byte'],
  ['no selector', changed(DEPLOYMENT, 'spec.selector', undefined), 'spec.selector: is missing'],
  ['no spec', changed(DEPLOYMENT, 'spec', undefined), 'spec: is missing'],
  [
    'no spec of a custom kind',
    changed('source.toolkit.fluxcd.io/v1 GitRepository', 'spec', undefined),
    'spec: is missing',
  ],
  [
    'no interval',
    changed('kustomize.toolkit.fluxcd.io/v1 Kustomization', 'spec.interval', undefined),
    'spec.interval: is missing',
  ],
  ['no metadata', changed('v1 ConfigMap', 'metadata', undefined), 'metadata: is missing'],
  [
    'another value than there is',
    changed(DEPLOYMENT, `${CONTAINER}.imagePullPolicy`, 'Sometimes'),
    'spec.template.spec.containers[0].imagePullPolicy: is "Sometimes", not one of Always, IfNotPresent, Never',
  ],
  [
    'another value in a list',
    changed('networking.k8s.io/v1 NetworkPolicy', 'spec.policyTypes', ['Egres']),
    'spec.policyTypes[0]: is "Egres", not one of Egress, Ingress',
  ],
  [
    'another value of a custom kind',
    changed('kustomize.toolkit.fluxcd.io/v1 Kustomization', 'spec.sourceRef.kind', 'Git'),
    'spec.sourceRef.kind: is "Git", not one of OCIRepository, GitRepository, Bucket',
  ],
  [
    'a duration that is none',
    changed('kustomize.toolkit.fluxcd.io/v1 Kustomization', 'spec.interval', '5 minutes'),
    'spec.interval: "5 minutes" does not match',
  ],
  ['no name', changed('v1 ConfigMap', 'metadata.name', undefined), 'metadata.name: is missing'],
  [
    'a name with capitals',
    changed('v1 ConfigMap', 'metadata.name', 'Config'),
    'metadata.name: "Config" is not a valid DNS name',
  ],
  [
    'a namespace with a dot',
    changed('v1 Namespace', 'metadata.name', 'a.b'),
    'metadata.name: "a.b" is not a valid DNS label',
  ],
  [
    'a namespace that is too long',
    changed('v1 Namespace', 'metadata.name', 'a'.repeat(64)),
    'is not a valid DNS label',
  ],
  [
    'a Service that begins with a digit',
    changed('v1 Service', 'metadata.name', '1a'),
    'metadata.name: "1a" is not a valid DNS label',
  ],
  [
    'a CronJob whose Jobs would be too long',
    changed('batch/v1 CronJob', 'metadata.name', 'a'.repeat(53)),
    "metadata.name: has 53 characters; a CronJob's name has at most 52",
  ],
  [
    'a Role that is no part of a path',
    changed('rbac.authorization.k8s.io/v1 Role', 'metadata.name', 'a/b'),
    'metadata.name: "a/b" cannot be part of a path',
  ],
  ['no namespace', changed('v1 ConfigMap', 'metadata.namespace', undefined), 'metadata.namespace: is missing'],
  [
    'a namespace of what has none',
    changed('v1 Namespace', 'metadata.namespace', 'a'),
    'metadata.namespace: a Namespace has no namespace',
  ],
  [
    'a label that is too long',
    changed('v1 ConfigMap', 'metadata.labels.tenant', 'a'.repeat(64)),
    "metadata.labels.tenant: has 64 characters; a label's value has at most 63",
  ],
  [
    'a label with a space',
    changed(DEPLOYMENT, 'spec.template.metadata.labels.app', 'a b'),
    'spec.template.metadata.labels.app: "a b" is not a valid label value',
  ],
  [
    'a selector of Cilium with a space after the source of the label',
    changed('cilium.io/v2 CiliumNetworkPolicy', 'spec.endpointSelector', { matchLabels: { 'k8s: app': 'web' } }),
    'spec.endpointSelector.matchLabels[" app"]: cannot be the key of a label or annotation',
  ],
  [
    'a selector with a slash',
    changed(DEPLOYMENT, 'spec.selector.matchLabels.app', 'a/b'),
    'spec.selector.matchLabels.app: "a/b" is not a valid label value',
  ],
  [
    'a node selector that begins with a dash',
    changed(DEPLOYMENT, 'spec.template.spec.nodeSelector.node-pool', '-a'),
    'spec.template.spec.nodeSelector.node-pool: "-a" is not a valid label value',
  ],
  [
    'a key with two slashes',
    changed('v1 ConfigMap', 'metadata.labels', { 'a/b/c': 'd' }),
    'metadata.labels["a/b/c"]: cannot be the key of a label or annotation',
  ],
  [
    'a key of an annotation',
    changed('v1 ConfigMap', 'metadata.annotations', { 'a b': 'c' }),
    'metadata.annotations["a b"]: cannot be the key of a label or annotation',
  ],
  [
    'a container with an underscore',
    changed(DEPLOYMENT, `${CONTAINER}.name`, 'a_b'),
    'spec.template.spec.containers[0].name: "a_b" is not a valid DNS label',
  ],
  [
    "a port's name that is too long",
    changed(DEPLOYMENT, `${CONTAINER}.ports.0.name`, 'a-very-long-name'),
    'ports[0].name: "a-very-long-name" is not a valid port name',
  ],
  ['a kind without a schema', { ...GOOD[DEPLOYMENT], kind: 'Deploy' }, 'There is no schema for this kind'],
  [
    'a version without a schema',
    { ...GOOD[DEPLOYMENT], apiVersion: 'apps/v1beta1' },
    'There is no schema for this kind',
  ],
  ['no kind', { ...GOOD[DEPLOYMENT], kind: undefined }, 'There is no schema for this kind'],
  ['nothing', {}, 'undefined undefined (object 1): There is no schema for this kind'],
])('refuses %s', (_, object, message) => {
  const [problem, ...more] = validateObjects([object]);
  expect(more).toEqual([]);
  expect(problem && formatSchemaProblem(problem)).toContain(message);
});

test.each([[null], ['text'], [[]], [7]])('%j is no object', (value) => {
  expect(validateObjects([GOOD[DEPLOYMENT], value])).toEqual([
    { object: 'object 2', path: '', message: 'is no object' },
  ]);
});

test('to have no object at all is a problem', () => {
  expect(validateObjects([])).toEqual([{ object: '', path: '', message: 'There is no object to validate' }]);
});

test('all problems of all objects, each with its object and its path', () => {
  const problems = validateObjects([
    changed(DEPLOYMENT, 'spec', { replicas: 'two', selector: {} }),
    GOOD['v1 Namespace'],
    changed('v1 ConfigMap', 'data', []),
  ]);
  expect(problems).toEqual(
    expect.arrayContaining([
      { object: 'apps/v1 Deployment client-a-demo/curl-demo', path: 'spec.template', message: 'is missing' },
      {
        object: 'apps/v1 Deployment client-a-demo/curl-demo',
        path: 'spec.replicas',
        message: 'is string, not integer',
      },
      { object: 'v1 ConfigMap client-a-demo/curl-demo', path: 'data', message: 'is array, not object' },
    ]),
  );
  expect(problems).toHaveLength(3);
});

test('what only looks like labels is left alone', () => {
  const data = { labels: 'a b', containers: 'x' };
  expect(validateObjects([{ ...GOOD['v1 ConfigMap'], data }])).toEqual([]);
});
