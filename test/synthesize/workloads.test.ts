import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { find, loadTenant, objectsOf } from '../support/rendered';
import { environmentText, loadFiles } from '../support/settings';

// Inputs that public bug reports led to, with what is right.

const head = (address: string) => `name: client-a
nodePool: { sources: [172.16.28.20], size: { min: 1, max: 3 } }
egress:
  proxies: [{ name: squid-a, address: ${address} }]
`;
const PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

test('a changed address makes another ConfigMap, and the one before is never pruned', () => {
  const workloads = `  - { name: import, kind: CronJob, schedule: "0 * * * *", image: a }\n  - { name: web, image: a }\n`;
  const [before, after] = ['172.16.28.9', '172.16.28.10'].map((address) => {
    const objects = objectsOf(loadTenant(workloads, head(address)));
    const config = objects.find(({ kind }) => kind === 'ConfigMap');
    expect(config.metadata.annotations).toEqual({ [PRUNE]: 'disabled' });
    expect(config.data.PROXY_ADDRESS).toBe(address);
    const [{ configMapRef }] = find(objects, 'Deployment', 'web').spec.template.spec.containers[0].envFrom;
    expect(configMapRef.name).toBe(config.metadata.name);
    expect(find(objects, 'CronJob', 'import').spec.jobTemplate.spec.activeDeadlineSeconds).toBe(21_600);
    return config.metadata.name;
  });
  expect(before).not.toBe(after);
});

test('a sidecar with a port of the main container’s name is refused, at its name', () => {
  const web = `  - name: web
    image: a
    ports: [{ name: http, port: 8080 }]
    sidecars: [{ name: metrics, image: a, ports: [{ name: http, port: 9090 }] }]
`;
  expect(loadTenant(web).errors).toEqual([
    expect.stringContaining(
      ' workloads[0].sidecars[0].ports[0].name: http is also the name of a port of web, and both are ports of the Service web',
    ),
  ]);
});

test('a deadline of a kind that has none is refused', () => {
  const workloads = `  - { name: a, image: a, activeDeadlineSeconds: 60, startingDeadlineSeconds: 60 }
  - { name: b, image: a, kind: Job, activeDeadlineSeconds: 60, startingDeadlineSeconds: 60 }
  - { name: c, image: a, kind: CronJob, schedule: "@daily", activeDeadlineSeconds: 0, startingDeadlineSeconds: 9 }
`;
  expect(loadTenant(workloads).errors.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'workloads[0].activeDeadlineSeconds: applies only to a Job or CronJob, and this is a Deployment; remove it',
    'workloads[0].startingDeadlineSeconds: applies only to a CronJob, and this is a Deployment; remove it',
    'workloads[1].startingDeadlineSeconds: applies only to a CronJob, and this is a Job; remove it',
    'workloads[2].activeDeadlineSeconds: 0 is below 1',
    'workloads[2].startingDeadlineSeconds: 9 is below 10',
  ]);
});

test.each([
  'service: none',
  'service: { headless: true }',
  'service: { ports: [{ name: web, port: 80, targetPort: http }] }',
  'kind: StatefulSet, service: { headless: false }',
  'autoscale: { min: 2, max: 4, cpu: 70 }, disruption: { minAvailable: 1 }, resources: { requests: { cpu: 50m } }',
])('no rule fails for a workload with %s', (keys) => {
  const workload = `  - { name: shop, image: "registry.example.com/a:1.2.3", ports: [{ name: http, port: 8080 }], ${keys} }\n`;
  const { loaded, errors } = loadTenant(workload, head('172.16.28.8'));
  if (!loaded) throw new Error(errors.join('\n'));
  const found = verify(synthesize(loaded.model), loaded.model).filter(({ severity }) => severity === 'error');
  expect(found.map(({ id, message }) => `${id} ${message}`)).toEqual([]);
});

describe('an autoscaler in a file that Flux applies as well', () => {
  const AUTOSCALER = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: client-a }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: 3 }
`;
  const findings = (keys: string) => {
    const extra = ['clusters/development/autoscaler.yaml'];
    const environment = environmentText('development', { extra: extra as never });
    const { loaded, errors } = loadTenant(`  - { name: web, image: "a:1"${keys} }\n`, head('172.16.28.8'), environment);
    if (!loaded) throw new Error(errors.join('\n'));
    const unmanaged = extra.map((path) => ({
      path,
      content: AUTOSCALER,
      source: '',
      owner: { environment: 'development' },
    }));
    return verify(synthesize(loaded.model), loaded.model, undefined, unmanaged).map(({ id, file }) => `${id} ${file}`);
  };

  test('is an error where the settings set replicas, and fine with replicas: none', () => {
    expect(findings('')).toEqual(['autoscaler-overridden clusters/development/autoscaler.yaml']);
    expect(findings(', replicas: 2')).toEqual(['autoscaler-overridden clusters/development/autoscaler.yaml']);
    expect(findings(', replicas: none')).toEqual([]);
  });
});

test.each([22, 443, 1023, 9301])('a proxy on port %s, which its machine needs or cannot give, is refused', (port) => {
  const text = `${head('172.16.28.8').replace('8 }]', `8, port: ${port} }]`)}workloads: []\n`;
  expect(loadFiles({ tenants: { 'client-a.yaml': text } }).errors).toEqual([
    expect.stringContaining(`egress.proxies[0].port: ${port} is a port of `),
  ]);
});
