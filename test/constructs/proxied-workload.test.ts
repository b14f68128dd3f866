import { App, Chart, Testing } from 'cdk8s';
import {
  EnvironmentSettings,
  ProxiedWorkload,
  type ProxiedWorkloadProps,
  type TenantIdentity,
  TenantNamespace,
} from '../../lib/constructs';
import type { WorkloadKind } from '../../lib/model/types';
import { container as containerSettings } from '../../lib/settings/container';
import { pod } from '../../lib/settings/workload';
import { fluxChart } from '../support/chart';

const KINDS: readonly WorkloadKind[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];
const tenant: TenantIdentity = { name: 'shop', namespace: 'shop-live', nodePool: { name: 'shop-pool' } };
const container = { name: 'web', image: 'example.com/web:1' };

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

function render(props: Partial<ProxiedWorkloadProps> = {}): Rendered[] {
  const chart = fluxChart();
  const schedule = props.kind === 'CronJob' ? '0 3 * * *' : undefined;
  new ProxiedWorkload(chart, 'workload', { tenant, name: 'web', container, schedule, ...props });
  return Testing.synth(chart);
}

const workloadOf = (objects: Rendered[]) => objects.find(({ kind }) => KINDS.includes(kind));
const podOf = (workload: Rendered) => (workload.spec.jobTemplate ?? workload).spec.template;
const containersOf = (pod: Rendered): Rendered[] => [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
const variables = (c: Rendered): Record<string, string> =>
  Object.fromEntries(c.env.map((variable: { name: string; value: string }) => [variable.name, variable.value]));

const everything: Required<Omit<ProxiedWorkloadProps, 'kind' | 'schedule'>> = {
  tenant,
  name: 'web',
  container: {
    name: 'web',
    image: 'example.com/web:1',
    command: ['serve'],
    args: ['--port', '8080'],
    runAsUser: 1000,
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    env: {
      LOG_LEVEL: 'info',
      PASSWORD: { secret: 'shop-db', key: 'password' },
      FLAG: { configMap: 'features', key: 'flag' },
    },
    envFrom: [{ secret: 'shop-db' }, { configMap: 'features' }],
    ports: [{ name: 'http', port: 8080 }],
    probes: {
      liveness: { path: '/healthz', port: 'http', periodSeconds: 5 },
      readiness: { port: 8080 },
      startup: { command: ['true'], failureThreshold: 30 },
    },
    runtime: 'node',
    writableRoot: false,
    preStop: { sleep: 5 },
  },
  initContainers: [{ name: 'migrate', image: 'example.com/migrate:1' }],
  sidecars: [
    {
      name: 'metrics',
      image: 'example.com/metrics:1',
      ports: [{ name: 'metrics', port: 9100 }],
      preStop: { command: ['flush', '$$HOME'] },
    },
  ],
  volumes: [
    { name: 'tmp', mountPath: '/tmp', emptyDir: { sizeLimit: '64Mi', medium: 'Memory' } },
    {
      name: 'data',
      mountPath: '/data',
      subPath: 'web',
      containers: ['web', 'migrate'],
      mounts: [{ mountPath: '/old', subPath: 'old', readOnly: true, containers: ['metrics'] }],
      claim: { size: '1Gi', storageClass: 'fast' },
    },
    { name: 'files', mountPath: '/files', readOnly: true, configMap: 'files' },
    { name: 'keys', mountPath: '/keys', readOnly: true, secret: 'keys' },
  ],
  files: [
    { path: '/etc/web/config.yaml', content: 'level: info\n' },
    { path: '/usr/local/bin/run', content: '#!/bin/sh\n', executable: true, containers: ['web', 'migrate'] },
  ],
  service: { ports: [{ name: 'http', port: 80, targetPort: 8080 }], headless: false },
  labels: { team: 'shop' },
  annotations: { 'prometheus.io/scrape': 'true' },
  autoscale: { min: 2, max: 6, cpu: 70, memory: 80 },
  disruption: { minAvailable: '50%' },
  strategy: 'recreate',
  spread: 'hosts',
  timeZone: 'Europe/Paris',
  suspend: true,
  concurrency: 'replace',
  history: { successful: 2, failed: 4 },
  backoffLimit: 2,
  ttlSecondsAfterFinished: 600,
  imagePullSecrets: ['registry'],
  terminationGracePeriodSeconds: 60,
  startingDeadlineSeconds: 120,
  activeDeadlineSeconds: 3600,
  replicas: 3,
  noProxy: ['.svc'],
  noProxyInConfigMap: false,
  resolver: '10.32.0.53',
  configMap: 'other-config',
  hostAliases: [{ host: 'sftp.partner.example', address: '10.32.0.20' }],
};

/** Keys that only some kinds have. */
const KINDS_OF: { readonly [Key in keyof ProxiedWorkloadProps]?: readonly WorkloadKind[] } = {
  startingDeadlineSeconds: ['CronJob'],
  activeDeadlineSeconds: ['Job', 'CronJob'],
  // Where there is an autoscaler, it sets them.
  replicas: [],
  autoscale: ['Deployment', 'StatefulSet'],
  disruption: ['Deployment', 'StatefulSet'],
  spread: ['Deployment', 'StatefulSet'],
  strategy: ['Deployment'],
  service: ['Deployment', 'StatefulSet', 'DaemonSet'],
  timeZone: ['CronJob'],
  suspend: ['CronJob'],
  concurrency: ['CronJob'],
  history: ['CronJob'],
  backoffLimit: ['Job', 'CronJob'],
  ttlSecondsAfterFinished: ['Job', 'CronJob'],
};

function everythingOf(kind: WorkloadKind): Partial<ProxiedWorkloadProps> {
  const others = Object.entries(KINDS_OF).flatMap(([key, kinds]) => (kinds.includes(kind) ? [] : [[key, undefined]]));
  return { ...everything, kind, ...Object.fromEntries(others) };
}

describe.each(KINDS)('%s', (kind) => {
  const minimal = render({ kind });
  const full = render(everythingOf(kind));

  test('renders what its snapshots show, with the least and with everything', () => {
    expect(minimal).toMatchSnapshot('minimal');
    expect(full).toMatchSnapshot('everything');
  });

  test('runs on the tenant’s nodes and tolerates their taint and no other', () => {
    const { spec } = podOf(workloadOf(full));
    expect(spec.nodeSelector).toEqual({ 'node-pool': 'shop-pool' });
    expect(spec.tolerations).toEqual([
      { key: 'node-role.kubernetes.io/shop', operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' },
    ]);
  });

  test('asks the resolver that it is given alone, by the short names that pods are used to', () => {
    expect(podOf(workloadOf(full)).spec).toMatchObject({
      dnsPolicy: 'None',
      dnsConfig: {
        nameservers: ['10.32.0.53'],
        searches: ['shop-live.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
        options: [{ name: 'ndots', value: '5' }],
      },
    });
    expect(podOf(workloadOf(minimal)).spec).not.toHaveProperty('dnsPolicy');
    expect(podOf(workloadOf(minimal)).spec).not.toHaveProperty('dnsConfig');
  });

  test('tells every container of its proxy, sidecars and init containers included', () => {
    const containers = containersOf(podOf(workloadOf(full)));
    expect(containers.map((c) => c.name).sort()).toEqual(['metrics', 'migrate', 'web']);
    for (const each of containers) {
      const env = variables(each);
      expect(each.envFrom.at(-1)).toEqual({ configMapRef: { name: 'other-config' } });
      for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) {
        expect(env[name]).toBe('http://$(PROXY_ADDRESS):$(PROXY_PORT)');
      }
      expect(env.NO_PROXY).toBe('.svc');
      expect(env.no_proxy).toBe('.svc');
    }
  });

  test('passes what Pod Security calls restricted, in every container', () => {
    for (const objects of [minimal, full]) {
      const pod = podOf(workloadOf(objects));
      expect(pod.spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.spec.automountServiceAccountToken).toBe(false);
      for (const each of containersOf(pod)) {
        expect(each.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        expect(each.securityContext.runAsUser).toBeGreaterThan(0);
      }
    }
  });

  test('has one PersistentVolumeClaim a claim, that a reconciliation never removes', () => {
    const claims =
      kind === 'StatefulSet'
        ? workloadOf(full).spec.volumeClaimTemplates
        : full.filter((object) => object.kind === 'PersistentVolumeClaim');
    expect(claims).toHaveLength(1);
    expect(claims[0].metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
    expect(claims[0].spec.resources.requests.storage).toBe('1Gi');
  });
});

test.each(['Deployment', 'StatefulSet', 'DaemonSet'] as const)('the selector of a %s holds no hash', (kind) => {
  const { spec } = workloadOf(render({ kind }));
  expect(spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'web' } });
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
});

test('a sidecar is an init container that goes on, after those that end', () => {
  const { initContainers } = podOf(workloadOf(render(everythingOf('Deployment')))).spec;
  expect(initContainers.map((c: Rendered) => [c.name, c.restartPolicy])).toEqual([
    ['migrate', undefined],
    ['metrics', 'Always'],
  ]);
});

test('a Job is replaced when it changes, since its template cannot', () => {
  expect(workloadOf(render({ kind: 'Job' })).metadata.annotations).toEqual({
    'kustomize.toolkit.fluxcd.io/force': 'enabled',
  });
});

test('ports get a service of the workload’s name; without ports there is none', () => {
  const service = render({
    container: { ...container, ports: everything.container.ports },
    sidecars: everything.sidecars,
  }).find((object) => object.kind === 'Service');
  expect(service.spec).toEqual({
    selector: { 'app.kubernetes.io/name': 'web' },
    ports: [
      { name: 'http', port: 8080, targetPort: 'http' },
      { name: 'metrics', port: 9100, targetPort: 'metrics' },
    ],
  });
  expect(render().map((object) => object.kind)).toEqual(['Deployment']);
});

test('a StatefulSet has its headless service, ports or not', () => {
  const [statefulSet, service] = render({ kind: 'StatefulSet' });
  expect(statefulSet.spec.serviceName).toBe(service.metadata.name);
  expect(service.spec.clusterIP).toBe('None');
});

test('Java gets system properties, with ranges as prefixes; Node is told to heed the variables', () => {
  const env = (runtime: 'java' | 'node') =>
    variables(
      podOf(
        workloadOf(render({ container: { ...container, runtime }, noProxy: ['.svc', '10.32.0.1', '172.16.28.0/22'] })),
      ).spec.containers[0],
    );
  expect(env('java').JAVA_TOOL_OPTIONS).toBe(
    '-Dhttp.proxyHost=$(PROXY_ADDRESS) -Dhttp.proxyPort=$(PROXY_PORT) ' +
      '-Dhttps.proxyHost=$(PROXY_ADDRESS) -Dhttps.proxyPort=$(PROXY_PORT) ' +
      '-Dhttp.nonProxyHosts=127.*|*.svc|10.32.0.1|172.16.28.*|172.16.29.*|172.16.30.*|172.16.31.*',
  );
  expect(env('node').NODE_USE_ENV_PROXY).toBe('1');
});

test('a run of a CronJob ends after six hours, or after what is set; a Job after what is set', () => {
  const of = (props: Partial<ProxiedWorkloadProps>) => workloadOf(render(props)).spec;
  expect(of({ kind: 'CronJob' })).toMatchObject({
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { activeDeadlineSeconds: 21_600 } },
  });
  const deadlines = { activeDeadlineSeconds: 600, startingDeadlineSeconds: 60 };
  expect(of({ kind: 'CronJob', ...deadlines })).toMatchObject({
    startingDeadlineSeconds: 60,
    jobTemplate: { spec: { activeDeadlineSeconds: 600 } },
  });
  expect(of({ kind: 'Job', activeDeadlineSeconds: 600 }).activeDeadlineSeconds).toBe(600);
  expect(of({ kind: 'Job' })).not.toHaveProperty('activeDeadlineSeconds');
});

test('a Deployment with a claim replaces its pod, and Flux may replace the Deployment', () => {
  const claim = { name: 'data', mountPath: '/data', claim: { size: '1Gi' } };
  const { metadata, spec } = workloadOf(render({ volumes: [claim] }));
  expect(spec.strategy).toEqual({ type: 'Recreate' });
  expect(metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' });
  const other = workloadOf(render({ volumes: [{ name: 'tmp', mountPath: '/tmp', emptyDir: {} }] }));
  expect(other.spec).not.toHaveProperty('strategy');
  expect(other.metadata).not.toHaveProperty('annotations');
});

test('without an environment around it, it says nothing of replicas and resources', () => {
  const { spec } = workloadOf(render());
  expect(spec).not.toHaveProperty('replicas');
  expect(spec.template.spec.containers[0]).not.toHaveProperty('resources');
});

test('what it says itself goes before the environment', () => {
  const app = new App();
  const chart = new Chart(app, 'chart', { disableResourceNameHashes: true });
  const environment = new EnvironmentSettings(chart, 'production', {
    cluster: {
      privateNetwork: '172.16.28.0/22',
      podCidr: '100.64.0.0/15',
      serviceCidr: '10.32.0.0/20',
      resolver: { address: '10.32.0.53' },
    },
    workloads: { replicas: 2 },
  });
  new ProxiedWorkload(environment, 'one', { tenant, name: 'one', container });
  new ProxiedWorkload(environment, 'two', { tenant, name: 'two', container, replicas: 5, noProxy: ['x'] });
  new ProxiedWorkload(environment, 'none', { tenant, name: 'none', container, replicas: 'none' });
  new ProxiedWorkload(environment, 'default', { tenant, name: 'default', container, replicas: 'default' });
  const [one, two, none, byDefault] = Testing.synth(chart);
  expect([one.spec.replicas, two.spec.replicas, byDefault.spec.replicas]).toEqual([2, 5, 2]);
  expect(none.spec).not.toHaveProperty('replicas');
  expect([one, two].map((workload) => podOf(workload).spec.dnsConfig.nameservers)).toEqual([
    ['10.32.0.53'],
    ['10.32.0.53'],
  ]);
  expect(variables(podOf(one).spec.containers[0]).NO_PROXY).toContain('172.16.28.0/22');
  expect(variables(podOf(two).spec.containers[0]).NO_PROXY).toBe('x');
});

test('a probe without a port asks the only one of the container', () => {
  const probes = { liveness: { path: '/x' }, readiness: { command: ['x'] }, startup: { port: 81 } };
  const [web] = podOf(workloadOf(render({ container: { ...container, ports: [{ name: 'http', port: 80 }], probes } })))
    .spec.containers;
  expect(web.livenessProbe).toEqual({ httpGet: { path: '/x', port: 'http' } });
  expect(web.readinessProbe).toEqual({ exec: { command: ['x'] } });
  expect(web.startupProbe).toEqual({ tcpSocket: { port: 81 } });
});

describe('NO_PROXY holds the private ranges that the policy opens', () => {
  const noProxyOf = (scope: Chart | EnvironmentSettings, chart: Chart) => {
    const owner = new TenantNamespace(scope, 'tenant', {
      name: 'shop',
      egress: {
        proxies: [{ address: '172.16.28.8', port: 3128 }],
        private: [
          { cidr: '192.168.9.0/28', ports: [5432] },
          { cidr: '172.16.30.0/28', ports: [5432] },
        ],
      },
    });
    new ProxiedWorkload(scope, 'web', { tenant: owner, name: 'web', container });
    const objects: Rendered[] = Testing.synth(chart);
    const opened = objects.find((object) => object.metadata.name === 'allow-private').spec.egress;
    expect(opened.map((rule: Rendered) => rule.to[0].ipBlock.cidr)).toEqual(['192.168.9.0/28', '172.16.30.0/28']);
    const { NO_PROXY, no_proxy } = variables(
      podOf(objects.find((object) => object.kind === 'Deployment')).spec.containers[0],
    );
    expect(no_proxy).toBe(NO_PROXY);
    return NO_PROXY?.split(',');
  };

  test('in an environment, in addition to its ranges', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    const cluster = { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' };
    const noProxy = noProxyOf(new EnvironmentSettings(chart, 'production', { cluster }), chart);
    expect(noProxy).toContain('172.16.28.0/22');
    expect(noProxy).toContain('192.168.9.0/28');
    // The private network holds it.
    expect(noProxy).not.toContain('172.16.30.0/28');
  });

  test('without one', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    expect(noProxyOf(chart, chart)).toEqual(expect.arrayContaining(['.svc', '192.168.9.0/28', '172.16.30.0/28']));
  });
});

describe('NO_PROXY holds the Services of the namespace', () => {
  const ports = [{ name: 'http', port: 80 }];
  const exceptionsOf = (objects: Rendered[], name: string) =>
    variables(
      podOf(objects.find((object) => object.kind !== 'Service' && object.metadata.name === name)).spec.containers[0],
    ).NO_PROXY?.replace(/^.*kubernetes\.default\.svc,?/, '');

  test('those of workloads that are added later, too, and none of other namespaces', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    const other = { ...tenant, namespace: 'other' };
    new ProxiedWorkload(chart, 'first', { tenant, name: 'first', container });
    new ProxiedWorkload(chart, 'web', { tenant, name: 'web', container: { ...container, ports } });
    new ProxiedWorkload(chart, 'db', { tenant, name: 'db', kind: 'StatefulSet', container });
    new ProxiedWorkload(chart, 'away', { tenant: other, name: 'away', container: { ...container, ports } });
    const objects = Testing.synth(chart);
    expect(exceptionsOf(objects, 'first')).toBe('web,web.shop-live,db,.db,db.shop-live,.db.shop-live');
    expect(exceptionsOf(objects, 'away')).toBe('away,away.other');
  });

  test('of their own environment, with hosts of private ranges', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    const cluster = { privateNetwork: '172.16.28.0/22', podCidr: '100.64.0.0/15', serviceCidr: '10.32.0.0/20' };
    const [one, two] = ['one', 'two'].map((name) => new EnvironmentSettings(chart, name, { cluster }));
    const owner = {
      ...tenant,
      egress: { private: [{ cidr: '172.16.30.8/32', ports: [1], hosts: ['db.internal.example'] }] },
    };
    new ProxiedWorkload(one as EnvironmentSettings, 'web', {
      tenant: owner,
      name: 'web',
      container: { ...container, ports },
    });
    new ProxiedWorkload(two as EnvironmentSettings, 'api', { tenant, name: 'api', container: { ...container, ports } });
    const objects = Testing.synth(chart);
    expect(exceptionsOf(objects, 'web')).toMatch(/,172\.16\.30\.8,db\.internal\.example,web,web\.shop-live$/);
    expect(exceptionsOf(objects, 'api')).toMatch(/,api,api\.shop-live$/);
  });
});

test('quantities and variables may be numbers, as in a tenant’s file', () => {
  const limits = { cpu: 1, memory: '1Gi' };
  const [web] = podOf(workloadOf(render({ container: { ...container, resources: { limits }, env: { DEBUG: true } } })))
    .spec.containers;
  expect(web.resources.limits).toEqual({ cpu: '1', memory: '1Gi' });
  expect(variables(web).DEBUG).toBe('true');
});

test('a pod ends within the time that is set, or within Kubernetes’ own', () => {
  const graceOf = (props: Partial<ProxiedWorkloadProps>) =>
    podOf(workloadOf(render(props))).spec.terminationGracePeriodSeconds;
  expect([graceOf({ terminationGracePeriodSeconds: 0 }), graceOf({ terminationGracePeriodSeconds: 3600 })]).toEqual([
    0, 3600,
  ]);
  expect(graceOf({})).toBeUndefined();
});

test('the fixture has every key of the settings', () => {
  const { container: main, ...props } = everything;
  const { noProxy, noProxyInConfigMap, tenant: _, resolver, hostAliases, configMap, ...settings } = props;
  expect(Object.keys({ ...settings, kind: '', schedule: '' }).sort()).toEqual(Object.keys(pod.shape).sort());
  expect(Object.keys(main).sort()).toEqual(Object.keys(containerSettings.shape).sort());
});

test('a CronJob without a schedule is refused', () => {
  expect(() => render({ kind: 'CronJob', schedule: undefined })).toThrow(
    'schedule: is missing: a CronJob needs a schedule',
  );
});

test('variables come from ConfigMaps and Secrets, and the proxy’s address from the platform’s ConfigMap alone', () => {
  const env = { PASSWORD: { secret: 'shop-db', key: 'password' }, FLAG: { configMap: 'features', key: 'flag' } };
  const envFrom = [{ secret: 'shop-db' }, { configMap: 'features' }];
  const [web] = podOf(workloadOf(render({ container: { ...container, env, envFrom } }))).spec.containers;
  expect(web.env.slice(-2)).toEqual([
    { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'shop-db', key: 'password' } } },
    { name: 'FLAG', valueFrom: { configMapKeyRef: { name: 'features', key: 'flag' } } },
  ]);
  expect(web.envFrom).toEqual([
    { secretRef: { name: 'shop-db' } },
    { configMapRef: { name: 'features' } },
    { configMapRef: { name: 'client-egress-config' } },
  ]);
});
