import { App, Chart, Testing } from 'cdk8s';
import { TenantAdmission } from '../../../lib/constructs';
import { say } from '../../../lib/constructs/admission/_cel';
import { loadModel } from '../../../lib/model';
import { synthesize } from '../../../lib/synthesize';
import { Project } from '../../support/project';
import { environmentText } from '../../support/settings';

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

test('the platform’s folder has a file for each of them', () => {
  const project = new Project({
    'tenants/shop.yaml': 'name: shop\negress: { proxies: [{ name: squid, address: 172.16.28.5 }] }\n',
    'overlays/live.ts': environmentText('live'),
  });
  const files = synthesize(
    loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` }).model,
  );
  const paths = files.map(({ path }) => path);
  for (const { kind, metadata } of objects) {
    expect(paths).toContain(`dist/base/platform/${kind.toLowerCase()}-${metadata.name}.yaml`);
  }
});

test('a message is one line of text and expressions', () => {
  expect(say`tenant ${'variables.tenant'}: no ${'object.kind'}`).toBe(
    "'tenant ' + variables.tenant + ': no ' + object.kind",
  );
  expect(() => say`it's`).toThrow('a message is one line without');
});
