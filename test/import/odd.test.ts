import { join } from 'node:path';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const FILES = { 'overlays/production.ts': environmentText('production'), 'tenants/README.md': '' };

/** Imports a file as the tenant shop. */
async function imported(text: string, name = 'manifests.yaml') {
  const project = new Project({ ...FILES, [name]: text });
  const { code, out, err } = await project.run(
    'tenant:import',
    join(project.folder, name),
    '--tenant',
    'shop',
    '--json',
  );
  if (code === 2 || out === '') throw new Error(err);
  const { left, changed } = JSON.parse(out) as Record<string, { line: number; what: string; message: string }[]>;
  const lines = (all: typeof left = []) =>
    all.map(({ line, what, message }) => `${line} ${what}: ${message}`.replaceAll(`${project.folder}/`, ''));
  return { code, left: lines(left), changed: lines(changed), text: project.read('tenants/shop.yaml') };
}

const deployment = (name: string, more = '', image = 'registry.example.com/web:1') => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: ${name}, image: "${image}" }]
${more}`;

const job = (metadata: string) => `apiVersion: batch/v1
kind: Job
metadata: ${metadata}
spec: { template: { spec: { restartPolicy: Never, containers: [{ name: main, image: "registry.example.com/once:1" }] } } }
`;

test('what is not an object is listed, and empty documents are not', async () => {
  const { code, left } = await imported(
    ['x-common: &common { a: 1 }\n', '# a comment\n', '', '"a text"\n', '- one\n', '42\n', deployment('web')].join(
      '---\n',
    ),
  );
  const message = 'is not an object of Kubernetes: it has no kind';
  expect(left).toEqual([
    `1 document: ${message}`,
    `6 document: ${message}`,
    `8 document: ${message}`,
    `10 document: ${message}`,
  ]);
  expect(code).toBe(1);
});

test('a generated name is its beginning, and a workload without any is left', async () => {
  const { left, changed, text } = await imported(
    [job('{ generateName: once- }'), job('{ labels: { app: none } }')].join('---\n'),
  );
  expect(text).toContain('{ name: once, kind: Job, container: main, image: registry.example.com/once:1 }');
  expect(changed).toContainEqual(expect.stringMatching(/^3 Job once metadata\.generateName: is not a setting: it is/));
  expect(left).toEqual(['6 Job: has no name (metadata.name)']);
});

test('of two objects with one name the first is taken, and the second is named', async () => {
  const { left, text } = await imported(
    [deployment('web'), deployment('web', '', 'registry.example.com/web:2'), job('{ name: web }')].join('---\n'),
  );
  expect(text).toContain('registry.example.com/web:1');
  expect(left).toEqual([
    '11 Deployment web: there is a Deployment web already (manifests.yaml:1), which is taken',
    '21 Job web: there is a Deployment web already (manifests.yaml:1), which is taken; workloads have names of their own',
  ]);
});

test('items of lists in lists are taken, and what is none of them is listed', async () => {
  const item = deployment('web').trimEnd().replaceAll('\n', '\n      ');
  const list = `apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: DeploymentList
    items:
    - ${item}
  - a text
`;
  const { left, text } = await imported(list);
  expect(text).toContain('name: web');
  expect(left).toEqual(['16 document: is not an object of Kubernetes: it has no kind']);
});

test('lines of Windows, marks of byte order and aliases are read as others', async () => {
  const script = deployment('web').replace(
    'containers: [{ name: web, image: "registry.example.com/web:1" }]',
    `containers:
        - &main
          name: web
          image: registry.example.com/web:1
          command: [sh, -c]
          args:
            - |
              echo one
              echo two
      initContainers: [{ <<: *main, name: prepare }]`,
  );
  const { text, left } = await imported(`\ufeff${script}---\n\ufeff${job('{ name: once }')}`.replaceAll('\n', '\r\n'));
  expect(text).not.toContain('\r');
  expect(text).toMatch(/- \|\n +echo one\n +echo two\n/);
  expect(text).toContain('name: once');
  expect(left).toEqual([]);
});

test('nothing is reported for what a cluster adds to an object, and a container of kubectl debug is refused', async () => {
  const debug = '      ephemeralContainers: [{ name: debug, image: busybox, targetContainerName: web }]\n';
  const service = `---
apiVersion: v1
kind: Service
metadata: { name: web }
spec:
  selector: { app: web }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
  ipFamilies: [IPv4]
  ipFamilyPolicy: SingleStack
  type: ClusterIP
`;
  const restarted = deployment('web', debug + service).replace(
    'labels: { app: web } }\n    spec',
    'labels: { app: web }, annotations: { kubectl.kubernetes.io/restartedAt: "2026-01-01T00:00:00Z" } }\n    spec',
  );
  const strategy = restarted.replace(
    'spec:\n',
    'spec:\n  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 25%, maxUnavailable: 25% } }\n',
  );
  const { text, left } = await imported(strategy);
  expect(text).not.toContain('restartedAt');
  expect(left).toEqual([
    '11 Deployment web spec.ephemeralContainers: is refused: what `kubectl debug` adds to a pod that runs is not part of a workload',
  ]);
});

test('an Ingress and its like are named with the setting that replaces them', async () => {
  const ingress = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: web }\nspec: {}\n';
  const { left } = await imported(`${deployment('web')}---\n${ingress}`);
  expect(left).toEqual([expect.stringMatching(/^11 Ingress web: .*ingress\.routes, for example \{ host: /)]);
});
