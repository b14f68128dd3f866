import { parse, stringify } from 'yaml';
import { controllersFault } from '../../lib/flux';
import { loadModel } from '../../lib/model';
import { shardOf } from '../../lib/model/shards';
import { synthesize } from '../../lib/synthesize';
import { describeWithKubectl, kubectlKustomize } from '../kustomize/_kubectl';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const FOLDER = 'clusters/production/flux-system';
const LIST = `${FOLDER}/kustomization.yaml`;
const KEY = 'sharding.fluxcd.io/key';
const SHARDED = { lockdown: true, shards: 2 };
const CHART = `charts: [{ name: redis, chart: oci://registry.example.com/charts/redis, version: 20.1.0 }]
repository: { url: https://git.example.com/client-b/shop, path: ./deploy, ref: { branch: main } }
`;

function rendered(flux: object): ReadonlyMap<string, string> {
  const project = new Project({
    ...THREE_TENANTS,
    'tenants/client-b.yaml': `${THREE_TENANTS['tenants/client-b.yaml']}${CHART}`,
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { flux: { reconcile: 'per-tenant', ...flux } }),
  });
  const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
  return new Map(synthesize(model).map(({ path, content }) => [path, content]));
}

const files = rendered({ lockdown: true, shards: 2 });
const plain = rendered({ lockdown: true });
const read = (path: string) => parse(files.get(path) ?? '');

test('both Kustomizations of a tenant have its shard, and those of the platform have none', () => {
  const labels = [...files.keys()]
    .filter((path) => /^clusters\/production\/kustomization-[^/]*\.yaml$/.test(path))
    .map((path): [string, unknown] => [read(path).metadata.name, read(path).metadata.labels?.[KEY]]);
  const of = (tenant: string) => shardOf(tenant, 2);
  expect(new Map(labels)).toEqual(
    new Map([
      ['egress-production', undefined],
      ...['client-a', 'client-b', 'client-c'].flatMap((tenant): [string, string][] => [
        [`egress-production-${tenant}`, of(tenant)],
        [`egress-production-${tenant}-workloads`, of(tenant)],
      ]),
    ]),
  );
});

test('so have its chart and its repository, and sources have none: they are fetched by the main controller', () => {
  const all = [...files.entries()].filter(([path]) => path.startsWith('dist/overlays/production/client-b/guardrails/'));
  const kinds = ['HelmRelease', 'Kustomization', 'OCIRepository', 'GitRepository'];
  const found = all.flatMap(([, text]): [string, unknown][] => {
    const { kind, metadata } = parse(text);
    return kinds.includes(kind) && metadata ? [[kind, metadata.labels?.[KEY]]] : [];
  });
  const shard = shardOf('client-b', 2);
  expect(new Map(found)).toEqual(
    new Map([
      ['HelmRelease', shard],
      ['Kustomization', shard],
      ['OCIRepository', undefined],
      ['GitRepository', undefined],
    ]),
  );
});

test('without shards nothing is rendered for them', () => {
  expect([...plain].filter(([path, text]) => /shard/.test(path + text))).toEqual([]);
});

/** As flux install writes them, in short. */
function components(): string {
  const labels = (name: string) => ({ 'app.kubernetes.io/component': name, 'app.kubernetes.io/part-of': 'flux' });
  const metadata = (name: string) => ({ name, namespace: 'flux-system', labels: labels(name) });
  const controllers = ['source-controller', 'kustomize-controller', 'helm-controller', 'notification-controller'];
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'flux-system' } },
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'kustomizations.kustomize.toolkit.fluxcd.io', labels: labels('kustomize-controller') },
    },
    { apiVersion: 'v1', kind: 'Service', metadata: metadata('source-controller') },
    ...controllers.flatMap((name) => [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(name) },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: metadata(name),
        spec: {
          selector: { matchLabels: { app: name } },
          template: {
            metadata: { labels: { app: name, ...labels(name) } },
            spec: { serviceAccountName: name, containers: [{ name: 'manager', args: ['--enable-leader-election'] }] },
          },
        },
      },
    ]),
  ];
  return objects.map((object) => stringify(object)).join('---\n');
}

describeWithKubectl('with kubectl', () => {
  // As Flux itself builds it.
  const build = (more: Readonly<Record<string, string>>) =>
    kubectlKustomize({ ...Object.fromEntries(files), ...more }, FOLDER, '--load-restrictor=LoadRestrictionsNone');
  // biome-ignore lint/suspicious/noExplicitAny: what was built is plain JSON
  const built = () => build({ [`${FOLDER}/gotk-components.yaml`]: components() }).objects as any[];

  test('the placeholders build', () => {
    expect(build({})).toEqual({ objects: [] });
  });

  test('each shard has two controllers, which differ from the main ones by their name, label and selector alone', () => {
    const objects = built();
    const args = (name: string): string[] =>
      objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)?.spec.template.spec
        .containers[0].args;
    for (const controller of ['kustomize-controller', 'helm-controller']) {
      const main = args(controller);
      expect(main.at(-1)).toBe('--watch-label-selector=!sharding.fluxcd.io/key');
      expect(main).toContain('--no-cross-namespace-refs=true');
      for (const shard of ['shard1', 'shard2']) {
        const own = args(`${controller}-${shard}`);
        expect(own).toContain(`--watch-label-selector=sharding.fluxcd.io/key=${shard}`);
        const others = (list: string[]) => list.filter((each) => !each.startsWith('--watch-label-selector'));
        expect(others(own)).toEqual(others(main));
      }
    }
    expect(args('kustomize-controller-shard2')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^--custom-apply-stage-kinds=/),
        '--no-remote-bases=true',
        '--default-service-account=default',
      ]),
    );
    const shard = objects.find(({ metadata }) => metadata.name === 'helm-controller-shard1');
    expect(shard.spec).toMatchObject({
      selector: { matchLabels: { app: 'helm-controller-shard1' } },
      template: {
        metadata: { labels: { app: 'helm-controller-shard1' } },
        spec: { serviceAccountName: 'helm-controller' },
      },
    });
  });

  test('a shard adds nothing but its two Deployments', () => {
    const names = built().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names.filter((name) => /shard/.test(name)).sort()).toEqual([
      'Deployment helm-controller-shard1',
      'Deployment helm-controller-shard2',
      'Deployment kustomize-controller-shard1',
      'Deployment kustomize-controller-shard2',
    ]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/shard/.test(name))).toHaveLength(11);
  });
});

describe('a kustomization.yaml of the user’s own', () => {
  const text = files.get(LIST) ?? '';
  test.each<[string, string, RegExp | undefined]>([
    ['as it is rendered', text, undefined],
    ['of an environment without shards', plain.get(LIST) ?? '', /^does not list shard1 under resources/],
    ['without one shard', text.replace(/ *- shard2\n/, ''), /^does not list shard2 under resources/],
    ['with one shard more', text.replace('- shard2', '- shard2\n  - ./shard3/'), /^lists shard3 under resources/],
    [
      'with a main controller that takes all',
      text.replace('--watch-label-selector=!sharding.fluxcd.io/key', '--log-level=info'),
      /^does not start kustomize-controller with --watch-label-selector=!sharding/,
    ],
    [
      'with the selector of the main controllers for all',
      text.replace(/ *annotationSelector: .*\n/, ''),
      /^starts the shards of kustomize-controller with --watch-label-selector=!sharding/,
    ],
    [
      'with arguments for the main controllers only',
      text.replace(
        'name: kustomize-controller\n',
        "name: kustomize-controller\n      annotationSelector: '!sharding.fluxcd.io/role'\n",
      ),
      /^does not start the shards of kustomize-controller with --custom-apply-stage-kinds/,
    ],
    [
      'with a switch turned off for the main controller',
      `${text}  - target: { kind: Deployment, name: kustomize-controller, annotationSelector: '!sharding.fluxcd.io/role' }
    patch: '[{ op: add, path: /spec/template/spec/containers/0/args/-, value: --no-remote-bases=false }]'\n`,
      /^does not start kustomize-controller with --no-remote-bases=true/,
    ],
    [
      'with another selector of annotations',
      text
        .replace('annotationSelector: "!sharding.fluxcd.io/role"', 'annotationSelector: x')
        .replace("annotationSelector: '!sharding.fluxcd.io/role'", 'annotationSelector: x'),
      /may change arguments/,
    ],
  ])('%s', (_, content, fault) => {
    if (fault === undefined) expect(controllersFault(content, SHARDED)).toBeUndefined();
    else expect(controllersFault(content, SHARDED)).toMatch(fault);
  });

  test('that lists shards where there are none is wrong', () => {
    expect(controllersFault(text, { lockdown: true })).toMatch(/^lists shard1 .*\(flux\.shards: not set\)$/);
  });
});

test.each<[object, RegExp]>([
  [{ shards: 2, reconcile: 'per-environment' }, /flux\.shards: is only possible with reconcile: per-tenant: one/],
  [{ shards: 0 }, /flux\.shards/],
  [{ shards: 17 }, /flux\.shards/],
  [{ shards: 1.5 }, /flux\.shards/],
])('%j is refused', (flux, message) => {
  expect(() => rendered(flux)).toThrow(message);
});
