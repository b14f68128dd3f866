import { App, Chart, Testing } from 'cdk8s';
import { TenantAdmission, type TenantAdmissionProps } from '../../../lib/constructs';
import { say } from '../../../lib/constructs/admission/_cel';
import { loadModel } from '../../../lib/model';
import { synthesize } from '../../../lib/synthesize';
import { Project } from '../../support/project';
import { environmentText, loadFiles } from '../../support/settings';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
new TenantAdmission(chart, 'admission');
const objects: Rendered[] = Testing.synth(chart);
const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
const bindings = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
const named = (name: string): Rendered => policies.find(({ metadata }) => metadata.name === name);

test('renders what its snapshot shows', () => {
  expect(objects).toMatchSnapshot();
});

test('names that speak, and that stay', () => {
  expect(policies.map(({ metadata }) => metadata.name)).toEqual([
    'egress-tenant-pods',
    'egress-tenant-proxy',
    'egress-tenant-priority',
    'egress-tenant-images',
    'egress-tenant-probes',
    'egress-tenant-tokens',
    'egress-tenant-drain',
    'egress-tenant-finalizers',
    'egress-tenant-services',
    'egress-tenant-cage',
    'egress-tenant-secrets',
    'egress-tenant-namespaces',
  ]);
});

test('each policy is bound, by its own name, to deny', () => {
  expect(bindings.map(({ metadata, spec }) => [metadata.name, spec.policyName, spec.validationActions])).toEqual(
    policies.map(({ metadata }) => [metadata.name, metadata.name, ['Deny']]),
  );
});

test('what cannot be judged is refused, and no refusal is taken for an immutable field', () => {
  for (const { spec } of policies) {
    expect(spec.failurePolicy).toBe('Fail');
    for (const validation of spec.validations) expect(validation.reason).toBe('Forbidden');
  }
});

test('only namespaces of tenants, and only what lives in them', () => {
  const ofTenants = { matchLabels: { 'network/isolation': 'egress-proxy' } };
  for (const { metadata, spec } of policies) {
    const rules: Rendered[] = spec.matchConstraints.resourceRules;
    if (metadata.name === 'egress-tenant-namespaces') {
      expect(rules.map((rule) => rule.scope)).toEqual(['Cluster']);
      continue;
    }
    expect(spec.matchConstraints.namespaceSelector).toEqual(ofTenants);
    expect(new Set(rules.map((rule) => rule.scope))).toEqual(new Set(['Namespaced']));
  }
});

test('a namespace is known by what it was, too: an update cannot take off what the policy goes by', () => {
  const { spec } = named('egress-tenant-namespaces');
  expect(spec.matchConstraints).not.toHaveProperty('namespaceSelector');
  expect(spec.matchConditions[0].expression).toContain('oldObject.metadata');
});

test('parameters come from nowhere that a tenant can write', () => {
  const parameters = bindings.filter(({ spec }) => spec.paramRef);
  expect(parameters.map(({ metadata }) => metadata.name)).toEqual(['egress-tenant-priority']);
  expect(named('egress-tenant-priority').spec.paramKind).toEqual({
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
  });
});

test('messages begin with the tenant', () => {
  const messages = policies.flatMap(({ spec }) => spec.validations.map((each: Rendered) => each.messageExpression));
  for (const message of messages) expect(message).toMatch(/^'tenant ' \+ variables\.tenant \+ ': /);
});

test('ReplicaSets are left to the controller, so that one that no longer complies can be replaced', () => {
  const rules: Rendered[] = named('egress-tenant-pods').spec.matchConstraints.resourceRules;
  expect(rules.flatMap((rule) => rule.resources)).toEqual([
    'pods',
    'pods/ephemeralcontainers',
    'daemonsets',
    'deployments',
    'statefulsets',
    'cronjobs',
    'jobs',
  ]);
});

const judged = (rendered: Rendered[], name: string): string[] =>
  rendered
    .find(({ metadata, kind }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === name)
    .spec.matchConstraints.resourceRules.flatMap((rule: Rendered) => rule.resources);

function renderFor(props: TenantAdmissionProps): Rendered[] {
  const each = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  new TenantAdmission(each, 'admission', props);
  return Testing.synth(each);
}

const PODS = ['pods', 'pods/ephemeralcontainers'];

test('where plugins place pods, what makes pods need not name the place, but still the proxy', () => {
  const rendered = renderFor({ admissionPlugins: ['PodNodeSelector'] });
  expect(judged(rendered, 'egress-tenant-pods')).toEqual(PODS);
  expect(judged(rendered, 'egress-tenant-proxy')).toContain('deployments');
  expect(rendered.map(({ kind }) => kind)).not.toContain('MutatingAdmissionPolicy');
});

test('where the API server can inject, it injects, by a policy of the version that it serves', () => {
  const rendered = renderFor({ mutatingAdmission: 'v1beta1' });
  expect(judged(rendered, 'egress-tenant-pods')).toEqual(PODS);
  expect(judged(rendered, 'egress-tenant-proxy')).toEqual(PODS);
  expect(judged(rendered, 'egress-tenant-priority')).toContain('deployments');
  const injection = rendered.filter(({ kind }) => kind.startsWith('Mutating'));
  expect(injection).toMatchSnapshot();
  expect(new Set(injection.map(({ apiVersion }) => apiVersion))).toEqual(
    new Set(['admissionregistration.k8s.io/v1beta1']),
  );
});

describe('in the environments’ folders', () => {
  const project = new Project({
    'tenants/shop.yaml': 'name: shop\negress: { proxies: [{ name: squid, address: 172.16.28.5 }] }\n',
    'overlays/live.ts': environmentText('live', { registries: undefined } as never),
    'overlays/pinned.ts': environmentText('pinned', { cluster: { admissionPlugins: ['PodNodeSelector'] } }),
    'overlays/served.ts': environmentText('served', { cluster: { mutatingAdmission: 'v1beta1' } }),
  });
  const folders = { tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` };
  const paths = synthesize(loadModel(folders).model).map(({ path }) => path);
  const below = (folder: string) =>
    paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));

  test('the base has a file for each object', () => {
    for (const { kind, metadata } of objects) {
      expect(paths).toContain(`dist/base/platform/${kind.toLowerCase()}-${metadata.name}.yaml`);
    }
  });

  test('an environment that says nothing of admission adds nothing', () => {
    expect(below('dist/overlays/live/platform')).toEqual(['kustomization.yaml']);
    expect(below('dist/overlays/live/shop/guardrails')).toEqual(['kustomization.yaml']);
  });

  test('an environment with plugins annotates the namespaces', () => {
    expect(below('dist/overlays/pinned/platform').sort()).toEqual([
      'kustomization.yaml',
      'validatingadmissionpolicy-egress-tenant-pods-patch.yaml',
    ]);
    expect(below('dist/overlays/pinned/shop/guardrails').sort()).toEqual([
      'kustomization.yaml',
      'namespace-patch.yaml',
    ]);
  });

  test('an environment that can inject has the policy that does', () => {
    expect(below('dist/overlays/served/platform').sort()).toEqual([
      'kustomization.yaml',
      'mutatingadmissionpolicy-egress-tenant-injection.yaml',
      'mutatingadmissionpolicybinding-egress-tenant-injection.yaml',
      'validatingadmissionpolicy-egress-tenant-pods-patch.yaml',
      'validatingadmissionpolicy-egress-tenant-proxy-patch.yaml',
    ]);
  });

  test('a plugin or version that is not known is a problem of the settings', () => {
    const { errors } = loadFiles({
      environments: {
        'live.ts': environmentText('live', {
          cluster: { admissionPlugins: ['PodNodeSelektor'], mutatingAdmission: 'v2' },
        }),
      },
    });
    const ours = errors.filter((line) => line.startsWith('overlays/live.ts'));
    expect(ours).toEqual([
      expect.stringMatching(/cluster\.admissionPlugins\[0\]: .* did you mean PodNodeSelector\?/),
      expect.stringContaining('cluster.mutatingAdmission: v2'),
    ]);
  });
});

test('a message is one line of text and expressions', () => {
  expect(say`tenant ${'variables.tenant'}: no ${'object.kind'}`).toBe(
    "'tenant ' + variables.tenant + ': no ' + object.kind",
  );
  expect(() => say`it's`).toThrow('a message is one line without');
});
