import { stringify } from 'yaml';
import { bootstrap, errorsOf, FLUX_SYSTEM } from './_fixture';

const FILE = `${FLUX_SYSTEM}/kustomization.yaml`;
const RESOURCES = ['gotk-components.yaml', 'gotk-sync.yaml'];
const TARGET = { kind: 'Deployment', name: '(kustomize-controller|helm-controller)' };

const errors = (content: object, files: Record<string, string> = {}) =>
  errorsOf({ ...bootstrap(), [FILE]: stringify({ resources: RESOURCES, ...content }), ...files });

const operation = (op: string, path: string, value: unknown) => stringify([{ op, path, value }]);
const container = '/spec/template/spec/containers/0';
const merge = (spec: object, rest = {}) =>
  stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'kustomize-controller' }, spec, ...rest });
const inContainer = (fields: object) => ({ template: { spec: { containers: [{ name: 'manager', ...fields }] } } });

test.each<[string, object]>([
  ['no patches', {}],
  ...[
    '--no-cross-namespace-refs=true',
    '--no-remote-bases=true',
    '--default-service-account=default',
    '--concurrent=20',
    '--custom-apply-stage-kinds=networking.k8s.io/NetworkPolicy,admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  ].map((flag): [string, object] => [
    flag,
    { patches: [{ target: TARGET, patch: operation('add', `${container}/args/-`, flag) }] },
  ]),
  [
    'limits',
    { patches: [{ target: TARGET, patch: operation('replace', `${container}/resources/limits/memory`, '2Gi') }] },
  ],
  [
    'the account of the Kustomization of bootstrap',
    {
      patches: [
        {
          target: { kind: 'Kustomization', name: 'flux-system' },
          patch: operation('add', '/spec/serviceAccountName', 'kustomize-controller'),
        },
      ],
    },
  ],
  ['shards that synth renders', { resources: [...RESOURCES, 'shard1', './shard2/'] }],
  [
    'main controllers that leave to shards what is theirs',
    {
      patches: [
        {
          target: { ...TARGET, annotationSelector: '!sharding.fluxcd.io/role' },
          patch: operation('add', `${container}/args/-`, '--watch-label-selector=!sharding.fluxcd.io/key'),
        },
      ],
    },
  ],
  ['replicas', { patches: [{ target: TARGET, patch: operation('replace', '/spec/replicas', 2) }] }],
  [
    'a merge',
    {
      patches: [
        {
          patch: merge({
            replicas: 2,
            ...inContainer({ args: ['--log-level=debug'], resources: { requests: { cpu: '1' } } }),
          }),
        },
      ],
    },
  ],
])('%s: fine', (_, content) => {
  expect(errors(content)).toEqual([]);
});

test.each<[string, object]>([
  ...[
    ['another account', '/spec/serviceAccountName', 'default'],
    ['another path', '/spec/path', './elsewhere'],
  ].map(([name = '', path = '', value]): [string, object] => [
    `${name} of the Kustomization of bootstrap`,
    { patches: [{ target: { kind: 'Kustomization', name: 'flux-system' }, patch: operation('add', path, value) }] },
  ]),
  ['an image', { images: [{ name: 'ghcr.io/fluxcd/kustomize-controller', newName: 'evil.example/x' }] }],
  ['generators', { generators: ['x.yaml'] }],
  ['another namespace', { namespace: 'other' }],
  ['a remote resource', { resources: [...RESOURCES, 'https://evil.example/x.yaml'] }],
  ['a folder', { resources: [...RESOURCES, '../../development'] }],
  ['a folder with a name like that of a shard', { resources: [...RESOURCES, 'shard1/more'] }],
  [
    'controllers that leave out others',
    {
      patches: [
        { target: TARGET, patch: operation('add', `${container}/args/-`, '--watch-label-selector=tenant!=client-a') },
      ],
    },
  ],
  ['older patches', { patchesStrategicMerge: ['x.yaml'] }],
  [
    'a patch of an image',
    { patches: [{ target: TARGET, patch: operation('replace', `${container}/image`, 'evil.example/x') }] },
  ],
  ['a patch of the whole container', { patches: [{ target: TARGET, patch: operation('replace', container, {}) }] }],
  [
    'a patch of variables',
    {
      patches: [{ target: TARGET, patch: operation('add', `${container}/env/-`, { name: 'HTTPS_PROXY', value: 'x' }) }],
    },
  ],
  [
    'a patch of volumes',
    { patches: [{ target: TARGET, patch: operation('add', '/spec/template/spec/volumes/-', {}) }] },
  ],
  [
    'a patch that removes',
    { patches: [{ target: TARGET, patch: '- { op: remove, path: /spec/template/spec/containers/0/args/0 }\n' }] },
  ],
  [
    'a patch that copies',
    { patches: [{ target: TARGET, patch: `- { op: copy, from: /metadata/name, path: ${container}/args/0 }\n` }] },
  ],
  [
    'a flag that weakens',
    {
      patches: [{ target: TARGET, patch: operation('add', `${container}/args/-`, '--no-cross-namespace-refs=false') }],
    },
  ],
  [
    'a flag that nobody asked for',
    { patches: [{ target: TARGET, patch: operation('add', `${container}/args/-`, '--watch-label-selector=a=b') }] },
  ],
  [
    'a patch of other kinds',
    { patches: [{ target: { kind: 'ClusterRoleBinding' }, patch: operation('replace', '/spec/replicas', 2) }] },
  ],
  ['a patch of any kind', { patches: [{ target: { name: '.*' }, patch: operation('replace', '/spec/replicas', 2) }] }],
  ['no replicas', { patches: [{ target: TARGET, patch: operation('replace', '/spec/replicas', 0) }] }],
  [
    'resource claims',
    { patches: [{ target: TARGET, patch: operation('add', `${container}/resources/claims`, [{ name: 'x' }]) }] },
  ],
  ['a merge of an image', { patches: [{ patch: merge(inContainer({ image: 'evil.example/x' })) }] }],
  [
    'a merge of another container',
    { patches: [{ patch: merge({ template: { spec: { containers: [{ name: 'second', args: [] }] } } }) }] },
  ],
  ['a merge of the pod', { patches: [{ patch: merge({ template: { spec: { hostNetwork: true } } }) }] }],
  ['a merge that deletes', { patches: [{ patch: merge({}, { $patch: 'delete' }) }] }],
  [
    'a merge of a policy',
    {
      patches: [
        {
          patch:
            'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: allow-egress }\nspec: { egress: [{}] }\n',
        },
      ],
    },
  ],
  [
    'a second patch that hides behind a fine one',
    { patches: [{ patch: `${merge({ replicas: 2 })}---\n${merge({ paused: true })}` }] },
  ],
  [
    'options',
    {
      patches: [
        { target: TARGET, patch: operation('replace', '/spec/replicas', 2), options: { allowKindChange: true } },
      ],
    },
  ],
])('%s: an error with its place', (_, content) => {
  const found = errors(content);
  expect(found).not.toEqual([]);
  for (const error of found) expect(error).toMatch(new RegExp(`^${FILE}:\\d+:\\d+ `));
});

test('a patch of a file of its own is judged there, and is not taken for an object', () => {
  const patches = [{ target: TARGET, path: 'lockdown.yaml' }];
  const at = `${FLUX_SYSTEM}/lockdown.yaml`;
  expect(errors({ patches }, { [at]: operation('add', `${container}/args/-`, '--no-remote-bases=true') })).toEqual([]);
  expect(errors({ patches }, { [at]: operation('add', `${container}/command`, ['sh']) })).toEqual([
    expect.stringMatching(new RegExp(`^${at}:2:3 : path is`)),
  ]);
  expect(errors({ patches })).toEqual([expect.stringContaining('is not a file in this folder')]);
  expect(errors({ patches: [{ path: '../../x.yaml' }] })).toHaveLength(1);
});
