import { Testing } from 'cdk8s';
import { configMapHash } from '../../lib/config-map-hash';
import { ProxiedWorkload, type ProxiedWorkloadProps, type TenantIdentity } from '../../lib/constructs';
import { fluxChart } from '../support/chart';

const tenant: TenantIdentity = { name: 'shop', namespace: 'shop-live', nodePool: { name: 'shop-pool' } };
const wide: TenantIdentity = { ...tenant, nodePool: { name: 'shop-pool', size: { max: 3 } } };
const container = { name: 'web', image: 'example.com/web:1', ports: [{ name: 'http', port: 8080 }] };
const metrics = { name: 'metrics', image: 'example.com/metrics:1', ports: [{ name: 'metrics', port: 9100 }] };

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

function render(props: Partial<ProxiedWorkloadProps> = {}): Rendered[] {
  const chart = fluxChart();
  new ProxiedWorkload(chart, 'workload', { tenant, name: 'web', container, ...props });
  return Testing.synth(chart);
}

const find = (objects: Rendered[], kind: string) => objects.find((object) => object.kind === kind);
const deployment = (props: Partial<ProxiedWorkloadProps>) => find(render(props), 'Deployment');
const pod = (props: Partial<ProxiedWorkloadProps>) => deployment(props).spec.template;
const mountsOf = (template: Rendered): Rendered =>
  Object.fromEntries(
    [...template.spec.containers, ...(template.spec.initContainers ?? [])].map(({ name, volumeMounts = [] }) => [
      name,
      volumeMounts,
    ]),
  );

describe('files', () => {
  const files = [
    { path: '/etc/web/config.yaml', content: 'level: info\n' },
    { path: '/etc/other/config.yaml', content: 'a: $(HOME) $$ ${HOME}\n', containers: ['metrics'] },
  ];

  test('are a ConfigMap whose name has the hash that kustomize would give it, and which Flux keeps', () => {
    const { metadata, data, immutable } = find(render({ files, sidecars: [metrics] }), 'ConfigMap');
    expect(data).toEqual({
      'etc_web_config.yaml': 'level: info\n',
      'etc_other_config.yaml': 'a: $(HOME) $$ ${HOME}\n',
    });
    expect(metadata).toEqual({
      name: `web-files-${configMapHash({ data })}`,
      namespace: 'shop-live',
      annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
    });
    expect(immutable).toBe(true);
  });

  test('are mounted file by file, each where it is asked for', () => {
    const template = pod({ files, sidecars: [metrics] });
    expect(mountsOf(template)).toEqual({
      web: [
        { name: 'workload-files', mountPath: '/etc/web/config.yaml', subPath: 'etc_web_config.yaml', readOnly: true },
      ],
      metrics: [
        {
          name: 'workload-files',
          mountPath: '/etc/other/config.yaml',
          subPath: 'etc_other_config.yaml',
          readOnly: true,
        },
      ],
    });
    const { name } = find(render({ files, sidecars: [metrics] }), 'ConfigMap').metadata;
    expect(template.spec.volumes).toEqual([{ name: 'workload-files', configMap: { name } }]);
  });

  test('pods restart when the content of one changes: the name in their template is another', () => {
    const template = (content: string) =>
      pod({ files: [{ path: '/etc/web.conf', content }] }).spec.volumes[0].configMap;
    expect(template('a').name).not.toBe(template('b').name);
    expect(template('a').name).toBe(template('a').name);
  });

  test('can be executable', () => {
    const { items } = pod({ files: [{ path: '/run.sh', content: '#!/bin/sh\n', executable: true }] }).spec.volumes[0]
      .configMap;
    expect(items).toEqual([{ key: 'run.sh', path: 'run.sh', mode: 0o755 }]);
  });

  test('have keys of their own, however alike their paths are', () => {
    const paths = ['/a/b', '/a_b', '/a b', '/a-b', '/.env', '/ä'];
    const { data } = find(render({ files: paths.map((path) => ({ path, content: path })) }), 'ConfigMap');
    expect(Object.values(data).sort()).toEqual([...paths].sort());
    for (const key of Object.keys(data)) expect(key).toMatch(/^[-_a-zA-Z0-9][-._a-zA-Z0-9]*$/);
  });

  test('of no workload without them', () => {
    expect(find(render(), 'ConfigMap')).toBeUndefined();
    expect(pod({}).spec).not.toHaveProperty('volumes');
  });
});

describe('volumes', () => {
  const volumes = [
    { name: 'tmp', mountPath: '/tmp', emptyDir: {} },
    { name: 'logs', mountPath: '/logs', containers: ['web', 'metrics'], emptyDir: {} },
    {
      name: 'data',
      mountPath: '/data',
      subPath: 'db',
      mounts: [{ mountPath: '/all', readOnly: true, containers: ['metrics'] }],
      claim: { size: '1Gi' },
    },
  ];

  test('are seen by the main container alone, unless they name others', () => {
    expect(mountsOf(pod({ volumes, sidecars: [metrics], initContainers: [{ name: 'init', image: 'a' }] }))).toEqual({
      web: [
        { name: 'tmp', mountPath: '/tmp' },
        { name: 'logs', mountPath: '/logs' },
        { name: 'data', mountPath: '/data', subPath: 'db' },
      ],
      metrics: [
        { name: 'logs', mountPath: '/logs' },
        { name: 'data', mountPath: '/all', readOnly: true },
      ],
      init: [],
    });
  });
});

describe('service', () => {
  const service = (props: Partial<ProxiedWorkloadProps>) => find(render(props), 'Service')?.spec;

  test('has the ports that are set, which lead to the port of the same name or to another one', () => {
    const ports = [
      { name: 'http', port: 80 },
      { name: 'web', port: 81, targetPort: 'http' },
      { name: 'plain', port: 82, targetPort: 8080 },
    ];
    expect(service({ service: { ports } }).ports).toEqual([
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'web', port: 81, targetPort: 'http' },
      { name: 'plain', port: 82, targetPort: 8080 },
    ]);
  });

  test('can be none, headless, and not headless', () => {
    expect(service({ service: 'none' })).toBeUndefined();
    expect(service({})).not.toHaveProperty('clusterIP');
    expect(service({ service: { headless: true } })).toMatchObject({ clusterIP: 'None', ports: [{ port: 8080 }] });
    expect(service({ kind: 'StatefulSet', service: { headless: false } })).not.toHaveProperty('clusterIP');
  });
});

describe('an autoscaler', () => {
  const autoscale = { min: 2, max: 6, cpu: 70 };

  test('scales the workload, whose replicas are not rendered', () => {
    const objects = render({ autoscale });
    expect(find(objects, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(find(objects, 'HorizontalPodAutoscaler')).toEqual({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'shop-live' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 2,
        maxReplicas: 6,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
        ],
      },
    });
  });

  test('can look at memory', () => {
    const { metrics: of } = find(
      render({ kind: 'StatefulSet', autoscale: { min: 1, max: 2, memory: 80 } }),
      'HorizontalPodAutoscaler',
    ).spec;
    expect(of).toEqual([
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    ]);
  });
});

describe('a disruption budget', () => {
  const budget = (props: Partial<ProxiedWorkloadProps>) => find(render(props), 'PodDisruptionBudget')?.spec;

  test('lets one pod go by default: of two or more, in a pool of two nodes or more', () => {
    expect(find(render({ tenant: wide, replicas: 2 }), 'PodDisruptionBudget')).toEqual({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'shop-live' },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    });
    expect(budget({ tenant: wide, autoscale: { min: 2, max: 3, cpu: 50 } })).toMatchObject({ maxUnavailable: 1 });
    expect(budget({ tenant: wide, kind: 'StatefulSet', replicas: 3 })).toMatchObject({ maxUnavailable: 1 });
  });

  test.each<Partial<ProxiedWorkloadProps>>([
    { tenant: wide, replicas: 1 },
    { tenant: wide },
    { tenant: wide, replicas: 'none' },
    { tenant: wide, autoscale: { min: 1, max: 3, cpu: 50 } },
    { tenant: wide, kind: 'DaemonSet' },
    { tenant: wide, replicas: 2, disruption: 'none' },
    { replicas: 2 },
  ])('is none of %j', (props) => expect(budget(props)).toBeUndefined());

  test('is what is set, wherever', () => {
    expect(budget({ replicas: 3, disruption: { minAvailable: 2 } })).toMatchObject({ minAvailable: 2 });
    expect(budget({ tenant: wide, replicas: 3, disruption: { maxUnavailable: '50%' } })).toMatchObject({
      maxUnavailable: '50%',
    });
  });
});

describe('updates and places', () => {
  test('a strategy is rendered where it is set, and Flux may replace what is recreated', () => {
    expect(deployment({}).spec).not.toHaveProperty('strategy');
    expect(deployment({ strategy: 'rolling' }).spec.strategy).toEqual({ type: 'RollingUpdate' });
    const { metadata, spec } = deployment({ strategy: 'recreate' });
    expect(spec.strategy).toEqual({ type: 'Recreate' });
    expect(metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/force': 'enabled' });
  });

  test('pods are spread by the scheduler alone, or as it is set', () => {
    const of = (spread: ProxiedWorkloadProps['spread']) => pod({ spread }).spec.topologySpreadConstraints;
    expect([of(undefined), of('none')]).toEqual([undefined, undefined]);
    expect(of('hosts')).toEqual([
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        nodeTaintsPolicy: 'Honor',
        labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } },
        matchLabelKeys: ['pod-template-hash'],
      },
    ]);
    expect(of('zones')).toMatchObject([{ topologyKey: 'topology.kubernetes.io/zone' }]);
  });
});

test('labels and annotations are those of the workload and its pods, and the platform’s own stay', () => {
  const props = { labels: { team: 'shop' }, annotations: { 'prometheus.io/port': 9100 } } as const;
  const { metadata, spec } = deployment({ ...props, strategy: 'recreate' });
  const labels = { team: 'shop', 'app.kubernetes.io/name': 'web', tenant: 'shop' };
  expect(metadata.labels).toEqual(labels);
  expect(metadata.annotations).toEqual({
    'prometheus.io/port': '9100',
    'kustomize.toolkit.fluxcd.io/force': 'enabled',
  });
  expect(spec.template.metadata).toEqual({ labels, annotations: { 'prometheus.io/port': '9100' } });
  expect(spec.selector.matchLabels).toEqual({ 'app.kubernetes.io/name': 'web' });
});

describe('containers', () => {
  test('wait before they end, or run a command, which the kubelet takes as it is', () => {
    const template = pod({
      container: { ...container, preStop: { sleep: 5 } },
      initContainers: [{ name: 'init', image: 'a' }],
      sidecars: [
        { ...metrics, preStop: { command: ['sh', '-c', 'kill $$'] } },
        { name: 'last', image: 'a', preStop: { sleep: 7 } },
      ],
    });
    expect(template.spec.containers[0].lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(template.spec.initContainers.map(({ lifecycle }: Rendered) => lifecycle)).toEqual([
      undefined,
      { preStop: { exec: { command: ['sh', '-c', 'kill $$'] } } },
      { preStop: { sleep: { seconds: 7 } } },
    ]);
    const [cronJob] = render({
      kind: 'CronJob',
      schedule: '@daily',
      container: { ...container, preStop: { sleep: 5 } },
    });
    expect(cronJob.spec.jobTemplate.spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds).toBe(5);
  });

  test('may write to the files of their image where that is set, each for itself', () => {
    const { spec } = pod({ container: { ...container, writableRoot: true }, sidecars: [metrics] });
    expect(spec.containers[0].securityContext.readOnlyRootFilesystem).toBe(false);
    expect(spec.initContainers[0].securityContext.readOnlyRootFilesystem).toBe(true);
  });
});

describe('what ends', () => {
  test('a CronJob has its time zone, its history and its policy', () => {
    const of = (props: Partial<ProxiedWorkloadProps>) =>
      find(render({ kind: 'CronJob', schedule: '@daily', ...props }), 'CronJob').spec;
    expect(
      of({ timeZone: 'Europe/Paris', suspend: true, concurrency: 'replace', history: { failed: 5 }, backoffLimit: 0 }),
    ).toMatchObject({
      timeZone: 'Europe/Paris',
      suspend: true,
      concurrencyPolicy: 'Replace',
      failedJobsHistoryLimit: 5,
      jobTemplate: { spec: { backoffLimit: 0 } },
    });
    expect(of({ history: 2, concurrency: 'allow' })).toMatchObject({
      successfulJobsHistoryLimit: 2,
      failedJobsHistoryLimit: 2,
      concurrencyPolicy: 'Allow',
    });
    expect(of({})).not.toHaveProperty('successfulJobsHistoryLimit');
  });

  test('a Job is tried again, and deleted after a time', () => {
    const { spec } = find(render({ kind: 'Job', backoffLimit: 1, ttlSecondsAfterFinished: 60 }), 'Job');
    expect(spec).toMatchObject({ backoffLimit: 1, ttlSecondsAfterFinished: 60 });
  });
});
