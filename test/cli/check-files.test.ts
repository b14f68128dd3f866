import { join } from 'node:path';
import { stringify } from 'yaml';
import { AGAINST_RIGHTS, AND_MORE } from '../../lab/suites/scenarios/tenant-repository/_attacks';
import { configMap, deployment, files, kustomized, pod } from '../../lab/suites/scenarios/tenant-repository/_shop';
import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const SETTINGS = {
  'tenants/client-a.yaml': `name: client-a
namespace: client-a-demo
nodePool: { sources: [172.16.28.20] }
registries: [docker.io/curlimages]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
workloads:
  - { name: agent, image: "curlimages/curl:8.11.1", runAsUser: 100, command: [sleep, infinity] }
`,
  'overlays/development.ts': environmentText('development'),
};

async function check(own: Readonly<Record<string, string>>, args: readonly string[] = [], settings: object = SETTINGS) {
  const p = new Project({
    ...settings,
    ...Object.fromEntries(Object.entries(own).map(([path, text]) => [`deploy/${path}`, text])),
  });
  return p.run('check', join(p.folder, 'deploy'), '--tenant', 'client-a', ...args);
}

/** What only a cluster knows: what else uses the quota, and Pod Security, of which rules speak in their own words. */
const OTHERWISE = ['asks for more than its quota', 'runs in the network of the node'];

test.each([...AGAINST_RIGHTS, ...AND_MORE].filter(([title]) => !OTHERWISE.includes(title)))(
  'a repository that %s gets the message that the real API server has in the lab',
  async (_, object, message) => {
    const { code, err } = await check(files(object));
    expect(code).toBe(1);
    expect(err).toMatch(message);
  },
);

test('what complies passes: a workload as the settings would render it, its Service, a ConfigMap', async () => {
  const p = new Project(SETTINGS);
  const { model } = loadModel({ tenants: `${p.folder}/tenants`, environments: `${p.folder}/overlays` });
  const texts = new Map(synthesize(model).map(({ path, content }) => [path, content]));
  const agent = build(texts, 'dist/overlays/development').find(({ kind }) => kind === 'Deployment');
  const own = JSON.parse(JSON.stringify(agent).replaceAll('"agent"', '"own"'));
  const service = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: 'own' } },
    spec: { selector: own.spec.selector.matchLabels, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const { code, out, err } = await check(files(own, service, configMap('flags')));
  expect([code, err.split('\n').filter((line) => / error: /.test(line))]).toEqual([0, []]);
  expect(out).toMatch(/^3 objects for client-a: /);
});

test('a finding has the place in the file, and the policy’s own sentence', async () => {
  const text = `# ours\n---\n${stringify(configMap('flags'))}---\n${stringify(deployment(pod((spec) => Object.assign(spec, { nodeName: 'node-1' }))))}`;
  const { err } = await check({ 'all.yaml': text });
  expect(err).toMatch(
    /^deploy\/all\.yaml:10:1 manifest-refused error: Deployment client-a-demo\/shop: ValidatingAdmissionPolicy 'egress-tenant-pods' with binding 'egress-tenant-pods' denied request: tenant client-a: the scheduler chooses the node\. Remove nodeName \(development\)$/m,
  );
});

test('rules find what no policy refuses', async () => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, stringData: { password: 'example' } };
  const host = deployment(pod((spec) => Object.assign(spec, { hostNetwork: true })));
  const { code, err } = await check(
    files(secret, host, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' }, spec: { port: 1 } }),
  );
  expect(code).toBe(1);
  expect(err).toMatch(/object-0\.yaml:\d+:\d+ secret-in-git error: Secret client-a-demo\/db/);
  expect(err).toMatch(/object-1\.yaml:\d+:\d+ pod-shares-node error/);
  expect(err).toMatch(/object-2\.yaml:\d+:3 invalid-object error/);
});

test('an object of another namespace is a warning, one that the settings render an error', async () => {
  const elsewhere = { ...configMap('flags'), metadata: { name: 'flags', namespace: 'client-b-demo' } };
  const agent = { ...deployment(), metadata: { name: 'agent' } };
  const { code, err } = await check(files(elsewhere, agent));
  expect(code).toBe(1);
  expect(err).toMatch(
    /object-0\.yaml:5:3 manifest-namespace warning: .* is for client-b-demo, and Flux applies it in client-a-demo/,
  );
  expect(err).toMatch(/object-1\.yaml:4:3 manifest-taken error: .* is rendered from tenants\/client-a\.yaml as well/);
});

test('an object that names the namespace of another tenant is an error', async () => {
  const other = `name: client-b
namespace: client-b-demo
nodePool: { sources: [172.16.28.21] }
registries: [docker.io/curlimages]
egress: { proxies: [{ name: squid-b, address: 172.16.28.9 }] }
`;
  const object = { ...configMap('flags'), metadata: { name: 'flags', namespace: 'client-b-demo' } };
  const { code, err } = await check(files(object), [], { ...SETTINGS, 'tenants/client-b.yaml': other });
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(
      /object-0\.yaml:5:3 manifest-namespace error: .* is for client-b-demo, the namespace of the tenant client-b, and Flux applies it in client-a-demo/,
    ),
  ]);
});

test.each([
  ['{', /not valid YAML/],
  ['text', /is not a Kubernetes object/],
  ['kind: ConfigMap', /is not a Kubernetes object/],
  ['a: &a [1]\nb: [*a, *a, *b]', /not valid YAML|too many aliases|is not a Kubernetes object/],
])('%j cannot be applied', async (text, message) => {
  const { code, err } = await check({ 'bad.yaml': text });
  expect(code).toBe(1);
  expect(err).toMatch(message);
});

const MALFORMED: readonly (readonly [string, object])[] = [
  ['apps/v1 Deployment', { spec: { template: { spec: { containers: { a: 'b' } } } } }],
  ['apps/v1 Deployment', { spec: { template: { spec: { containers: [5] } } } }],
  ['apps/v1 Deployment', { spec: { template: null } }],
  ['apps/v1 Deployment', { spec: { template: { metadata: 5, spec: { containers: [] } } } }],
  ['apps/v1 Deployment', { spec: { template: { spec: { volumes: 'x', containers: [] } } } }],
  ['apps/v1 Deployment', { spec: [] }],
  ['v1 Pod', { spec: 'hello' }],
  ['v1 Pod', { spec: null }],
  ['v1 Pod', {}],
  ['v1 Pod', { spec: { containers: [{ name: 'a', image: 5, env: { a: 'b' } }] } }],
  ['batch/v1 CronJob', { spec: { jobTemplate: 5 } }],
  ['v1 Service', { spec: 'hello' }],
  ['v1 Service', { spec: { ports: 5, selector: [] } }],
  ['networking.k8s.io/v1 NetworkPolicy', { spec: { egress: 5 } }],
  ['networking.k8s.io/v1 Ingress', { spec: { rules: 5 } }],
  ['v1 PersistentVolumeClaim', { spec: 5 }],
  ['v1 Secret', { stringData: 5, data: [1] }],
  ['v1 ConfigMap', { data: 'x' }],
];

test.each(MALFORMED)('%s with %j is judged without a crash, and so are the objects beside it', async (of, fields) => {
  const [apiVersion, kind] = of.split(' ');
  const { code, err } = await check(
    files({ apiVersion, kind, metadata: { name: 'bad' }, ...fields }, AGAINST_RIGHTS[0]?.[1] ?? {}),
  );
  expect([code, err]).toEqual([1, expect.stringContaining('manifest-forbidden')]);
});

test.each(MALFORMED.filter(([of]) => /Deployment|Pod/.test(of)))('%s with %j is a finding', async (of, fields) => {
  const [apiVersion, kind] = of.split(' ');
  const { err } = await check(files({ apiVersion, kind, metadata: { name: 'bad' }, ...fields }));
  expect(err).toMatch(/^deploy\/object-0\.yaml:\d+:\d+ \S+ error: (Deployment|Pod) client-a-demo\/bad: /m);
});

test('an object of which a policy can make nothing is invalid, once', async () => {
  const { err } = await check(files(deployment({ spec: { containers: { a: 'b' } } } as never)));
  const found = err.split('\n').filter((line) => line.includes(' error: '));
  expect(found).toEqual([
    expect.stringMatching(
      /^deploy\/object-0\.yaml:1:1 manifest-invalid error: Deployment \S+: does not have the fields of its kind, so that the API server refuses it: ValidatingAdmissionPolicy '/,
    ),
  ]);
});

test.each([5, null, [], 'text'])('metadata %j makes no object', async (metadata) => {
  const { code, err } = await check({ 'bad.yaml': stringify({ apiVersion: 'v1', kind: 'Pod', metadata }) });
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/bad\.yaml:1:1 manifest-invalid error: .*not a Kubernetes object/),
  ]);
});

test.each([
  ['data: &a { x: *a }', 4, 15],
  ['data: &a [{ x: { y: *a } }]', 4, 21],
  ['data: &a\n  b: &b { y: 1 }\n  <<: *b\n  c:\n    <<: *a', 8, 9],
])(
  'an alias in %j that contains itself is one problem, and other objects are still judged',
  async (data, line, column) => {
    const bad = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bad }\n${data}\n`;
    const forbidden = stringify(AGAINST_RIGHTS[0]?.[1]);
    const { code, err } = await check({ 'a.yaml': `${bad}---\n${forbidden}`, 'b.yaml': bad });
    expect(code).toBe(1);
    expect(err.split('\n').filter((text) => text.includes('manifest-invalid'))).toEqual([
      expect.stringMatching(new RegExp(`a\\.yaml:${line}:${column} manifest-invalid error: .*\\*a contains itself`)),
      expect.stringMatching(new RegExp(`b\\.yaml:${line}:${column} manifest-invalid error: .*\\*a contains itself`)),
    ]);
    expect(err).toContain('manifest-forbidden');
  },
);

test('an alias that contains itself keeps a folder from being built', async () => {
  const own = kustomized(files(configMap('flags')));
  const bad = Object.fromEntries(
    Object.entries(own).map(([path, text]) => [
      path,
      path.includes('kustomization') ? text : `${text}\nmore: &a\n  - *a\n`,
    ]),
  );
  const { code, err } = await check(bad);
  expect([code, err]).toEqual([1, expect.stringMatching(/^\S+\.yaml:\d+: \*a contains itself$/m)]);
});

test('what is nested too deeply is one problem', async () => {
  const { code, err } = await check({ 'deep.yaml': `a: ${'['.repeat(20_000)}${']'.repeat(20_000)}` });
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/deep\.yaml:1:1 manifest-invalid error: .*is nested too deeply/),
  ]);
});

test('the items of a List are objects', async () => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [configMap('a'), { ...configMap('b'), kind: 'ServiceAccount' }],
  };
  const { err } = await check({ 'list.json': JSON.stringify(list) });
  expect(err).toMatch(/cannot patch resource "serviceaccounts"/);
});

test('a folder with a kustomization.yaml is built, unless Flux takes the manifests as they stand', async () => {
  const own = kustomized(files(configMap('flags')));
  expect(await check(own)).toMatchObject({ code: 0 });
  const repository = 'repository: { url: "https://git.example.com/a", path: deploy, ref: { branch: main } }\n';
  const settings = { ...SETTINGS, 'tenants/client-a.yaml': SETTINGS['tenants/client-a.yaml'] + repository };
  const { code, err } = await check(own, [], settings);
  expect(code).toBe(0);
  expect(err).toMatch(/kustomization\.yaml manifest-ignored warning: is not read by Flux/);
});

test('where guardrails report, what they would refuse is a warning', async () => {
  const settings = { ...SETTINGS, 'tenants/client-a.yaml': `${SETTINGS['tenants/client-a.yaml']}guardrails: report\n` };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'x' },
    spec: { type: 'NodePort', selector: { app: 'x' }, ports: [{ port: 80 }] },
  };
  const { err } = await check(files(service), [], settings);
  expect(err).toMatch(/manifest-refused warning: .*services must be of type ClusterIP/);
});

test('as JSON', async () => {
  const { out } = await check(files(AGAINST_RIGHTS[0]?.[1] ?? {}), ['--json']);
  expect(JSON.parse(out)).toMatchObject({ objects: 1, findings: [{ rule: 'manifest-forbidden' }] });
});

test.each([
  [['deploy'], /--tenant <name> is needed/],
  [['none', '--tenant', 'client-a'], /none: there is no such file or folder/],
  [['deploy', '--tenant', 'client-x'], /unknown tenant client-x/],
])('check %j cannot run', async (args, message) => {
  const p = new Project({ ...SETTINGS, 'deploy/a.yaml': stringify(configMap('a')) });
  const [path = '', ...rest] = args;
  const { code, err } = await p.run('check', join(p.folder, path), ...rest);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});
