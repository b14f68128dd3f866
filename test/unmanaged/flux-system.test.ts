import { bootstrap, components, controller, errorsOf, FLUX_SYSTEM, type Loose, sync, yaml } from './_fixture';

const COMPONENTS = `${FLUX_SYSTEM}/gotk-components.yaml`;
const SYNC = `${FLUX_SYSTEM}/gotk-sync.yaml`;

test('what flux bootstrap writes is fine', () => {
  expect(errorsOf(bootstrap())).toEqual([]);
});

const pod = (object: Loose) => object.spec.template.spec;
const manager = (object: Loose) => pod(object).containers[0];
/** The fields that a definition knows in a spec. */
const specOf = (object: Loose, version = 0) =>
  object.spec.versions[version].schema.openAPIV3Schema.properties.spec.properties;

test.each<[string, (object: Loose) => void, string]>([
  ['another image', (o) => (manager(o).image = 'evil.example/kustomize-controller:v1.7.0'), 'containers[0].image'],
  [
    'an image that begins alike',
    (o) => (manager(o).image = 'ghcr.io/fluxcd/kustomize-controller-x:v1'),
    'containers[0].image',
  ],
  [
    'the image of another repository',
    (o) => (manager(o).image = 'ghcr.io.evil.example/fluxcd/kustomize-controller:v1'),
    'image',
  ],
  ['a second container', (o) => pod(o).containers.push({ ...manager(o) }), 'has 2 entries'],
  ['an init container', (o) => (pod(o).initContainers = [{ name: 'a', image: 'b' }]), 'initContainers'],
  ['the host’s network', (o) => (pod(o).hostNetwork = true), 'hostNetwork'],
  ['another command', (o) => (manager(o).command = ['sh']), 'containers[0].command'],
  ['a flag that weakens', (o) => manager(o).args.push('--no-cross-namespace-refs=false'), 'args[4]'],
  ['a flag that is not known', (o) => manager(o).args.push('--insecure-kubeconfig-exec=true'), 'args[4]'],
  ['events to elsewhere', (o) => (manager(o).args[0] = '--events-addr=http://evil.example/'), 'args[0]'],
  ['a feature that opens', (o) => manager(o).args.push('--feature-gates=AllowDNSLookups=true'), 'args[4]'],
  [
    'an account of one’s own as default',
    (o) => manager(o).args.push('--default-service-account=kustomize-controller'),
    'args[4]',
  ],
  ['a variable', (o) => manager(o).env.push({ name: 'HTTPS_PROXY', value: 'http://evil.example' }), 'env[1]'],
  ['a volume of the host', (o) => pod(o).volumes.push({ name: 'host', hostPath: { path: '/' } }), 'volumes[1]'],
  ['privileges', (o) => (manager(o).securityContext = { privileged: true }), 'securityContext'],
  ['no security context', (o) => delete manager(o).securityContext, 'has no securityContext'],
  ['another account', (o) => (pod(o).serviceAccountName = 'other'), 'serviceAccountName'],
  ['a probe to elsewhere', (o) => (manager(o).livenessProbe.httpGet.host = '169.254.42.42'), 'livenessProbe'],
  ['a hook', (o) => (manager(o).lifecycle = { postStart: { exec: { command: ['sh'] } } }), 'lifecycle'],
  ['no replicas', (o) => (o.spec.replicas = 0), 'spec.replicas'],
  [
    'an annotation',
    (o) => (o.metadata.annotations = { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' }),
    'annotations',
  ],
])('a controller with %s is an error at its place', (_, change, place) => {
  const changed = controller();
  change(changed);
  const [error, ...more] = errorsOf({ ...bootstrap(), [COMPONENTS]: yaml(changed) });
  expect(error).toMatch(new RegExp(`^${COMPONENTS}:\\d+:\\d+ Deployment flux-system/kustomize-controller`));
  expect(error).toContain(place);
  expect(more).toEqual([]);
});

test.each<[string, number, (object: Loose) => void]>([
  [
    'Namespace flux-system that enforces nothing',
    0,
    (o) => (o.metadata.labels['pod-security.kubernetes.io/enforce'] = 'privileged'),
  ],
  ['NetworkPolicy flux-system/allow-scraping that is opened', 1, (o) => (o.spec.ingress = [{}])],
  [
    'ClusterRoleBinding cluster-reconciler-flux-system for others',
    2,
    (o) => o.subjects.push({ kind: 'Group', name: 'system:authenticated' }),
  ],
  ['ServiceAccount flux-system/kustomize-controller with secrets', 3, (o) => (o.secrets = [{ name: 'x' }])],
  [
    'CustomResourceDefinition kustomizations.kustomize.toolkit.fluxcd.io with a webhook',
    4,
    (o) => (o.spec.conversion = { strategy: 'Webhook' }),
  ],
  [
    'CustomResourceDefinition kustomizations.kustomize.toolkit.fluxcd.io with a default',
    4,
    (o) => {
      specOf(o).serviceAccountName.default = 'kustomize-controller';
    },
  ],
])('%s is an error', (name, index, change) => {
  const changed = components();
  change(changed[index] ?? {});
  const [error, ...more] = errorsOf({ ...bootstrap(), [COMPONENTS]: yaml(...changed) });
  expect(error).toContain(name.split(' ').slice(0, 2).join(' '));
  expect(error).toContain('flux bootstrap does not write it so');
  expect(more).toEqual([]);
});

const KUSTOMIZATIONS = 4;
const GIT_REPOSITORIES = 6;

/** As a second version is written, which is only served. */
function serve(object: Loose, name: string): Loose {
  const copy = { ...structuredClone(object.spec.versions[0]), name, storage: false };
  object.spec.versions.push(copy);
  return specOf(object, 1);
}

test.each<[string, number, (object: Loose) => void, string]>([
  ...['serviceAccountName', 'targetNamespace', 'sourceRef', 'path', 'prune', 'kubeConfig', 'dependsOn', 'suspend'].map(
    (field): [string, number, (object: Loose) => void, string] => [
      `no ${field}`,
      KUSTOMIZATIONS,
      (o) => delete specOf(o)[field],
      `spec.properties: has no ${field}`,
    ],
  ),
  ...['url', 'ref', 'secretRef', 'verify', 'ignore', 'interval'].map(
    (field): [string, number, (object: Loose) => void, string] => [
      `no ${field}`,
      GIT_REPOSITORIES,
      (o) => delete specOf(o)[field],
      `spec.properties: has no ${field}`,
    ],
  ),
  [
    'another type',
    KUSTOMIZATIONS,
    (o) => (specOf(o).serviceAccountName = { type: 'object' }),
    'serviceAccountName.type',
  ],
  [
    'another type inside',
    GIT_REPOSITORIES,
    (o) => (specOf(o).verify.properties.mode.type = 'integer'),
    'verify.properties.mode.type: is "integer" (expected "string")',
  ],
  ['no field of a field', KUSTOMIZATIONS, (o) => delete specOf(o).sourceRef.properties.namespace, 'has no namespace'],
  ['no field of an element', KUSTOMIZATIONS, (o) => delete specOf(o).dependsOn.items.properties.name, 'has no name'],
  [
    'a field that is only kept unread',
    GIT_REPOSITORIES,
    (o) => (specOf(o).verify = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }),
    'verify: has no properties',
  ],
  [
    'no schema',
    KUSTOMIZATIONS,
    (o) => (o.spec.versions[0].schema = { openAPIV3Schema: { type: 'object' } }),
    'openAPIV3Schema: has no properties',
  ],
  ['a served version without', KUSTOMIZATIONS, (o) => delete serve(o, 'v1beta2').serviceAccountName, 'versions[1]'],
  ['a stored beta without', GIT_REPOSITORIES, (o) => storeBeta(o), 'versions[1]'],
  [
    'a default that selects',
    GIT_REPOSITORIES,
    (o) => (specOf(o).ref.properties.semver.default = '*'),
    'semver.default',
  ],
  ['a default that ignores', GIT_REPOSITORIES, (o) => (specOf(o).ignore.default = '*'), 'ignore.default'],
  ['another scope', KUSTOMIZATIONS, (o) => (o.spec.scope = 'Cluster'), 'spec.scope'],
  ['another plural', KUSTOMIZATIONS, (o) => (o.spec.names.plural = 'other'), 'spec.names.plural'],
  ['another group', GIT_REPOSITORIES, (o) => (o.spec.group = 'example.com'), 'spec.group'],
  ['unknown fields kept', GIT_REPOSITORIES, (o) => (o.spec.preserveUnknownFields = true), 'preserveUnknownFields'],
])('a definition with %s (%#) is an error', (_, index, change, place) => {
  const changed = components();
  change(changed[index] ?? {});
  const [error, ...more] = errorsOf({ ...bootstrap(), [COMPONENTS]: yaml(...changed) });
  expect(error).toContain(`CustomResourceDefinition ${changed[index]?.metadata.name} spec.`);
  expect(error).toContain(place);
  expect(more).toEqual([]);
});

function storeBeta(object: Loose): void {
  delete serve(object, 'v1beta1').ref.properties.name;
  object.spec.versions[0].storage = false;
  object.spec.versions[1].storage = true;
}

test('a definition that drops a field is an error at the line of the fields, and says what to do', () => {
  const changed = components();
  delete specOf(changed[KUSTOMIZATIONS] ?? {}).serviceAccountName;
  const text = yaml(...changed);
  const [error] = errorsOf({ ...bootstrap(), [COMPONENTS]: text });
  const line = Number(error?.split(':')[1]);
  const lines = text.split('\n');
  expect(lines.slice(0, line).join('\n')).toContain('name: kustomizations.kustomize.toolkit.fluxcd.io');
  expect(lines[line - 1]).toBe('              properties:');
  expect(error).toContain('restore the file that flux bootstrap wrote');
});

test('a beta version that is only served may lack what it never had, and a newer version may have more', () => {
  const changed = components();
  delete serve(changed[GIT_REPOSITORIES] ?? {}, 'v1beta1').ref.properties.name;
  specOf(changed[KUSTOMIZATIONS] ?? {}).later = { type: 'string' };
  expect(errorsOf({ ...bootstrap(), [COMPONENTS]: yaml(...changed) })).toEqual([]);
});

test.each<[string, (spec: Loose) => void]>([
  ['path', (spec) => (spec.path = './elsewhere')],
  ['path', (spec) => (spec.path = './clusters/production/../development')],
  ['sourceRef', (spec) => (spec.sourceRef.name = 'other')],
  ['prune', (spec) => (spec.prune = false)],
  ['postBuild', (spec) => (spec.postBuild = { substitute: { a: 'b' } })],
  ['decryption', (spec) => (spec.decryption = { provider: 'sops' })],
  ['patches', (spec) => (spec.patches = [{ patch: 'x' }])],
  ['kubeConfig', (spec) => (spec.kubeConfig = { secretRef: { name: 'x' } })],
  ['serviceAccountName', (spec) => (spec.serviceAccountName = 'client-a')],
])('a Kustomization flux-system with another %s is an error', (field, change) => {
  const [repository, kustomization] = sync();
  change(kustomization?.spec);
  const errors = errorsOf({ ...bootstrap(), [SYNC]: yaml(repository, kustomization) });
  expect(errors).toEqual([expect.stringContaining(`Kustomization flux-system/flux-system spec.${field}`)]);
});

test.each([
  ['ignore', { ignore: 'dist/base/**' }],
  ['sparseCheckout', { sparseCheckout: ['clusters'] }],
  ['include', { include: [{ repository: { name: 'other' } }] }],
  ['recurseSubmodules', { recurseSubmodules: true }],
  ['url', { url: 'http://example.com/platform/manifests' }],
  ['verify.mode', { ref: { branch: 'main' }, verify: { mode: 'Tag', secretRef: { name: 'keys' } } }],
  ['verify.mode', { ref: { tag: 'v1', commit: 'a' }, verify: { mode: 'TagAndHEAD', secretRef: { name: 'keys' } } }],
])('a GitRepository flux-system with %s is an error', (field, spec) => {
  const [repository, kustomization] = sync();
  Object.assign(repository?.spec, spec);
  const errors = errorsOf({ ...bootstrap(), [SYNC]: yaml(repository, kustomization) });
  expect(errors).toEqual([expect.stringContaining(`GitRepository flux-system/flux-system spec.${field}`)]);
});

test.each([
  { ref: { branch: 'main' }, verify: { mode: 'HEAD', secretRef: { name: 'keys' } } },
  { ref: { semver: '1.x' }, verify: { mode: 'Tag', secretRef: { name: 'keys' } } },
])('a GitRepository flux-system that verifies what it follows is fine: %j', (spec) => {
  const [repository, kustomization] = sync();
  Object.assign(repository?.spec, spec);
  expect(errorsOf({ ...bootstrap(), [SYNC]: yaml(repository, kustomization) })).toEqual([]);
});

test('where the settings know the repository, flux bootstrap reads the same one', () => {
  expect(errorsOf(bootstrap(), { url: 'https://example.com/platform/manifests.git' })).toEqual([]);
  expect(errorsOf(bootstrap(), { url: 'https://example.com/other' })).toEqual([
    expect.stringContaining('another repository than flux.source.url'),
  ]);
});

test('images may come from the registry that the settings name, and then from no other', () => {
  const mirrored = bootstrap();
  mirrored[COMPONENTS] = mirrored[COMPONENTS]?.replaceAll('ghcr.io/fluxcd', 'registry.example.com/fluxcd') ?? '';
  expect(errorsOf(mirrored)).toHaveLength(1);
  expect(errorsOf(mirrored, { registry: 'registry.example.com/fluxcd' })).toEqual([]);
  expect(errorsOf(bootstrap(), { registry: 'registry.example.com/fluxcd' })).toHaveLength(1);
});

describe('other objects in flux-system/', () => {
  const other = yaml({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'flux-system' } });

  test.each([COMPONENTS, `${FLUX_SYSTEM}/more.yml`, `${FLUX_SYSTEM}/deep/.hidden.yaml`])(
    'are an error in %s',
    (path) => {
      const before = bootstrap()[path];
      const errors = errorsOf({ ...bootstrap(), [path]: before ? `${before}---\n${other}` : other });
      expect(errors).toEqual([
        expect.stringMatching(
          /^\S+:\d+:1 ConfigMap flux-system\/x: is not what flux bootstrap writes; remove it, or list/,
        ),
      ]);
    },
  );

  test('are accepted where the file is listed, but not as others than flux bootstrap writes them', () => {
    const path = `${FLUX_SYSTEM}/more.yaml`;
    expect(errorsOf({ [path]: other }, { extra: [path] })).toEqual([]);
    const changed = controller();
    manager(changed).image = 'evil.example/x:v1';
    expect(errorsOf({ [path]: yaml(changed) }, { extra: [path] })).toHaveLength(1);
    const outside = 'clusters/production/more.yaml';
    expect(errorsOf({ [outside]: yaml(changed) }, { extra: [outside] })).toHaveLength(1);
  });

  test('are found in lists and behind line ends that only Flux knows', () => {
    const list = yaml({
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }],
    });
    expect(errorsOf({ ...bootstrap(), [COMPONENTS]: list })).toEqual([expect.stringContaining('Secret x')]);
    const hidden = `# a comment\u2028---\u2028apiVersion: v1\n`;
    expect(errorsOf({ ...bootstrap(), [COMPONENTS]: hidden })).toContainEqual(
      expect.stringContaining(`${COMPONENTS}:1:12`),
    );
  });
});

describe('with flux.artifacts', () => {
  test('what flux bootstrap writes has to install source-watcher, and the message says how', () => {
    expect(errorsOf(bootstrap(), { artifacts: true })).toEqual([
      expect.stringMatching(
        new RegExp(`^${COMPONENTS}:1:1 .*does not install source-watcher, .* --components-extra=source-watcher`),
      ),
    ]);
    expect(errorsOf(bootstrap())).toEqual([]);
  });

  test('with it there, or before bootstrap has written anything, all is fine', () => {
    const before = bootstrap();
    const complete = { ...before, [COMPONENTS]: `${before[COMPONENTS]}---\n${yaml(controller('source-watcher'))}` };
    expect(errorsOf(complete, { artifacts: true })).toEqual([]);
    expect(errorsOf({}, { artifacts: true })).toEqual([]);
  });
});
