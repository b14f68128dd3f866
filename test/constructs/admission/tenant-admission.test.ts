import { App, Chart, Testing } from 'cdk8s';
import { TenantAdmission, type TenantAdmissionProps, TenantRole } from '../../../lib/constructs';
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
    'egress-tenant-annotations',
    'egress-tenant-guardrails',
    'egress-tenant-secrets',
    'egress-tenant-namespaces',
    'egress-tenant-adoption',
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
    if (['egress-tenant-namespaces', 'egress-tenant-adoption'].includes(metadata.name)) {
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

describe('the policy that judges every write in a tenant’s namespace', () => {
  const { spec } = named('egress-tenant-guardrails');

  test('sees every resource, subresource, version and connection, of kinds that are installed later too', () => {
    expect(spec.matchConstraints.resourceRules).toEqual([
      {
        apiGroups: ['*'],
        apiVersions: ['*'],
        resources: ['*/*'],
        operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
        scope: 'Namespaced',
      },
    ]);
    expect(spec.matchConditions).toBeUndefined();
  });

  test('allows what the rendered role names, by resource and verb, and nothing more', () => {
    const role = new Chart(new App(), 'role', { disableResourceNameHashes: true });
    new TenantRole(role, 'role');
    const [{ rules }] = Testing.synth(role);
    const connects = /^pods\/(attach|exec|portforward|proxy)$/;
    const expected = { writes: [] as string[], connects: [] as string[] };
    for (const { apiGroups, resources, verbs } of rules as Rendered[]) {
      for (const each of resources as string[]) {
        const [resource, subresource] = each.split('/');
        const full = [resource, ...apiGroups.filter((group: string) => group !== '')].join('.');
        const name = subresource === undefined ? full : `${full}/${subresource}`;
        if (connects.test(each)) expected.connects.push(name);
        else if (verbs.includes('create')) expected.writes.push(name);
        // A verb that the policy cannot tell from another is given with it, or not at all.
        const writes = ['create', 'update', 'patch', 'delete', 'deletecollection'].filter((verb) =>
          verbs.includes(verb),
        );
        expect([[], ['create'], ['create', 'update', 'patch', 'delete', 'deletecollection']]).toContainEqual(writes);
      }
    }
    const { expression } = spec.variables.find(({ name }: Rendered) => name === 'named');
    const [, connecting, writing] = expression.match(
      /^request\.operation == 'CONNECT' \?\nvariables\.resource in \[(.*)\] :\nvariables\.resource in \[(.*)\]$/,
    );
    expect(connecting.split(', ')).toEqual(expected.connects.map((name) => `'${name}'`));
    expect(writing.split(', ')).toEqual(expected.writes.map((name) => `'${name}'`));
    expect(expected.writes).toContain('deployments.apps/scale');
  });
});

test('a namespace is taken over by nobody without the annotation, whoever asks', () => {
  const { spec } = named('egress-tenant-adoption');
  expect(JSON.stringify(spec)).not.toContain('authorizer');
  expect(spec.validations.at(-1).expression).toContain("oldObject.metadata.?annotations[?'egress-tenant/adopt']");
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

test('annotations are judged in every write of what becomes a pod, a service or a claim, whoever writes', () => {
  const { matchConstraints, matchConditions, variables } = named('egress-tenant-annotations').spec;
  const rules: Rendered[] = matchConstraints.resourceRules;
  for (const rule of rules) expect(rule.operations).toEqual(['CREATE', 'UPDATE']);
  const resources = rules.flatMap((rule) => rule.resources);
  expect(resources).toEqual(expect.arrayContaining(['pods', 'podtemplates', 'replicasets', 'cronjobs', 'services']));
  // The network plugin writes it.
  expect(resources).not.toContain('pods/status');
  expect(matchConditions).toBeUndefined();
  expect(JSON.stringify(variables)).not.toMatch(/authorizer|userInfo/);
});

test('an environment adds annotations to the policy', () => {
  const rendered = renderFor({ annotations: ['prometheus.io/', 'example.com/team'] });
  const policy = rendered.find(({ kind, metadata }) =>
    `${kind} ${metadata.name}`.endsWith('Policy egress-tenant-annotations'),
  );
  const allowed = policy.spec.variables.find(({ name }: Rendered) => name === 'allowed');
  expect(allowed.expression).toBe("['prometheus.io/', 'example.com/team']");
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
      'validatingadmissionpolicy-egress-tenant-pods.patch.yaml',
    ]);
    expect(below('dist/overlays/pinned/shop/guardrails').sort()).toEqual([
      'kustomization.yaml',
      'namespace.patch.yaml',
    ]);
  });

  test('an environment that can inject has the policy that does', () => {
    expect(below('dist/overlays/served/platform').sort()).toEqual([
      'kustomization.yaml',
      'mutatingadmissionpolicy-egress-tenant-injection.yaml',
      'mutatingadmissionpolicybinding-egress-tenant-injection.yaml',
      'validatingadmissionpolicy-egress-tenant-namespaces.patch.yaml',
      'validatingadmissionpolicy-egress-tenant-pods.patch.yaml',
      'validatingadmissionpolicy-egress-tenant-proxy.patch.yaml',
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
