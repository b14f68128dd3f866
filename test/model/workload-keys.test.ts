import { find, loadTenant, objectsOf } from '../support/rendered';
import { environmentText } from '../support/settings';

const bare = environmentText('development', { workloads: { replicas: 1 } });
const WIDE = `name: client-a
nodePool: { sources: [172.16.28.20], size: { min: 2, max: 3 } }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8 }]
`;
const messages = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^\S+ /, '').replace(/ \[[a-z-]+\]$/, ''));
const problemsOf = (keys: string, head?: string, environment?: string) => {
  const { errors, warnings } = loadTenant(`  - { name: web, image: a, ${keys} }\n`, head, environment);
  return messages([...errors, ...warnings.filter((line) => line.includes('workloads['))]).map((line) =>
    line.replace(/^workloads\[0\]\.?/, ''),
  );
};

const PORTS = 'ports: [{ name: http, port: 8080 }]';
const SCALE = 'autoscale: { min: 2, max: 6, cpu: 70 }';
const CLAIM = 'volumes: [{ name: data, mountPath: /data, claim: { size: 1Gi } }]';

test.each<[keys: string, lines: readonly string[]]>([
  // Numbers of pods.
  [
    `replicas: 2, ${SCALE}`,
    ['replicas: 2 and autoscale exclude each other: the autoscaler sets the number of pods; remove one of them'],
  ],
  ['autoscale: { min: 6, max: 2, cpu: 70 }', ['autoscale.min: 6 is above max, 2']],
  ['autoscale: { min: 1, max: 2 }', ['autoscale: must have cpu, memory or both: the average use that it aims for']],
  ['autoscale: { max: 2, cpu: 70 }', ['autoscale.min: is missing: minimum number of pods']],
  [
    `${SCALE}, ${CLAIM}`,
    [
      'autoscale: the claim of data can be mounted on one node at a time, and web has up to 6 pods (autoscale.max); set replicas: 1, or use kind: StatefulSet, which has a claim for each pod',
    ],
  ],
  [
    `kind: DaemonSet, ${SCALE}`,
    ['autoscale: applies only to a Deployment or StatefulSet, and this is a DaemonSet; remove it'],
  ],
  // Updates and drains.
  [
    `strategy: rolling, ${CLAIM}`,
    [
      'strategy: cannot be rolling with a claim, which one node at a time mounts: the new pod would wait for the old one; remove it, or set recreate',
    ],
  ],
  [
    'kind: StatefulSet, strategy: recreate',
    ['strategy: applies only to a Deployment, and this is a StatefulSet; remove it'],
  ],
  [
    'replicas: 2, disruption: { minAvailable: 2 }',
    ['disruption: keeps 2 of 2 pods in development, so that no node could be drained; keep fewer, or have more pods'],
  ],
  [
    'replicas: 2, disruption: { minAvailable: 51% }',
    ['disruption: keeps 51% of 2 pods in development, so that no node could be drained; keep fewer, or have more pods'],
  ],
  [
    'disruption: { minAvailable: 1 }',
    ['disruption: keeps 1 of one pod in development, so that no node could be drained; keep fewer, or have more pods'],
  ],
  [
    'replicas: 2, disruption: { maxUnavailable: 0 }',
    ['disruption: lets no pod go, so that no node could be drained; set maxUnavailable: 1'],
  ],
  [
    'disruption: { maxUnavailable: 1 }',
    ['disruption: warning: has no effect with one pod, as in development; set disruption: none, or have more pods'],
  ],
  ['disruption: {}', ['disruption: must have exactly one of minAvailable and maxUnavailable']],
  [
    'disruption: { minAvailable: half }',
    ['disruption.minAvailable: half is not a percentage (expected, for example, 50%)'],
  ],
  ['disruption: never', ['disruption: never is not none']],
  ['replicas: 2, spread: hosts', ['spread: warning: has no effect in a pool of one node (nodePool.size.max)']],
  // The Service.
  [
    `${PORTS}, service: { ports: [{ name: http, port: 80, targetPort: htpp }] }`,
    ['service.ports[0].targetPort: htpp is not a port of a container of this pod; did you mean http?'],
  ],
  [
    `${PORTS}, service: { ports: [{ name: api, port: 80 }] }`,
    ['service.ports[0].name: api is not a port of a container of this pod; available: http, which targetPort can name'],
  ],
  [
    `${PORTS}, service: { ports: [{ name: http, port: 80 }, { name: web, port: 80, targetPort: 8080 }] }`,
    ['service.ports[1].port: 80 is the port http already'],
  ],
  [
    `kind: StatefulSet, ${PORTS}, service: { ports: [{ name: http, port: 80 }] }`,
    [
      'service.ports[0].port: 80 is not the port of the containers, 8080: clients of a headless Service connect to the pods themselves; set port: 8080, or headless: false',
    ],
  ],
  [
    'kind: StatefulSet, service: none',
    ['service: cannot be none for a StatefulSet: its Service gives its pods their names; remove it'],
  ],
  [
    'kind: Job, service: none',
    ['service: applies only to a Deployment, StatefulSet or DaemonSet, and this is a Job; remove it'],
  ],
  [`${PORTS}, service: { port: 80 }`, ['service.port: unknown key; did you mean ports?']],
  // What is mounted.
  [
    'files: [{ path: /etc/a, content: x }], volumes: [{ name: v, mountPath: /etc/a, emptyDir: {} }]',
    ['files[0].path: /etc/a is where v is already mounted'],
  ],
  [
    'files: [{ path: /etc/a/b, content: x }], volumes: [{ name: v, mountPath: /etc/a, configMap: c }]',
    [
      'files[0].path: /etc/a/b is inside of /etc/a, which is where v is mounted, read-only: the container could not start',
    ],
  ],
  [
    'files: [{ path: /etc/a, content: x }], volumes: [{ name: v, mountPath: /etc/a/b, emptyDir: {} }]',
    ['volumes[0].mountPath: /etc/a/b is inside of /etc/a, which is a file: the container could not start'],
  ],
  [
    'files: [{ path: /etc/a, content: x }, { path: /etc/a, content: y }]',
    ['files[1]: is the same path as entry 1 of this list; remove one'],
  ],
  [
    'files: [{ path: etc/a, content: x }]',
    [
      'files[0].path: etc/a is not a valid mount path (expected an absolute path without a colon or .., for example /data)',
    ],
  ],
  ...['/proc/self/x', '/dev/null', '/sys', '//proc/x'].map((path): [string, string[]] => {
    const outer = /\/(proc|dev|sys)/.exec(path)?.[0];
    return [
      `files: [{ path: "${path}", content: x }]`,
      [`files[0].path: ${path} is in ${outer}, which the container runtime mounts itself; choose another path`],
    ];
  }),
  ...['/etc', '/etc/shop/', '/usr/local'].map((path): [string, string[]] => [
    `files: [{ path: ${path}, content: x }]`,
    [
      `files[0].path: ${path} is a folder, which a file cannot take the place of; name the file, for example ${path.replace(/\/$/, '')}/config.yaml`,
    ],
  ]),
  ['files: [{ path: /config.yaml, content: x }, { path: /procedures/x, content: x }]', []],
  [
    'annotations: { container.apparmor.security.beta.kubernetes.io/web: unconfined }',
    [
      'annotations["container.apparmor.security.beta.kubernetes.io/web"]: unconfined is refused by Pod Security (expected runtime/default, or localhost/ and a profile of the nodes)',
    ],
  ],
  ['annotations: { container.apparmor.security.beta.kubernetes.io/web: runtime/default }', []],
  [
    'files: [{ path: /a, content: x }], volumes: [{ name: workload-files, mountPath: /b, emptyDir: {} }]',
    ['volumes[0].name: workload-files is the volume of the workload’s files; choose another name'],
  ],
  [
    'volumes: [{ name: v, mountPath: /a, containers: [wbe], emptyDir: {} }]',
    ['volumes[0].containers[0]: wbe is not a container of this pod; did you mean web?'],
  ],
  [
    'volumes: [{ name: v, mountPath: /a, subPath: ../b, emptyDir: {} }]',
    [
      'volumes[0].subPath: ../b is not a valid path inside a volume (expected a relative path without a colon or .., for example db)',
    ],
  ],
  [
    'volumes: [{ name: v, mountPath: /a, emptyDir: {}, mounts: [{ mountPath: /a }] }]',
    ['volumes[0].mounts[0].mountPath: /a is where v is already mounted'],
  ],
  // The end of a pod.
  [
    'preStop: { sleep: 30 }',
    [
      'preStop.sleep: 30 leaves no time to end: the pod is killed after 30 seconds (terminationGracePeriodSeconds); set it above 30',
    ],
  ],
  [
    'terminationGracePeriodSeconds: 5, sidecars: [{ name: s, image: a, preStop: { sleep: 6 } }]',
    [
      'sidecars[0].preStop.sleep: 6 leaves no time to end: the pod is killed after 5 seconds (terminationGracePeriodSeconds); set it above 6',
    ],
  ],
  ['preStop: { sleep: 1, command: [a] }', ['preStop: must have exactly one of sleep and command']],
  // Labels and annotations.
  ['labels: { tenant: b }', ['labels.tenant: tenant is set by the platform; leave it out']],
  [
    'labels: { pod-template-hash: b }',
    ['labels.pod-template-hash: pod-template-hash is set by a controller; leave it out'],
  ],
  [
    'labels: { reserved.host: b }',
    [
      'labels["reserved.host"]: reserved.host is a label with which Cilium enforces no network policy on a pod; choose another key, such as hostname',
    ],
  ],
  [
    'labels: { team: "a b" }',
    [
      'labels.team: "a b" is not a valid value of a label (expected at most 63 of A-Z, a-z, 0-9, -, _ and ., with a letter or digit at both ends)',
    ],
  ],
  [
    'annotations: { egress-tenant/adopt: x }',
    [
      'annotations["egress-tenant/adopt"]: egress-tenant/adopt is of a domain whose keys the platform itself sets; leave it out',
    ],
  ],
  [
    'annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }',
    [
      'annotations["kustomize.toolkit.fluxcd.io/prune"]: kustomize.toolkit.fluxcd.io/prune is of a domain whose keys the platform itself sets; leave it out',
    ],
  ],
  [
    'annotations: { cni.projectcalico.org/podIPs: x }',
    [
      'annotations["cni.projectcalico.org/podIPs"]: other software acts on annotations with a domain, and cni.projectcalico.org/podIPs is not listed in development; remove it, or ask the platform to list it under annotations',
    ],
  ],
  // What ends.
  [
    'kind: CronJob, schedule: "@daily", timeZone: europe/paris',
    [
      'timeZone: europe/paris is not the name of a time zone (expected, for example, Europe/Paris); did you mean Europe/Paris?',
    ],
  ],
  [
    'kind: CronJob, schedule: "@daily", timeZone: Local',
    ['timeZone: Local is not the name of a time zone (expected, for example, Europe/Paris)'],
  ],
  ['kind: Job, timeZone: UTC', ['timeZone: applies only to a CronJob, and this is a Job; remove it']],
  ['backoffLimit: 1', ['backoffLimit: applies only to a Job or CronJob, and this is a Deployment; remove it']],
  [
    'kind: Job, ttlSecondsAfterFinished: 60',
    [
      'ttlSecondsAfterFinished: warning: Kubernetes deletes the Job 60 seconds after it has ended, and Flux then creates it again: web runs again after that; leave it out, or use kind: CronJob',
    ],
  ],
])('%s', (keys, lines) => expect(problemsOf(keys)).toEqual(lines));

test.each([
  `replicas: none, ${SCALE}`,
  `${PORTS}, service: none`,
  `${PORTS}, service: { ports: [{ name: web, port: 80, targetPort: 8080 }] }`,
  `kind: StatefulSet, ${PORTS}, service: { ports: [{ name: http, port: 80 }], headless: false }`,
  'volumes: [{ name: v, mountPath: /a, emptyDir: {} }], files: [{ path: /a/b, content: x }, { path: /a/c, content: "" }]',
  'sidecars: [{ name: s, image: a }], volumes: [{ name: v, mountPath: /a, emptyDir: {} }, { name: w, mountPath: /a, containers: [s], emptyDir: {} }]',
  'preStop: { sleep: 29 }',
  'labels: { team: shop, example.com/tier: 3 }, annotations: { note: "any text", prometheus.io/scrape: true }',
  'kind: CronJob, schedule: "@daily", timeZone: Etc/UTC, history: 0, ttlSecondsAfterFinished: 0',
  'replicas: 3, disruption: { minAvailable: 66% }',
])('%s is fine', (keys) => expect(problemsOf(keys)).toEqual([]));

test('spread and budgets are judged by the pool that the tenant has', () => {
  expect(problemsOf('replicas: 2, spread: hosts, disruption: { maxUnavailable: 1 }', WIDE)).toEqual([]);
});

test('an autoscaler needs requests of every container that runs on, unless the quota gives them', () => {
  const keys = `${SCALE}, resources: { limits: { cpu: 1 } }, sidecars: [{ name: s, image: a }], initContainers: [{ name: i, image: a }]`;
  expect(problemsOf(keys, undefined, bare)).toEqual([
    'autoscale.cpu: is a percentage of the requested CPU, and the container s requests none in development; set its resources.requests.cpu',
  ]);
  const quota = `${WIDE}quota: { cpu: 20, memory: 20Gi }\n`;
  expect(problemsOf(keys, quota, bare)).toEqual([]);
});

test('the quota has room for what an autoscaler adds, and for nothing of a suspended CronJob', () => {
  const quota = (pods: number) => `${WIDE}quota: { pods: ${pods} }\n`;
  expect(loadTenant(`  - { name: web, image: a, ${SCALE} }\n`, quota(7)).errors).toEqual([
    expect.stringContaining('7 is below the 8 pods that the workloads can have in development (web 8;'),
  ]);
  expect(loadTenant(`  - { name: web, image: a, ${SCALE} }\n`, quota(8)).errors).toEqual([]);
  const suspended = '  - { name: w, image: a, kind: CronJob, schedule: "@daily", suspend: true }\n';
  expect(
    loadTenant(`  - { name: web, image: a, replicas: 1, strategy: recreate }\n${suspended}`, quota(1)).errors,
  ).toEqual([]);
});

describe('an override', () => {
  const inDevelopment = (base: string, override: string, environment?: string) =>
    objectsOf(
      loadTenant(
        `  - { name: web, image: a, ${base} }\nenvironments: { development: { workloads: [{ name: web, ${override} }] } }\n`,
        WIDE,
        environment,
      ),
    );

  test('replaces replicas by an autoscaler, and an autoscaler by replicas', () => {
    const scaled = inDevelopment('replicas: 3', SCALE);
    expect(find(scaled, 'Deployment', 'web').spec).not.toHaveProperty('replicas');
    expect(find(scaled, 'HorizontalPodAutoscaler', 'web').spec.maxReplicas).toBe(6);
    const fixed = inDevelopment(SCALE, 'replicas: 1');
    expect(find(fixed, 'Deployment', 'web').spec.replicas).toBe(1);
    expect(find(fixed, 'HorizontalPodAutoscaler', 'web')).toBeUndefined();
  });

  test('changes one bound of an autoscaler', () => {
    const scaled = inDevelopment(SCALE, 'autoscale: { max: 3 }');
    expect(find(scaled, 'HorizontalPodAutoscaler', 'web').spec).toMatchObject({ minReplicas: 2, maxReplicas: 3 });
  });

  test('adds files, and replaces those of the same path', () => {
    const objects = inDevelopment(
      'files: [{ path: /etc/a, content: base }, { path: /etc/b, content: base }]',
      'files: [{ path: /etc/b, content: here }, { path: /etc/c, content: here }]',
    );
    const [configMap, ...others] = objects.filter(({ metadata }) => metadata.name.startsWith('web-files-'));
    expect(configMap?.data).toEqual({ etc_a: 'base', etc_b: 'here', etc_c: 'here' });
    expect(others).toEqual([]);
    const { volumes } = find(objects, 'Deployment', 'web').spec.template.spec;
    expect(volumes).toEqual([{ name: 'workload-files', configMap: { name: configMap?.metadata.name } }]);
  });

  test('replaces a service, a budget and a preStop as a whole', () => {
    const objects = inDevelopment(
      `${PORTS}, replicas: 2, service: { headless: true }, disruption: { minAvailable: 1 }, preStop: { sleep: 5 }`,
      'service: { ports: [{ name: http, port: 80 }] }, disruption: { maxUnavailable: 1 }, preStop: { command: [stop] }',
    );
    expect(find(objects, 'Service', 'web').spec).toEqual({
      selector: { 'app.kubernetes.io/name': 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
    });
    expect(find(objects, 'PodDisruptionBudget', 'web').spec).not.toHaveProperty('minAvailable');
    expect(find(objects, 'Deployment', 'web').spec.template.spec.containers[0].lifecycle).toEqual({
      preStop: { exec: { command: ['stop'] } },
    });
    expect(find(inDevelopment(`${PORTS}, service: {}`, 'service: none'), 'Service', 'web')).toBeUndefined();
  });
});

test('an environment’s replicas make the default budget, and none where an autoscaler begins with one pod', () => {
  const twice = environmentText('development', { workloads: { replicas: 2 } });
  const of = (keys: string, head = WIDE) =>
    find(objectsOf(loadTenant(`  - { name: web, image: a${keys} }\n`, head, twice)), 'PodDisruptionBudget', 'web');
  expect(of('').spec).toMatchObject({ maxUnavailable: 1 });
  expect(of(', replicas: 1')).toBeUndefined();
  expect(of(', autoscale: { min: 1, max: 2, cpu: 50 }, resources: { requests: { cpu: 10m } }')).toBeUndefined();
  const small = WIDE.replace('size: { min: 2, max: 3 }', 'size: { min: 1, max: 1 }');
  expect(of('', small)).toBeUndefined();
});
