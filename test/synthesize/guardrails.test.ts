import { build, type KubeObject } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { Project, projectAfter } from '../support/project';
import { environmentText, loadFiles } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const settings = (tenant: string, environment: object = {}) => ({
  ...THREE_TENANTS,
  'tenants/client-a.yaml': THREE_TENANTS['tenants/client-a.yaml'].replace('egress:', `${tenant}\negress:`),
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production', environment as never),
});

function rendered(tenant: string, environment: object = {}) {
  const project = new Project(settings(tenant, environment));
  const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
  const files = synthesize(model);
  const texts = new Map(files.map(({ path, content }) => [path, content]));
  const objects = build(texts, 'dist/overlays/production') as (KubeObject & {
    // biome-ignore lint/suspicious/noExplicitAny: objects of any kind
    spec: any;
  })[];
  const find = (kind: string, name: string) => {
    const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
    if (!found) throw new Error(`there is no ${kind} ${name}`);
    return found;
  };
  return { model, files, objects, find };
}

const BINDING = 'ValidatingAdmissionPolicyBinding';

test('without report every policy has one binding, which refuses everywhere', () => {
  const { objects } = rendered('');
  const bindings = objects.filter(({ kind }) => kind === BINDING);
  const specs = new Set(bindings.map(({ spec }) => JSON.stringify([spec.validationActions, spec.matchResources])));
  expect([...specs]).toEqual(['[["Deny"],null]']);
});

test('with report the namespace of that tenant is warned of what others are refused', () => {
  const { find, objects } = rendered('guardrails: report');
  const { labels = {} } = find('Namespace', 'client-a-demo').metadata;
  expect(labels).toMatchObject({
    'network/isolation': 'egress-proxy',
    'egress-tenant/guardrails': 'report',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/audit': 'restricted',
  });
  expect(Object.keys(labels).filter((key) => key.includes('enforce'))).toEqual([]);
  const other = find('Namespace', 'client-b').metadata.labels;
  expect(other).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
  expect(other).not.toHaveProperty(['egress-tenant/guardrails']);

  const at = (operator: string) => ({
    namespaceSelector: { matchExpressions: [{ key: 'egress-tenant/guardrails', operator, values: ['report'] }] },
  });
  expect(find(BINDING, 'egress-tenant-pods').spec).toEqual({
    policyName: 'egress-tenant-pods',
    matchResources: at('NotIn'),
    validationActions: ['Deny'],
  });
  expect(find(BINDING, 'egress-tenant-pods-report').spec).toEqual({
    policyName: 'egress-tenant-pods',
    matchResources: at('In'),
    validationActions: ['Warn', 'Audit'],
  });
  const denies = (kind: string) =>
    objects.filter((one) => one.kind === kind && one.metadata.namespace === 'client-a-demo');
  expect(denies('NetworkPolicy').length).toBeGreaterThan(2);
});

test('what protects the label, and namespaces of others, always refuses', () => {
  const { find } = rendered('guardrails: report');
  for (const name of ['egress-tenant-namespaces', 'egress-tenant-adoption']) {
    expect(find(BINDING, name).spec).toEqual({ policyName: name, validationActions: ['Deny'] });
    expect(() => find(BINDING, `${name}-report`)).toThrow();
  }
  expect(JSON.stringify(find('ValidatingAdmissionPolicy', 'egress-tenant-namespaces').spec)).toContain(
    'egress-tenant/guardrails',
  );
});

test('an environment decides for tenants that set nothing', () => {
  const { find } = rendered('guardrails: enforce', { guardrails: 'report' });
  expect(find('Namespace', 'client-a-demo').metadata.labels).not.toHaveProperty(['egress-tenant/guardrails']);
  expect(find('Namespace', 'client-b').metadata.labels).toHaveProperty(['egress-tenant/guardrails'], 'report');
});

test('plugins and injection, which cannot report, leave the tenant alone', () => {
  const cluster = { admissionPlugins: ['PodNodeSelector'], mutatingAdmission: 'v1beta1' };
  const { find } = rendered('guardrails: report', { cluster });
  const pinned = (name: string) => Object.keys(find('Namespace', name).metadata.annotations ?? {}).join();
  expect(pinned('client-a-demo')).not.toContain('scheduler.alpha');
  expect(pinned('client-b')).toContain('scheduler.alpha');
  expect(find('MutatingAdmissionPolicyBinding', 'egress-tenant-injection').spec.matchResources).toEqual({
    namespaceSelector: {
      matchExpressions: [{ key: 'egress-tenant/guardrails', operator: 'NotIn', values: ['report'] }],
    },
  });
});

test.each([
  ['guardrails: report', {}],
  ['', { guardrails: 'report' }],
])('rules accept what the settings ask for: %j, %j', (tenant, environment) => {
  const { model, files } = rendered(tenant, environment);
  const errors = verify(files, model).filter(({ severity }) => severity === 'error');
  expect(errors.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
});

test('rules notice that it reports where the settings want it enforced', () => {
  const { files } = rendered('guardrails: report');
  const { model } = rendered('');
  const found = verify(files, model).filter(({ environment }) => environment === 'production');
  expect(new Set(found.filter(({ severity }) => severity === 'error').map(({ id }) => id))).toEqual(
    new Set(['admission-not-enforced', 'namespace-marks-wrong', 'pod-security-not-enforced']),
  );
});

test('check warns in one line, by the tenant or by the environment', () => {
  const warned = (tenant: string, environment: object) =>
    loadFiles({
      tenants: {
        'client-b.yaml': `name: client-b\negress: { proxies: [{ name: squid-b, address: 172.16.28.9 }] }\n${tenant}`,
      },
      environments: {
        'development.ts': environmentText('development', environment as never),
        'production.ts': environmentText('production', environment as never),
      },
    })
      .problems.filter(({ id }) => id === 'guardrails-report')
      .map(({ file, message }) => `${file.replace(/^.*\/(?=\w+\/)/, '')}: ${message}`);
  expect(warned('guardrails: report', {})).toEqual([
    expect.stringMatching(
      /^tenants\/client-b\.yaml: is set to report in development and production: the API server only warns/,
    ),
  ]);
  expect(warned('', { guardrails: 'report' })).toEqual([
    expect.stringMatching(/^overlays\/development\.ts: is set to report: for tenants that set nothing else/),
    expect.stringMatching(/^overlays\/production\.ts: /),
  ]);
  expect(warned('guardrails: enforce', {})).toEqual([]);
});

test('plan says when guardrails are turned off and on', async () => {
  const project = await projectAfter(['synth'], settings(''));
  const planned = async (tenant: string) =>
    (await project.write(settings(tenant)).run('plan', '--env', 'production')).out.match(/(?<=^ +! ).*/gm);
  expect(await planned('guardrails: report')).toEqual([
    'its guardrails are set to report from now on: the API server only warns of what admission policies and Pod Security would refuse',
  ]);
  await project.run('synth');
  expect(await planned('')).toEqual([
    'its guardrails are enforced from now on: new pods that do not comply are refused; npm run live lists them before',
  ]);
});
