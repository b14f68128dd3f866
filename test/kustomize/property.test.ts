import { stringify } from 'yaml';
import { build, diffPatch, identity, isAmbiguous, type KubeObject, kustomization, literal } from '../../lib/kustomize';
import { withoutNulls } from '../../lib/kustomize/_json';
import { isPreservedByKustomize } from '../../lib/lossless-text';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { describeWithKubectl, kubectlKustomize } from './_kubectl';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const text = fc
  .oneof(
    fc.constantFrom(
      '',
      'yes',
      'off',
      'null',
      '~',
      '12',
      '1e3',
      'a: b',
      '# no',
      '- x',
      'x\ny\n',
      ' x\n\ty',
      '"',
      "'q'",
      '{',
      '25%',
      '<&>',
      'Código',
      '$(A)',
      '0x1F',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('a', '1', ' ', '\n', ':', '#', '-', "'", '"', '\t', '\\'), maxLength: 12 }),
  )
  .filter((value) => isPreservedByKustomize(value) && !isAmbiguous(value));
/** In any order, each key at most once. */
const unique = <T extends object>(element: fc.Arbitrary<T>, selector: (value: T) => unknown, maxLength = 4) =>
  fc.uniqueArray(element, { selector, maxLength });
const intOrPercent = fc.oneof(fc.nat(100), fc.constantFrom('25%', '1', '50%'));

const envVar = fc.oneof(
  fc.record({ name, value: text }),
  fc.record({ name, valueFrom: fc.constant({ configMapKeyRef: { name: 'config', key: 'K' } }) }),
  fc.record({ name, valueFrom: fc.constant({ fieldRef: { fieldPath: 'status.podIP' } }) }),
);
/** A protocol for all of them or for none: a list that mixes the two does not survive any patch of its object. */
const portsBy = <T extends object>(number: fc.Arbitrary<T>, selector: (value: T) => unknown) => {
  const withProtocol = fc
    .tuple(number, fc.constantFrom('TCP', 'UDP'))
    .map(([port, protocol]) => ({ ...port, protocol }));
  return fc.oneof(
    unique(number, selector, 3),
    unique(withProtocol, (value) => `${selector(value)}/${value.protocol}`, 3),
  );
};
const portsOf = portsBy(
  fc.record({ containerPort: fc.constantFrom(80, 443, 8080), name: maybe(fc.constantFrom('http', 'dns')) }),
  (value) => value.containerPort,
);
const quantities = fc.record(
  { cpu: fc.constantFrom('1', '50m'), memory: fc.constantFrom('64Mi', '1Gi') },
  { requiredKeys: [] },
);
const probe = fc.oneof(
  fc.record({ httpGet: fc.record({ path: text, port: fc.oneof(fc.nat(9), fc.constantFrom('http', '80')) }) }),
  fc.record({ exec: fc.record({ command: fc.array(text, { maxLength: 2 }) }), periodSeconds: maybe(fc.nat(9)) }),
);
const container = fc.record({
  name,
  image: maybe(fc.constantFrom('i:1', 'i:2')),
  command: maybe(fc.array(text, { maxLength: 2 })),
  args: maybe(fc.array(text, { maxLength: 2 })),
  env: maybe(unique(envVar, (value) => value.name)),
  envFrom: maybe(
    fc.array(fc.constantFrom({ configMapRef: { name: 'config' } }, { secretRef: { name: 's' } }), { maxLength: 2 }),
  ),
  ports: maybe(portsOf),
  volumeMounts: maybe(
    unique(
      fc.record({ mountPath: fc.constantFrom('/a', '/b', '/c'), name, readOnly: maybe(fc.boolean()) }),
      (value) => value.mountPath,
    ),
  ),
  resources: maybe(fc.record({ requests: maybe(quantities), limits: maybe(quantities) })),
  livenessProbe: maybe(probe),
  securityContext: maybe(
    fc.record({ runAsUser: fc.nat(9), capabilities: maybe(fc.constantFrom({ drop: ['ALL'] }, { drop: [] })) }),
  ),
});
const volume = fc
  .tuple(
    name,
    fc.constantFrom(
      { emptyDir: {} },
      { emptyDir: { sizeLimit: '1Gi' } },
      { configMap: { name: 'config', items: [{ key: 'a', path: 'b' }] } },
      { projected: { sources: [{ configMap: { name: 'config' } }] } },
      { secret: { secretName: 's' } },
    ),
  )
  .map(([volumeName, source]) => ({ name: volumeName, ...source }));
const keyValue = fc.dictionary(fc.constantFrom('tenant', 'network/isolation', 'x'), fc.constantFrom('1', 'true', 'a'), {
  maxKeys: 3,
});
const podSpec = fc.record({
  containers: unique(container, (value) => value.name, 3),
  initContainers: maybe(unique(container, (value) => value.name, 3)),
  volumes: maybe(unique(volume, (value) => value.name)),
  imagePullSecrets: maybe(unique(fc.record({ name }), (value) => value.name)),
  tolerations: maybe(fc.array(fc.record({ key: name, effect: fc.constant('NoSchedule') }), { maxLength: 2 })),
  topologySpreadConstraints: maybe(
    unique(
      fc.record({
        topologyKey: fc.constantFrom('zone', 'host'),
        whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'ScheduleAnyway'),
        maxSkew: fc.nat(3),
      }),
      (value) => value.topologyKey + value.whenUnsatisfiable,
      3,
    ),
  ),
  hostAliases: maybe(
    unique(
      fc.record({ ip: fc.constantFrom('10.0.0.1', '10.0.0.2'), hostnames: fc.array(name, { maxLength: 2 }) }),
      (value) => value.ip,
    ),
  ),
  nodeSelector: maybe(keyValue),
  restartPolicy: maybe(fc.constantFrom('Always', 'Never')),
});
const template = fc.record({ metadata: maybe(fc.record({ labels: maybe(keyValue) })), spec: podSpec });
const annotations = keyValue.map((value) => (Object.keys(value).length > 0 ? value : undefined));

const CONTENT: Readonly<Record<string, fc.Arbitrary<object>>> = {
  'apps/v1 Deployment': fc.record({
    replicas: maybe(fc.nat(5)),
    strategy: maybe(
      fc.record({
        type: maybe(fc.constant('RollingUpdate')),
        rollingUpdate: maybe(fc.record({ maxSurge: intOrPercent, maxUnavailable: intOrPercent })),
      }),
    ),
    template,
  }),
  'apps/v1 StatefulSet': fc.record({
    serviceName: text,
    template,
    volumeClaimTemplates: maybe(
      fc.array(fc.record({ metadata: fc.record({ name }), spec: fc.record({ resources: quantities }) }), {
        maxLength: 2,
      }),
    ),
  }),
  'apps/v1 DaemonSet': fc.record({ template }),
  'batch/v1 Job': fc.record({ template, backoffLimit: maybe(fc.nat(3)) }),
  'batch/v1 CronJob': fc.record({
    schedule: fc.constantFrom('* * * * *', '@daily'),
    jobTemplate: fc.record({ spec: fc.record({ template }) }),
  }),
  'networking.k8s.io/v1 NetworkPolicy': fc.record({
    podSelector: fc.record({ matchLabels: maybe(keyValue) }),
    egress: maybe(
      fc.array(fc.record({ ports: maybe(fc.array(fc.record({ port: fc.nat(9) }), { maxLength: 2 })) }), {
        maxLength: 2,
      }),
    ),
  }),
  'v1 Service': fc.record({
    ports: portsBy(
      fc.record({ port: fc.constantFrom(53, 80), targetPort: fc.oneof(fc.nat(9), fc.constantFrom('http', '8')) }),
      (value) => value.port,
    ),
  }),
  'example.com/v1 Thing': fc.record({
    containers: fc.array(fc.record({ name, env: maybe(fc.array(envVar, { maxLength: 2 })) }), { maxLength: 2 }),
    map: maybe(keyValue),
  }),
};

type Spec = readonly [type: string, before: object, after: object];
/** A kind, and what it says before and after: two takes on one thing, or two that have nothing to do with each other. */
const change: fc.Arbitrary<Spec> = fc.constantFrom(...Object.keys(CONTENT)).chain((type) => {
  const object = fc.record({ labels: maybe(keyValue), annotations, spec: CONTENT[type] as fc.Arbitrary<object> });
  return fc.tuple(fc.constant(type), object, object);
});
const asObject = (type: string, index: number, content: object): KubeObject => {
  const [apiVersion = '', kind = ''] = type.split(' ');
  const { spec, ...metadata } = content as { spec: object };
  return withoutNulls({
    apiVersion,
    kind,
    metadata: { name: `o${index}`, namespace: 'n', ...metadata },
    spec,
  }) as unknown as KubeObject;
};
const toYaml = (object: object) => stringify(object, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
const byIdentity = (objects: readonly KubeObject[]) =>
  Object.fromEntries(objects.map((object) => [identity(object), object]));

describeWithKubectl('random objects of every kind', () => {
  test('base and overlay build to what is wanted, with kubectl and with ours', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), text, (changes, value) => {
        const base = changes.map(([type, before], index) => asObject(type, index, before));
        const wanted = changes.map(([type, , after], index) => asObject(type, index, after));
        const files: Record<string, string> = {};
        const patches: string[] = [];
        base.forEach((object, index) => {
          files[`base/o${index}.yaml`] = toYaml(object);
          const patch = diffPatch(object, wanted[index] as KubeObject);
          if (!patch) return;
          files[`overlay/o${index}-patch.yaml`] = toYaml(patch);
          patches.push(`o${index}-patch.yaml`);
        });
        const generator = { name: 'config', namespace: 'n', literals: [literal('K', value), 'P=3128'] };
        files['base/kustomization.yaml'] = toYaml(
          kustomization({ resources: base.map((_, index) => `o${index}.yaml`), configMapGenerator: [generator] }),
        );
        files['overlay/kustomization.yaml'] = toYaml(
          kustomization({
            resources: ['../base'],
            configMapGenerator: [{ ...generator, behavior: 'replace' }],
            patches,
          }),
        );

        const theirs = kubectlKustomize(files, 'overlay');
        expect(theirs.error).toBeUndefined();
        const ours = build(new Map(Object.entries(files)), 'overlay');
        expect(ours).toEqual(theirs.objects);

        const unhashed = JSON.parse(JSON.stringify(ours).replace(/"config-[0-9a-z]{10}"/g, '"config"')) as KubeObject[];
        const configMap = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'config', namespace: 'n' },
          data: { K: value, P: '3128' },
        };
        expect(byIdentity(unhashed)).toEqual(byIdentity([...wanted, configMap]));
      }),
      { numRuns: runs(6) },
    );
  });
});
