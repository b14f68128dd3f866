import fs from 'node:fs';
import { basename, join } from 'node:path';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const BASE = {
  'manifests/base/kustomization.yaml': 'resources: [demo/namespace.yaml, demo/deployment.yaml]\n',
  'manifests/base/demo/namespace.yaml': `apiVersion: v1
kind: Namespace
metadata:
  name: client-a-demo
  labels: { tenant: client-a, network/isolation: egress-proxy }
  annotations: { description: "Namespace for client A egress traffic isolation via dedicated proxy" }
`,
  'manifests/base/demo/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: curl-demo, namespace: client-a-demo }
spec:
  selector: { matchLabels: { app: curl-demo } }
  template:
    metadata: { labels: { app: curl-demo } }
    spec:
      nodeSelector: { node-pool: client-a-pool }
      tolerations: [{ key: node-role.kubernetes.io/client-a, operator: Equal, value: dedicated, effect: NoSchedule }]
      containers:
        - { name: curl, image: "curlimages/curl:8.11.1", command: [sh, -c], args: ["curl https://ifconfig.me/ip"] }
`,
};

const overlay = (name: string, replicas: number, address: string) => ({
  [`manifests/overlays/${name}/kustomization.yaml`]: `resources: [../../base]
patches: [{ path: deployment-patch.yaml }]
configMapGenerator:
  - name: client-egress-config
    behavior: replace
    literals: [PROXY_ADDRESS=${address}, PROXY_PORT=3128, ENVIRONMENT=${name}]
`,
  [`manifests/overlays/${name}/deployment-patch.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata: { name: curl-demo, namespace: client-a-demo }
spec:
  replicas: ${replicas}
  template:
    spec:
      containers:
        - name: curl
          envFrom: [{ configMapRef: { name: client-egress-config } }]
          env:
            - { name: HTTP_PROXY, value: http://$(PROXY_ADDRESS):$(PROXY_PORT) }
            - { name: HTTPS_PROXY, value: http://$(PROXY_ADDRESS):$(PROXY_PORT) }
            - { name: LEVEL, value: ${name === 'production' ? 'warn' : 'debug'} }
          resources: { requests: { cpu: 50m, memory: 64Mi }, limits: { cpu: 100m, memory: 128Mi } }
`,
});

const ENVIRONMENTS = {
  'overlays/development.ts': environmentText('development'),
  'overlays/production.ts': environmentText('production'),
  'tenants/README.md': '',
};

const seed = (more: Readonly<Record<string, string>> = {}) =>
  new Project({
    ...ENVIRONMENTS,
    ...BASE,
    ...overlay('development', 1, '172.16.28.8'),
    ...overlay('production', 2, '172.16.28.8'),
    ...more,
  });

test('a base with overlays is one tenant, and what the overlays change are its overrides', async () => {
  const project = seed();
  const { code, out } = await project.run('tenant:import', join(project.folder, 'manifests'));
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(project.read('tenants/client-a.yaml')).toMatchSnapshot();
  expect(out).toMatchSnapshot();
  expect(await project.run('synth')).toMatchObject({ code: 0 });
});

test('an environment that has no overlay does not have the tenant, and an overlay without an environment is left', async () => {
  const project = seed({ 'overlays/staging.ts': environmentText('staging'), ...overlay('edge', 1, '172.16.28.8') });
  const { code, out } = await project.run('tenant:import', join(project.folder, 'manifests'), '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).left).toEqual([
    expect.objectContaining({ file: 'manifests/overlays/edge/kustomization.yaml', line: 1, what: 'overlay edge' }),
  ]);
  expect(project.read('tenants/client-a.yaml')).toContain('staging: { enabled: false }');
});

test('what is left is listed with its place and reason, and the command ends with 1', async () => {
  const file = `${BASE['manifests/base/demo/deployment.yaml']}      hostNetwork: true\n`;
  const project = new Project({ ...ENVIRONMENTS, 'web.yaml': file });
  const { code, out } = await project.run(
    'tenant:import',
    join(project.folder, 'web.yaml'),
    '--tenant',
    'client-a',
    '--address',
    '172.16.28.9',
  );
  expect(code).toBe(1);
  expect(out).toContain('tenants/client-a.yaml: written');
  expect(out).toContain(
    '  web.yaml:13:7 Deployment curl-demo spec.hostNetwork: is refused: pods of a tenant have no part in the host',
  );
  expect(project.read('tenants/client-a.yaml')).toContain('address: 172.16.28.9');
});

test.each([
  ['a file that is not there', ['missing.yaml'], 2, 'missing.yaml: there is no such file'],
  ['no name for the tenant', ['plain.yaml'], 2, 'the manifests name no namespace; name the tenant: --tenant NAME'],
  ['what is not YAML', ['broken.yaml'], 1, 'broken.yaml:2:1: is not valid YAML here'],
  ['a tenant that is there', ['web.yaml', '--tenant', 'client-z'], 1, 'there is a tenant client-z already'],
])('%s is refused, and nothing is written', async (_, args, code, message) => {
  const project = new Project({
    ...ENVIRONMENTS,
    'plain.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    'broken.yaml': 'a: [\n',
    'web.yaml': BASE['manifests/base/demo/deployment.yaml'],
    'tenants/client-z.yaml': 'name: client-z\negress: { proxies: [{ name: squid-a, address: 172.16.28.20 }] }\n',
  });
  const [file = '', ...rest] = args;
  const result = await project.run('tenant:import', join(project.folder, file), ...rest);
  expect(result.code).toBe(code);
  expect(result.err).toContain(message);
});

describe('what cannot be read', () => {
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['readdirSync', 'manifests', 'manifests: could not be read: permission denied (EACCES)'],
    ['statSync', 'manifests', 'manifests: could not be read: permission denied (EACCES)'],
    ['readFileSync', 'deployment.yaml', 'manifests/deployment.yaml: could not be read: permission denied (EACCES)'],
  ] as const)('by %s is named', async (call, name, message) => {
    const project = new Project({
      ...ENVIRONMENTS,
      'manifests/deployment.yaml': BASE['manifests/base/demo/deployment.yaml'],
    });
    const real = fs[call] as (...args: unknown[]) => unknown;
    jest.spyOn(fs, call).mockImplementation(((...args: unknown[]) => {
      if (basename(String(args[0])) === name) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return real(...args);
    }) as never);
    const { code, err } = await project.run('tenant:import', join(project.folder, 'manifests'), '--tenant', 'client-a');
    expect([code, err]).toEqual([2, message]);
  });
});
