import fs from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const tenant = (more = '') => `name: client-a
nodePool: { sources: [172.16.28.20] }
registries: [docker.io/curlimages]
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
workloads:
  - { name: agent, image: "curlimages/curl:8.11.1", runAsUser: 100, command: [sleep, infinity] }
${more}`;

const OTHER_PROXY =
  'environments: { production: { egress: { proxies: [{ name: squid-a, address: 172.16.28.18 }] } } }\n';

function project(text: string, development = environmentText('development')): Project {
  return new Project({
    'tenants/client-a.yaml': text,
    'overlays/development.ts': development,
    'overlays/production.ts': environmentText('production'),
  });
}

async function initialized(p: Project, name = 'client-a') {
  const own = join(p.folder, 'own');
  const err: string[] = [];
  const io: Io = { out: () => {}, err: (text) => err.push(text), exitCode: 0 };
  const folders = ['--tenants', join(p.folder, 'tenants'), '--environments', join(p.folder, 'overlays')];
  const result = { code: await run(['init', own, '--tenant', name, ...folders], io), err: err.join('\n') };
  const read = (path: string) => fs.readFileSync(join(own, path), 'utf8');
  return { ...result, own, read };
}

test('what it writes passes the check that its workflow runs', async () => {
  const p = project(tenant());
  const { code, own, read } = await initialized(p);
  expect(code).toBe(0);
  const checked = await p.run('check', join(own, 'deploy'), '--tenant', 'client-a', '--strict');
  expect(checked).toMatchObject({ code: 0, err: '' });
  expect(checked.out).toBe('2 objects for client-a: nothing was found');
  const steps = parse(read('.github/workflows/check.yml')).jobs.check.steps as { run?: string }[];
  expect(steps.at(-1)?.run).toBe(
    'npx --prefix platform egress-tenancy check deploy --tenant client-a \\\n  --tenants platform/tenants --environments platform/overlays\n',
  );
  expect(fs.statSync(join(own, '.githooks/pre-commit')).mode & 0o111).toBe(0o111);
});

test('it may have what settings cannot express (docs/applications.md)', async () => {
  const p = project(tenant());
  const { own, read } = await initialized(p);
  const [deployment, service] = parseAllDocuments(read('deploy/web.yaml')).map((document) => document.toJS());
  const { spec } = deployment.spec.template;
  const { labels } = deployment.spec.template.metadata;
  const soft = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
  const optional = (name: string) => ({ name, optional: true });
  Object.assign(deployment.spec, {
    minReadySeconds: 10,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  });
  Object.assign(spec, {
    hostAliases: [{ ip: '172.16.44.4', hostnames: ['legacy.internal'] }],
    topologySpreadConstraints: [{ ...soft, maxSkew: 1, whenUnsatisfiable: 'ScheduleAnyway' }],
    affinity: {
      podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: soft }] },
    },
    volumes: [{ name: 'all', projected: { sources: [{ configMap: optional('x') }, { secret: optional('y') }] } }],
  });
  Object.assign(spec.containers[0], {
    workingDir: '/srv',
    readinessProbe: { grpc: { port: 8080 } },
    livenessProbe: { httpGet: { path: '/', port: 'http', httpHeaders: [{ name: 'X-Check', value: '1' }] } },
    volumeMounts: [{ name: 'all', mountPath: '/all' }],
  });
  spec.containers[0].env.push(
    { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'A', valueFrom: { secretKeyRef: { key: 'a', ...optional('a') } } },
  );
  spec.containers[0].ports.push({ name: 'stats', containerPort: 8125, protocol: 'UDP' });
  service.metadata.name = 'storefront';
  service.spec.ports.push({ name: 'stats', port: 8125, protocol: 'UDP', targetPort: 'stats' });
  const claim = {
    ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'shared' } },
    spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } },
  };
  fs.writeFileSync(
    join(own, 'deploy/web.yaml'),
    [deployment, service, claim].map((each) => stringify(each)).join('---\n'),
  );
  const checked = await p.run('check', join(own, 'deploy'), '--tenant', 'client-a');
  expect([checked.code, checked.err.split('\n').filter((line) => / error: /.test(line))]).toEqual([0, []]);
});

test('a resolver, partners without HTTP and a gateway are in its workload, too', async () => {
  const cluster = { resolver: { address: '10.32.0.53' } } as never;
  const p = project(
    tenant().replace('egress:\n', 'egress:\n  tcp: [{ name: sftp, host: sftp.partner.example, port: 22 }]\n'),
    environmentText('development', { cluster }),
  );
  const { own, read } = await initialized(p);
  const text = read('deploy/development/web.yaml');
  expect(text).toMatch(/nameservers:\n +- 10\.32\.0\.53/);
  expect(text).toContain('- sftp.partner.example');
  expect(text).toContain('value: http://egress-gateway.');
  const options = ['--tenant', 'client-a', '--env', 'development', '--strict'];
  expect(await p.run('check', join(own, 'deploy/development'), ...options)).toMatchObject({ code: 0, err: '' });
});

test('environments whose pods differ have a folder each, and a check each', async () => {
  const p = project(tenant(OTHER_PROXY));
  const { own, read } = await initialized(p);
  for (const [name, address] of [
    ['development', '172.16.28.8'],
    ['production', '172.16.28.18'],
  ] as const) {
    expect(read(`deploy/${name}/web.yaml`)).toContain(`value: http://${address}:3128`);
    const options = ['--tenant', 'client-a', '--env', name, '--strict'];
    expect(await p.run('check', join(own, 'deploy', name), ...options)).toMatchObject({ code: 0, err: '' });
    expect(read('.github/workflows/check.yml')).toContain(`check deploy/${name} --tenant client-a --env ${name} \\`);
  }
  expect(read('README.md')).toContain('  production:\n    repository:\n      path: deploy/production');
});

test('the folders of the settings are taken, and one folder for pods that differ is refused', async () => {
  const repository = 'repository: { url: "https://git.example.com/a/b", path: ./apps, ref: { branch: main } }\n';
  expect((await initialized(project(tenant(repository)))).read('apps/web.yaml')).toContain('kind: Deployment');
  const { code, err } = await initialized(project(tenant(repository + OTHER_PROXY)));
  expect([code, err]).toEqual([
    2,
    expect.stringContaining(
      'development and production apply the same folder, apps, and pods of client-a differ there',
    ),
  ]);
});

test('a file in the way and an unknown tenant are named, and nothing is written', async () => {
  const p = project(tenant());
  fs.mkdirSync(join(p.folder, 'own'));
  fs.writeFileSync(join(p.folder, 'own/README.md'), 'mine\n');
  const { code, err, own } = await initialized(p);
  expect([code, err]).toEqual([2, expect.stringContaining('README.md: is in the way')]);
  expect(fs.readdirSync(own)).toEqual(['README.md']);
  expect(await initialized(p, 'client-b')).toMatchObject({
    code: 2,
    err: expect.stringContaining('unknown tenant client-b'),
  });
});
