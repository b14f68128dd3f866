import { verify } from '../../lib/rules';
import { outputFiles, render, SETTINGS, type World } from './_world';

const CHARTS = `charts:
  - name: redis
    chart: oci://registry.example.com/charts/redis
    version: 20.1.0
    secret: login
    pods: [{ object: StatefulSet, containers: [redis] }]
`;

const FOLDER = 'dist/overlays/production/client-b/guardrails';

let world: World;
beforeAll(() => {
  world = render({ ...SETTINGS, 'tenants/client-b.yaml': `${SETTINGS['tenants/client-b.yaml']}${CHARTS}` });
});

/** What the rules of charts find after a change of one file. */
function found(file: string, find: string, replace: string): string[] {
  const path = `${FOLDER}/${file}`;
  const text = world.files.get(path) ?? '';
  expect(text).toContain(find);
  const files = new Map(world.files).set(path, text.replace(find, replace));
  return verify(outputFiles(files), world.model)
    .filter(({ environment }) => environment === 'production')
    .map(({ id, message }) => `${id}: ${message}`);
}

test('what is rendered is what the settings name', () => {
  expect(verify(outputFiles(world.files), world.model)).toEqual([]);
});

test.each([
  ['url: oci://registry.example.com', 'url: oci://evil.example', 'chart-differs: is "oci://evil.example/charts/redis"'],
  ['tag: 20.1.0', 'semver: "*"', 'chart-differs: is {"semver":"*"} and not {"tag":"20.1.0"}'],
  ['name: login', 'name: other', 'chart-differs: is {"name":"other"} and not'],
  ['interval: 1h', 'interval: 1h\n  insecure: true', 'chart-differs: lets Flux fetch without encryption'],
])('a source with %s changed to %s', (find, replace, message) => {
  expect(found('ocirepository-redis.yaml', find, replace)).toEqual([expect.stringContaining(message)]);
});

test.each([
  ['serviceAccountName: client-b', 'serviceAccountName: client-a', 'release-not-impersonating: is '],
  ['releaseName: redis', 'releaseName: redis\n  targetNamespace: client-a-demo', 'release-not-impersonating: is '],
  [
    'releaseName: redis',
    'releaseName: redis\n  kubeConfig: { secretRef: { name: a } }',
    'release-not-impersonating: names another',
  ],
  ['crds: Skip', 'crds: CreateReplace', 'chart-differs: applies CustomResourceDefinitions'],
  ['disableTakeOwnership: true', 'disableTakeOwnership: false', 'chart-differs: takes over objects'],
  ['kind: OCIRepository', 'kind: HelmChart', 'chart-differs: is '],
])('a release with %s changed to %s', (find, replace, message) => {
  const all = found('helmrelease-redis.yaml', find, replace);
  expect(all.some((each) => each.startsWith(message))).toBe(true);
});
