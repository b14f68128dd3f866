import { parse, stringify } from 'yaml';
import { controllersFault } from '../../lib/flux';
import { loadModel } from '../../lib/model';
import type { EnvironmentModel } from '../../lib/model/types';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const OPEN = { lockdown: false };
const LOCKED = { lockdown: true };
const ARGS = '/spec/template/spec/containers/0/args';

const project = new Project({
  ...THREE_TENANTS,
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', { flux: { lockdown: true, reconcile: 'per-tenant' } }),
});
const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
const files = new Map(synthesize(model).map(({ path, content }) => [path, content]));
const rendered = (environment: string) => files.get(`clusters/${environment}/flux-system/kustomization.yaml`) ?? '';

interface Patch {
  target?: object;
  patch?: string;
  path?: string;
}

/** What is rendered for development, changed. */
function changed(change: (content: { resources: string[]; patches: Patch[] }) => void): string {
  const content = parse(rendered('development'));
  change(content);
  return stringify(content);
}

const patched = (patch: object[] | object, target: object = { kind: 'Deployment', name: 'kustomize-controller' }) =>
  changed(({ patches }) => patches.push({ target, patch: stringify(patch) }));

/** The arguments that patches add to a controller. */
function argumentsOf(text: string, controller: string): string[] {
  const patches: { target: { kind: string; name: string }; patch: string }[] = parse(text).patches;
  return patches
    .filter(({ target }) => target.kind === 'Deployment' && new RegExp(`^${target.name}$`).test(controller))
    .flatMap(({ patch }) => parse(patch).map(({ value }: { value: string }) => value));
}

test('network and admission policies have a stage before workloads, in both shapes', () => {
  for (const environment of ['development', 'production']) {
    const [stage = ''] = argumentsOf(rendered(environment), 'kustomize-controller');
    expect(stage).toMatch(/^--custom-apply-stage-kinds=/);
    expect(stage.split(/[=,]/)).toEqual(
      expect.arrayContaining([
        'networking.k8s.io/NetworkPolicy',
        'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
        'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
      ]),
    );
  }
});

test('references to other namespaces and remote bases are refused; accounts are demanded under lock-down alone', () => {
  const open = argumentsOf(rendered('development'), 'kustomize-controller').slice(1);
  expect(open).toEqual(['--no-remote-bases=true', '--no-cross-namespace-refs=true']);
  expect(argumentsOf(rendered('production'), 'kustomize-controller').slice(1)).toEqual([
    ...open,
    '--default-service-account=default',
  ]);
  expect(argumentsOf(rendered('development'), 'helm-controller')).toEqual(['--no-cross-namespace-refs=true']);
  expect(argumentsOf(rendered('development'), 'source-controller')).toEqual([]);
  expect(parse(rendered('production')).patches.at(-1)).toMatchObject({
    target: { kind: 'Kustomization', name: 'flux-system' },
    patch: expect.stringContaining('/spec/serviceAccountName'),
  });
});

describe('a kustomization.yaml of the user’s own may stay', () => {
  test.each([
    ['as it is rendered', rendered('development')],
    [
      'with resources of a controller',
      patched({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'kustomize-controller' },
        spec: { template: { spec: { containers: [{ name: 'manager', resources: { limits: { memory: '2Gi' } } }] } } },
      }),
    ],
    ['with another argument', patched([{ op: 'add', path: `${ARGS}/-`, value: '--concurrent=20' }])],
    ['with replicas', patched([{ op: 'replace', path: '/spec/replicas', value: 2 }])],
    [
      'with more kinds in the stage',
      rendered('development').replace('-stage-kinds=', '-stage-kinds=rbac.authorization.k8s.io/Role,'),
    ],
    ['with arguments of another controller', patched([{ op: 'remove', path: ARGS }], { name: 'source-controller' })],
    ['with a switch that says no true', rendered('development').replace('--no-remote-bases=true', '--no-remote-bases')],
  ])('%s', (_, text) => {
    expect(controllersFault(text, OPEN)).toBeUndefined();
  });
});

describe('it may not', () => {
  const STAGE = /^does not start kustomize-controller with --custom-apply-stage-kinds=networking/;
  test.each([
    ['as bootstrap writes it', 'resources: [gotk-components.yaml, gotk-sync.yaml]\n', STAGE],
    ['without the stage', rendered('development').replace(/ *- op: add\n.*\n.*stage-kinds=.*\n/, ''), STAGE],
    ['with a kind less in the stage', rendered('development').replace('networking.k8s.io/NetworkPolicy,', ''), STAGE],
    [
      'with an empty stage later',
      patched([{ op: 'add', path: `${ARGS}/-`, value: '--custom-apply-stage-kinds=' }]),
      STAGE,
    ],
    [
      'with a switch turned off later',
      patched([{ op: 'add', path: `${ARGS}/-`, value: '--no-remote-bases=false' }]),
      /^does not start kustomize-controller with --no-remote-bases=true/,
    ],
    [
      'for one controller only',
      rendered('development').replace('|helm-controller', ''),
      /^does not start helm-controller with --no-cross-namespace-refs=true/,
    ],
    ['with arguments removed', patched([{ op: 'remove', path: `${ARGS}/0` }]), /may change arguments/],
    ['with all arguments replaced', patched([{ op: 'replace', path: ARGS, value: [] }]), /may change arguments/],
    [
      'with a container in front',
      patched([{ op: 'add', path: '/spec/template/spec/containers/0', value: {} }]),
      /may change/,
    ],
    [
      'with arguments moved away',
      patched([{ op: 'move', from: ARGS, path: '/metadata/annotations/x' }]),
      /may change arguments/,
    ],
    [
      'with a command',
      patched([{ op: 'add', path: '/spec/template/spec/containers/0/command', value: ['sh'] }]),
      /may change/,
    ],
    [
      'with all controllers selected',
      patched([{ op: 'remove', path: ARGS }], { kind: 'Deploy.*' }),
      /may change arguments/,
    ],
    [
      'with controllers selected by label',
      patched([{ op: 'remove', path: ARGS }], { labelSelector: 'app=kustomize-controller' }),
      /may change arguments/,
    ],
    [
      'with a strategic merge patch of arguments',
      patched({ spec: { template: { spec: { containers: [{ name: 'manager', args: ['--x'] }] } } } }),
      /strategic merge patch/,
    ],
    [
      'with a strategic merge patch that removes',
      patched({ spec: { template: { spec: { containers: null } } } }),
      /strategic/,
    ],
    ['with a patch in a file', changed(({ patches }) => patches.push({ path: 'more.yaml' })), /file of its own/],
    [
      'with a target that selects nothing',
      rendered('development').replace(/kind: Deployment/g, 'kind: deployment'),
      STAGE,
    ],
    [
      'with a target of another version',
      rendered('development').replace('kind: Deployment\n', 'kind: Deployment\n      version: v2\n'),
      /may change arguments/,
    ],
    ['with images of its own', `${rendered('development')}images: [{ name: x, newName: y }]\n`, /^uses images/],
    ['with transformers', `${rendered('development')}transformers: [more.yaml]\n`, /^uses transformers/],
    ['with a component', `${rendered('development')}components: [more]\n`, /^uses components/],
    ['without the controllers', changed(({ resources }) => resources.shift()), /^does not list gotk-components\.yaml/],
    ['with an empty file', '', /^does not list gotk-components\.yaml/],
    ['with what is no YAML', 'resources: [', /^cannot be read/],
    ['with a pattern that is none', patched([], { name: '(' }), /^cannot be read/],
  ])('%s', (_, text, fault) => {
    expect(controllersFault(text, OPEN)).toMatch(fault);
  });

  test('under lock-down, without a default account', () => {
    expect(controllersFault(rendered('production'), LOCKED)).toBeUndefined();
    expect(controllersFault(rendered('development'), LOCKED)).toBe(
      'does not start kustomize-controller with --default-service-account=default',
    );
  });

  test("where Calico's own policies are rendered, without a stage for them", () => {
    const { cluster, ...environment } = (model.environments[0] as EnvironmentModel).environment;
    const calico = { environment: { ...environment, cluster: { ...cluster, cni: 'calico' as const } }, tenants: [] };
    const text = synthesize({ ...model, environments: [calico] }).find(({ path }) =>
      path.endsWith('/flux-system/kustomization.yaml'),
    )?.content as string;
    expect(argumentsOf(text, 'kustomize-controller')[0]).toMatch(/,crd\.projectcalico\.org\/GlobalNetworkPolicy$/);
    expect(controllersFault(text, { lockdown: false, calico: true })).toBeUndefined();
    expect(controllersFault(rendered('development'), { lockdown: false, calico: true })).toMatch(STAGE);
  });
});
