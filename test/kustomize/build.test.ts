import { build, type KubeObject } from '../../lib/kustomize';
import { describeWithKubectl, type Files, kubectlKustomize } from './_kubectl';

const NAMESPACE = `apiVersion: v1
kind: Namespace
metadata: { name: tenant, labels: { tenant: a } }
`;
const GENERATOR = `configMapGenerator:
  - name: config
    namespace: tenant
    literals: [PROXY_ADDRESS=172.16.28.8, PROXY_PORT=3128]
`;
const POD = `containers: [{ name: main, image: i, envFrom: [{ configMapRef: { name: config } }] }]`;
const workload = (kind: string, spec: string, apiVersion = 'apps/v1') => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: ${kind.toLowerCase()}, namespace: tenant }
spec: ${spec}
`;
const DEPLOYMENT = workload('Deployment', `{ template: { spec: { ${POD} } } }`);
const documents = (...parts: string[]) => parts.join('---\n');

/** A base, and an overlay with one patch. */
const patched = (base: string, patch: string): Files => ({
  'base/kustomization.yaml': 'resources: [base.yaml]\n',
  'base/base.yaml': base,
  'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
  'overlay/patch.yaml': patch,
});
const environment = (base: string, patch: string): Files =>
  patched(
    workload('Deployment', `{ template: { spec: { containers: [{ name: main, env: ${base} }] } } }`),
    workload('Deployment', `{ template: { spec: { containers: [{ name: main, env: ${patch} }] } } }`),
  );
const ports = (base: string, patch: string): Files =>
  patched(
    workload('Deployment', `{ template: { spec: { containers: [{ name: main, ports: ${base} }] } } }`),
    workload('Deployment', `{ template: { spec: { containers: [{ name: main, ports: ${patch} }] } } }`),
  );

const SAME: Readonly<Record<string, Files>> = {
  'a file of several documents, comments and blank ones': {
    'overlay/kustomization.yaml': 'resources:\n  - all.yaml\n',
    'overlay/all.yaml': `# first line\n${documents(DEPLOYMENT, '# nothing\n', NAMESPACE)}`,
  },
  'kinds in the order in which they depend on each other, then by name': {
    'overlay/kustomization.yaml': 'resources: [all.yaml]\n',
    'overlay/all.yaml': documents(
      ...[
        'networking.k8s.io/v1 NetworkPolicy n b',
        'networking.k8s.io/v1 NetworkPolicy n a',
        'networking.k8s.io/v1 NetworkPolicy  a',
        'cert-manager.io/v1 Certificate n c',
        'v1 Pod n p',
        'apps/v1 DaemonSet n d',
        'batch/v1 Job n j',
        'batch/v1 CronJob n c',
        'apps/v1 StatefulSet n s',
        'apps/v1 Deployment n d',
        'v1 PersistentVolumeClaim n c',
        'v1 LimitRange n l',
        'v1 Service n s',
        'v1 Secret n s',
        'v1 ConfigMap n c',
        'rbac.authorization.k8s.io/v1 ClusterRoleBinding  b',
        'rbac.authorization.k8s.io/v1 RoleBinding n b',
        'rbac.authorization.k8s.io/v1 ClusterRole  r',
        'rbac.authorization.k8s.io/v1 Role n r',
        'v1 ServiceAccount n a',
        'v1 ResourceQuota n q',
        'v1 Namespace  n',
        'policy/v1 PodDisruptionBudget n p',
        'scheduling.k8s.io/v1 PriorityClass  p',
        'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration  w',
        'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy  v',
        'kustomize.toolkit.fluxcd.io/v1 Kustomization f k',
        'source.toolkit.fluxcd.io/v1 GitRepository f g',
      ].map((entry) => {
        const [apiVersion, kind, namespace, name] = entry.split(' ');
        return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}${namespace ? `, namespace: ${namespace}` : ''} }\n`;
      }),
    ),
  },
  'folders that name folders, above and beside them': {
    'base/a/kustomization.yaml': 'resources: [namespace.yaml]\n',
    'base/a/namespace.yaml': NAMESPACE,
    'base/b/kustomization.yaml': 'resources: [deployment.yaml]\n',
    'base/b/deployment.yaml': DEPLOYMENT,
    'overlay/kustomization.yaml': 'resources: [x/, ./y]\n',
    'overlay/x/kustomization.yaml': 'resources: [../../base/a]\n',
    'overlay/y/kustomization.yaml': 'resources: [../../base/b/]\n',
  },
  'a reference in every place of every kind gets the hash': {
    'overlay/kustomization.yaml': `resources: [all.yaml]\n${GENERATOR}`,
    'overlay/all.yaml': (() => {
      const container = `{ name: main, envFrom: [{ configMapRef: { name: config } }, { secretRef: { name: config } }],
        env: [{ name: A, valueFrom: { configMapKeyRef: { name: config, key: K } } }, { name: B, value: config }] }`;
      const pod = `{ containers: [${container}], initContainers: [${container.replace('main', 'init')}],
        volumes: [{ name: config, configMap: { name: config } }, { name: other, configMap: { name: other } },
          { name: p, projected: { sources: [{ configMap: { name: config } }, { secret: { name: config } }] } }] }`;
      const template = `{ template: { spec: ${pod} } }`;
      return documents(
        workload('Deployment', template),
        workload('StatefulSet', template),
        workload('DaemonSet', template),
        workload('ReplicaSet', template),
        workload('Job', template, 'batch/v1'),
        workload('CronJob', `{ jobTemplate: { spec: ${template} } }`, 'batch/v1'),
        workload('Pod', pod, 'v1'),
        workload('Unknown', template, 'example.com/v1'),
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: { name: r, namespace: tenant }\nrules: [{ resourceNames: [config, other] }]\n',
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: r }\nrules: [{ resourceNames: [config] }, { verbs: [get] }]\n',
      );
    })(),
  },
  'a reference from another namespace stays': {
    'overlay/kustomization.yaml': `resources: [all.yaml]\n${GENERATOR}`,
    'overlay/all.yaml': documents(DEPLOYMENT.replace('namespace: tenant', 'namespace: other'), DEPLOYMENT),
  },
  'an overlay replaces the data of what a base generates': {
    'base/kustomization.yaml': `resources: [deployment.yaml]\n${GENERATOR}`,
    'base/deployment.yaml': DEPLOYMENT,
    'overlay/kustomization.yaml': `resources: [../base]\n${GENERATOR.replace('literals', 'behavior: replace\n    literals').replace('3128', '3129')}`,
  },
  'an overlay replaces a plain ConfigMap, keeping its labels': {
    'overlay/kustomization.yaml': `resources: [../base]\n${GENERATOR.replace('literals', 'behavior: replace\n    literals')}`,
    'base/kustomization.yaml': 'resources: [c.yaml, d.yaml]\n',
    'base/c.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config, namespace: tenant, labels: { a: b }, annotations: { c: d } }\ndata: { X: "1" }\n',
    'base/d.yaml': DEPLOYMENT,
  },
  'a patch of what is generated changes the hash': {
    'base/kustomization.yaml': `resources: [deployment.yaml]\n${GENERATOR}`,
    'base/deployment.yaml': DEPLOYMENT,
    'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{ path: patch.yaml }]\n',
    'overlay/patch.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config, namespace: tenant }\ndata: { PROXY_PORT: null, MORE: "1" }\n',
  },
  'annotations of what is generated, of the base and of the overlay': {
    'base/kustomization.yaml':
      'configMapGenerator:\n  - { name: config, namespace: tenant, literals: [A=1], options: { annotations: { a/b: base, c: base } } }\n  - { name: bare, namespace: tenant, options: {} }\n  - { name: kept, namespace: tenant, options: { annotations: { a: "true" } } }\n',
    'overlay/kustomization.yaml':
      'resources: [../base]\nconfigMapGenerator:\n  - { name: config, namespace: tenant, behavior: replace, literals: [A=2], options: { annotations: { c: overlay, d: "1" } } }\n  - { name: bare, namespace: tenant, behavior: replace, options: { annotations: { a: b } } }\n  - { name: kept, namespace: tenant, behavior: replace, literals: [B=1] }\n',
  },
  'literals with every character that could trip over': {
    'overlay/kustomization.yaml': `configMapGenerator:
  - name: empty
    literals: []
  - name: none
  - name: config
    literals:
      - A=a=b
      - B=
      - C="quoted"
      - D='quoted'
      - E="
      - F='one sided
      - G=<html> & "quotes" \\ back
      - "H=tab\\t newline\\n bell\\a backspace\\b feed\\f return\\r null\\0 escape\\e end"
      - "I=byte order mark \\ufeff in the middle"
      - J=Código 🚀
      - Zz.-_=1
      - z=true
      - "K= spaces "
      - "L=''"
      - "M=first\\nsecond\\n"
`,
  },
  'every digit of a hash': {
    'overlay/kustomization.yaml': `configMapGenerator:\n${Array.from({ length: 20 }, (_, index) => `  - { name: c${index}, literals: [A=${index}] }\n`).join('')}`,
  },
  'nothing is left when everything is deleted': patched(
    DEPLOYMENT,
    workload('Deployment', '{}').replace('spec: {}', '$patch: delete'),
  ),
  'several patches in several files, in order': {
    'base/kustomization.yaml': 'resources: [base.yaml]\n',
    'base/base.yaml': documents(NAMESPACE, DEPLOYMENT),
    'overlay/kustomization.yaml': 'resources: [../base]\npatches: [{ path: a.yaml }, { path: p/b.yaml }]\n',
    'overlay/a.yaml': documents(
      workload('Deployment', '{ replicas: 2, paused: true }'),
      workload('Deployment', '{ replicas: 3 }'),
    ),
    'overlay/p/b.yaml': documents(workload('Deployment', '{ paused: null }'), `${NAMESPACE.replace('a }', 'b }')}`),
  },
  'a patch cannot rename its target or move it': patched(
    NAMESPACE,
    'apiVersion: v1\nkind: Namespace\nmetadata: { name: tenant, namespace: elsewhere, labels: null }\n',
  ),
  'the namespace default and none are one': patched(
    DEPLOYMENT.replace(', namespace: tenant', ''),
    workload('Deployment', '{ replicas: 3 }').replace('namespace: tenant', 'namespace: default'),
  ),
  'empty annotations go, empty labels stay': {
    'overlay/kustomization.yaml': 'resources: [all.yaml]\n',
    'overlay/all.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: p, annotations: {}, labels: {} }\n',
  },
  'what a patch names comes first': environment(
    '[{ name: A, value: "1" }, { name: B, value: "2" }, { name: C, value: "3" }]',
    '[{ name: N, value: "0" }, { name: C, value: "4" }]',
  ),
  'elements deleted, there or not': environment(
    '[{ name: A, value: "1" }, { name: B, value: "2" }]',
    '[{ name: B, $patch: delete }, { name: X, $patch: delete }]',
  ),
  'an element replaced, which kustomize does not do': environment(
    '[{ name: A, value: "1" }, { name: B, value: "2" }]',
    '[{ name: B, $patch: replace, valueFrom: { fieldRef: { fieldPath: p } } }]',
  ),
  'a list replaced': environment(
    '[{ name: A, value: "1" }, { name: B, value: "2" }]',
    '[{ name: B, value: "7" }, { $patch: replace }, { name: Z, value: "1" }]',
  ),
  'a list deleted': environment('[{ name: A, value: "1" }]', '[{ $patch: delete }]'),
  'elements that repeat, or lack their key': environment(
    '[{ name: A, value: "1" }, { name: A, value: "2" }, { name: C }, { value: "3" }]',
    '[]',
  ),
  'two keys, one of them not given': ports(
    '[{ containerPort: 80 }, { containerPort: 80, protocol: UDP }, { containerPort: 81 }]',
    '[{ containerPort: 81, protocol: TCP, name: x }]',
  ),
  'two keys, elements added and deleted': ports(
    '[{ containerPort: 53, protocol: UDP }, { containerPort: 53, protocol: TCP }, { containerPort: 80, protocol: TCP }]',
    '[{ containerPort: 8080, protocol: TCP, name: n }, { containerPort: 53, protocol: UDP, $patch: delete }]',
  ),
  'one key given everywhere': ports(
    '[{ containerPort: 80 }, { containerPort: 81 }]',
    '[{ containerPort: 81, name: x }]',
  ),
  'maps: nulls, directives, empty ones': patched(
    workload(
      'Deployment',
      '{ strategy: { type: Recreate, x: { y: 1 } }, a: { b: 1 }, c: {}, keep: null, d: { e: 1 } }',
    ),
    workload(
      'Deployment',
      '{ strategy: { type: null, x: { y: null } }, a: { $patch: replace, q: [1] }, c: null, d: { $patch: delete }, n: { z: null, l: [{ z: null }] }, e: {}, f: [] }',
    ),
  ),
  'values that look like something else': patched(
    workload(
      'Deployment',
      '{ a: yes, b: "yes", c: 1e3, d: 0x1F, g: "null", h: 1.0, j: "1_000", k: "0777", s: abc, n: 5 }',
    ),
    workload(
      'Deployment',
      '{ b: "no", n: "5", s: "64", t: "true", u: "2024-01-01", v: true, w: |\n    text\n  }'.replace(
        '|\n    text\n  ',
        '"text\\n"',
      ),
    ),
  ),
  'lists of plain values': patched(
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, finalizers: [x, y] }\n',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, finalizers: [z, y] }\n',
  ),
  'a kind that kustomize does not know': patched(
    'apiVersion: x.io/v1\nkind: Foo\nmetadata: { name: a, finalizers: [x] }\nspec: { containers: [{ name: a }], m: { a: 1, b: 2 } }\n',
    'apiVersion: x.io/v1\nkind: Foo\nmetadata: { name: a, finalizers: [z] }\nspec: { containers: [{ name: b }], m: { a: 3, b: null } }\n',
  ),
  'anchors, aliases and merge keys': patched(
    workload('Deployment', '{ a: &x { b: 1 }, c: *x, d: { <<: *x, e: 2 } }'),
    workload('Deployment', '{ a: { b: 2 } }'),
  ),
};

const REFUSED: Readonly<Record<string, readonly [Files, RegExp]>> = {
  'one object twice': [
    {
      'overlay/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'overlay/a.yaml': DEPLOYMENT,
      'overlay/b.yaml': DEPLOYMENT,
    },
    /^overlay\/kustomization\.yaml: Deployment tenant\/deployment is there twice: overlay\/a\.yaml and overlay\/b\.yaml$/,
  ],
  'one base by two ways': [
    {
      'base/kustomization.yaml': 'resources: [d.yaml]\n',
      'base/d.yaml': DEPLOYMENT,
      'a/kustomization.yaml': 'resources: [../base]\n',
      'overlay/kustomization.yaml': 'resources: [../a, ../base]\n',
    },
    /is there twice: base\/d\.yaml$/,
  ],
  'a file that is not there': [
    { 'overlay/kustomization.yaml': 'resources: [missing.yaml]\n' },
    /^overlay\/kustomization\.yaml: resources: missing\.yaml: there is neither a file overlay\/missing\.yaml nor a folder/,
  ],
  'a folder without a kustomization.yaml': [
    { 'overlay/kustomization.yaml': 'resources: [../base]\n', 'base/d.yaml': DEPLOYMENT },
    /neither a file base nor a folder with a kustomization\.yaml/,
  ],
  'a patch file that is not there': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\npatches: [{ path: p.yaml }]\n',
      'overlay/d.yaml': DEPLOYMENT,
    },
    /^overlay\/kustomization\.yaml: patches: overlay\/p\.yaml: there is no such file$/,
  ],
  'a patch whose target is not there': [
    patched(NAMESPACE, workload('Deployment', '{}')),
    /^overlay\/patch\.yaml: patches Deployment tenant\/deployment, which is not there$/,
  ],
  'a patch that does not fit': [
    patched(DEPLOYMENT, workload('Deployment', '{ template: [1] }')),
    /^overlay\/patch\.yaml: Deployment tenant\/deployment: spec\.template: the patch has a list where the target has a map$/,
  ],
  'an unknown directive': [
    patched(DEPLOYMENT, workload('Deployment', '{ template: { $patch: destroy } }')),
    /unknown \$patch "destroy"/,
  ],
  'a replacement of nothing': [
    { 'overlay/kustomization.yaml': GENERATOR.replace('literals', 'behavior: replace\n    literals') },
    /^overlay\/kustomization\.yaml: configMapGenerator ConfigMap tenant\/config: there is nothing to replace/,
  ],
  'a replacement in another namespace': [
    {
      'base/kustomization.yaml': GENERATOR,
      'overlay/kustomization.yaml': `resources: [../base]\n${GENERATOR.replace('namespace: tenant', 'behavior: replace')}`,
    },
    /there is nothing to replace/,
  ],
  'a generated ConfigMap that is there already': [
    { 'base/kustomization.yaml': GENERATOR, 'overlay/kustomization.yaml': `resources: [../base]\n${GENERATOR}` },
    /ConfigMap tenant\/config is there twice/,
  ],
  'a key twice': [
    { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [A=1, A=2] }]\n' },
    /A is there twice/,
  ],
  'a literal without a value': [
    { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [A] }]\n' },
    /is not in the form KEY=value/,
  ],
  'a cycle': [
    { 'overlay/kustomization.yaml': 'resources: [../b]\n', 'b/kustomization.yaml': 'resources: [../overlay]\n' },
    /^b\/kustomization\.yaml: resources: \.\.\/overlay: a cycle: overlay contains overlay$/,
  ],
  'a folder that contains the one that names it': [
    { 'overlay/kustomization.yaml': 'resources: [a]\n', 'overlay/a/kustomization.yaml': 'resources: [..]\n' },
    /a cycle/,
  ],
  'a file outside the folder': [
    { 'overlay/kustomization.yaml': 'resources: [../d.yaml]\n', 'd.yaml': DEPLOYMENT },
    /^overlay\/kustomization\.yaml: resources: \.\.\/d\.yaml: is a file outside overlay; kustomize does not read it$/,
  ],
  'an empty kustomization.yaml': [{ 'overlay/kustomization.yaml': 'kind: Kustomization\n' }, /is empty/],
  'an unknown field': [
    { 'overlay/kustomization.yaml': 'resources: [d.yaml]\nressources: []\n', 'overlay/d.yaml': DEPLOYMENT },
    /ressources: is not supported/,
  ],
  'another kind': [
    { 'overlay/kustomization.yaml': 'kind: Deployment\nresources: [d.yaml]\n', 'overlay/d.yaml': DEPLOYMENT },
    /kind: is not Kustomization/,
  ],
  'a file that is no YAML': [
    { 'overlay/kustomization.yaml': 'resources: [d.yaml]\n', 'overlay/d.yaml': 'a: 1\nb: [\n' },
    /^overlay\/d\.yaml:\d: /,
  ],
  'a key of a map twice': [
    { 'overlay/kustomization.yaml': 'resources: [d.yaml]\n', 'overlay/d.yaml': `${NAMESPACE}kind: Pod\n` },
    /^overlay\/d\.yaml:4: Map keys must be unique$/,
  ],
  'an object without a name': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {}\n',
    },
    /^overlay\/d\.yaml: a Pod has no metadata\.name$/,
  ],
  'an object without a kind': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': 'apiVersion: v1\nmetadata: { name: a }\n',
    },
    /^overlay\/d\.yaml: an object has no kind$/,
  ],
  'a ClusterRole that names one of two ConfigMaps': [
    {
      'overlay/kustomization.yaml': `resources: [r.yaml]\n${GENERATOR}  - { name: config, namespace: other, literals: [A=1] }\n`,
      'overlay/r.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: r }\nrules: [{ resourceNames: [config] }]\n',
    },
    /ClusterRole r names the ConfigMap config, of which there are 2/,
  ],
};

const NOT_SUPPORTED: Readonly<Record<string, readonly [Files, RegExp]>> = {
  namePrefix: [
    { 'overlay/kustomization.yaml': 'resources: [d.yaml]\nnamePrefix: x-\n', 'overlay/d.yaml': DEPLOYMENT },
    /^overlay\/kustomization\.yaml: namePrefix: is not supported; there are apiVersion, kind, namespace, resources/,
  ],
  'a namespace for other objects than Secrets': [
    { 'overlay/kustomization.yaml': 'resources: [d.yaml]\nnamespace: x\n', 'overlay/d.yaml': DEPLOYMENT },
    /^overlay\/kustomization\.yaml: namespace: is only supported for Secrets, and not for Deployment/,
  ],
  'options of a generator': [
    { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [], options: { labels: {} } }]\n' },
    /configMapGenerator\[0\]\.options\.labels: is not supported/,
  ],
  'annotations of a generator that are no text': [
    {
      'overlay/kustomization.yaml':
        'configMapGenerator: [{ name: a, literals: [], options: { annotations: { a: true } } }]\n',
    },
    /configMapGenerator\[0\]\.options\.annotations\.a: is not a string/,
  ],
  'merging generators': [
    { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: [], behavior: merge }]\n' },
    /behavior: is not replace/,
  ],
  'targets of a patch': [
    { 'overlay/kustomization.yaml': 'patches: [{ path: p.yaml, target: { kind: Pod } }]\n' },
    /patches\[0\]\.target: is not supported/,
  ],
  'inline patches': [
    { 'overlay/kustomization.yaml': 'patches: [{ patch: "" }]\n' },
    /patches\[0\]\.patch: is not supported/,
  ],
  'kustomization.yml': [
    { 'overlay/kustomization.yml': 'resources: [d.yaml]\n' },
    /^overlay\/kustomization\.yml: not supported/,
  ],
  'a list of objects': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': 'apiVersion: v1\nkind: List\nitems: []\n',
    },
    /a List is not supported/,
  ],
  'an object that stays local': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a, annotations: { config.kubernetes.io/local-config: "true" } }\n',
    },
    /local-config is kustomize's own/,
  ],
  'an annotation that is no text': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, annotations: { b: 5 } }\n',
    },
    /the annotation b is not a string; quote it/,
  ],
  'numbers that not every reader reads alike': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': workload('Pod', '\n  mode: 0777', 'v1'),
    },
    /^overlay\/d\.yaml:5: 0777 means different things to different readers; quote it$/,
  ],
  'a date without quotes': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': workload('Pod', '{ day: 2024-01-01 }', 'v1'),
    },
    /2024-01-01 means different things/,
  ],
  'a literal with characters that kustomize loses': [
    { 'overlay/kustomization.yaml': 'configMapGenerator: [{ name: a, literals: ["A=x\\u2028y"] }]\n' },
    /configMapGenerator a: A has a character that kustomize does not keep/,
  ],
  'an object with characters that kustomize loses': [
    {
      'overlay/kustomization.yaml': 'resources: [d.yaml]\n',
      'overlay/d.yaml': workload('Pod', '{ args: ["a\\x85b"] }', 'v1'),
    },
    /^overlay\/d\.yaml: Pod pod: kustomize does not keep every character/,
  ],
  'a text that a patch makes a number': [
    patched(workload('Deployment', '{ a: "64" }'), workload('Deployment', '{ a: 64 }')),
    /spec\.a: the patch turns the text "64" into 64; replace the map around it with \$patch: replace/,
  ],
};

const ours = (files: Files) => build(new Map(Object.entries(files)), 'overlay');
const error = (files: Files) => {
  try {
    ours(files);
  } catch (caught) {
    return caught as Error & { code: number };
  }
  throw new Error('It built');
};

describeWithKubectl('what kubectl kustomize builds', () => {
  test.each(Object.entries(SAME))('%s', (_, files) => {
    const theirs = kubectlKustomize(files, 'overlay');
    expect(theirs.error).toBeUndefined();
    expect(ours(files)).toEqual(theirs.objects);
  });

  test.each(Object.entries(REFUSED))('refuses, as we do: %s', (_, [files]) => {
    expect(kubectlKustomize(files, 'overlay').error).toEqual(expect.any(String));
  });
});

describe('the builder', () => {
  test.each(Object.entries({ ...REFUSED, ...NOT_SUPPORTED }))(
    'refuses, and says where: %s',
    (name, [files, message]) => {
      expect(error(files)).toMatchObject({
        name: 'EgressError',
        code: name === 'kustomization.yml' ? expect.any(Number) : 1,
        message: expect.stringMatching(message),
      });
    },
  );

  test('hashes as kustomize does, without kubectl at hand', () => {
    const [configMap, deployment] = ours({
      'overlay/kustomization.yaml': `resources: [d.yaml]\n${GENERATOR}`,
      'overlay/d.yaml': DEPLOYMENT,
    }) as [KubeObject, KubeObject & { spec: unknown }];
    expect(configMap.metadata.name).toBe('config-2k4t29g2dg');
    expect(deployment.spec).toMatchObject({
      template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: configMap.metadata.name } }] }] } },
    });
  });

  test('could not run where there is no kustomization.yaml', () => {
    expect(() => build(new Map(), './missing/')).toThrow(
      expect.objectContaining({ code: 2, message: 'missing/kustomization.yaml: there is no such file' }),
    );
  });

  test('takes objects in the place of their text, and leaves them alone', () => {
    const namespace = Object.freeze({ apiVersion: 'v1', kind: 'Namespace', metadata: Object.freeze({ name: 'a' }) });
    const patch = { ...namespace, metadata: { ...namespace.metadata, labels: { b: 'c' }, annotations: undefined } };
    const files = new Map<string, string | readonly object[]>([
      ['o/kustomization.yaml', [{ resources: ['n.yaml'], patches: [{ path: 'p.yaml' }] }]],
      ['o/n.yaml', [namespace]],
      ['o/p.yaml', [patch]],
    ]);
    for (let round = 0; round < 2; round++) {
      expect(build(files, 'o')).toStrictEqual([{ ...namespace, metadata: { name: 'a', labels: { b: 'c' } } }]);
    }
  });

  test('reads a file again when its text has changed', () => {
    const files = new Map([
      ['o/kustomization.yaml', 'resources: [n.yaml]\n'],
      ['o/n.yaml', NAMESPACE],
    ]);
    expect(build(files, 'o')[0]?.metadata.name).toBe('tenant');
    files.set('o/n.yaml', NAMESPACE.replace('name: tenant', 'name: other'));
    expect(build(files, 'o')[0]?.metadata.name).toBe('other');
  });
});
