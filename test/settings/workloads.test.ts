import { problemTests } from '../support/problem-cases';
import { CLIENT_B, loadFiles } from '../support/settings';

// Workloads: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'root',
    'runAsUser: 100',
    'runAsUser: 0',
    [
      '31:5 workloads[0].runAsUser: 0 is root, which tenants’ pods may not run as; name the user of the image, or leave it out',
    ],
  ],
  [
    'more than an hour to end, which the admission policies refuse',
    'runAsUser: 100',
    'terminationGracePeriodSeconds: 3601',
    ['31:5 workloads[0].terminationGracePeriodSeconds: 3601 is above 3600'],
  ],
  [
    'a time to end that is no number',
    'runAsUser: 100',
    'terminationGracePeriodSeconds: 30s',
    ['31:5 workloads[0].terminationGracePeriodSeconds: must be a number and not the text "30s"'],
  ],
  [
    'a variable from two places',
    'runAsUser: 100',
    'env: { A: { secret: db, configMap: flags, key: a } }',
    ['31:12 workloads[0].env.A: must have exactly one of configMap and secret'],
  ],
  [
    'a variable from a key that is not named',
    'runAsUser: 100',
    'env: { A: { secret: db } }',
    ['31:12 workloads[0].env.A.key: is missing: key of the ConfigMap or Secret'],
  ],
  [
    'a variable as Kubernetes writes it',
    'runAsUser: 100',
    'env: { A: { valueFrom: { secretKeyRef: { name: db, key: a } } } }',
    [
      '31:12 workloads[0].env.A.key: is missing: key of the ConfigMap or Secret',
      '31:17 workloads[0].env.A.valueFrom: is how Kubernetes writes it; write { secret: NAME, key: KEY } or { configMap: NAME, key: KEY }',
    ],
  ],
  [
    'variables from nowhere',
    'runAsUser: 100',
    'envFrom: [{}]',
    ['31:15 workloads[0].envFrom[0]: must have exactly one of configMap and secret'],
  ],
  ['a user below root', 'runAsUser: 100', 'runAsUser: -1', ['31:5 workloads[0].runAsUser: -1 is below 1']],
  [
    'a name that no Service can have',
    '        replicas: 3',
    '        replicas: 3\n      - { name: 4a, image: "web:1", ports: [{ name: http, port: 80 }] }\n      - { name: 4b, image: "web:1" }',
    [
      '39:11 environments.production.workloads[1].name: 4a starts with a digit, which the cluster refuses as the name of its Service; start it with a letter',
    ],
  ],
  [
    'a CronJob without a schedule',
    '        replicas: 3',
    '        kind: CronJob',
    ['29:5 workloads[0].schedule: is missing: a CronJob needs a schedule'],
  ],
  [
    'a schedule of another kind',
    'runAsUser: 100',
    'schedule: "* * * * *"',
    [
      '31:5 workloads[0].schedule: applies only to a CronJob, and this is a Deployment; remove it, or set kind: CronJob',
    ],
  ],
  [
    'a schedule of four fields',
    'runAsUser: 100',
    'schedule: "* * * *"',
    [
      '31:5 workloads[0].schedule: "* * * *" has 4 fields; a schedule has five: minute, hour, day of month, month, day of week',
    ],
  ],
  [
    'a minute that is none',
    'runAsUser: 100',
    'schedule: "60 * * * *"',
    ['31:5 workloads[0].schedule: "60 * * * *": 60 is not a valid minute (0-59, *, ranges, steps)'],
  ],
  [
    'a time zone',
    'runAsUser: 100',
    'schedule: "TZ=UTC 0 3 * * *"',
    ['31:5 workloads[0].schedule: "TZ=UTC 0 3 * * *" names a time zone, which a CronJob does not take in its schedule'],
  ],
  [
    'replicas of a Job',
    'runAsUser: 100',
    'kind: Job',
    [
      '38:9 environments.production.workloads[0].replicas: applies only to a Deployment or StatefulSet: a Job runs one pod at a time; remove it',
    ],
  ],
  [
    'replicas of a DaemonSet',
    'runAsUser: 100',
    'kind: DaemonSet',
    [
      '38:9 environments.production.workloads[0].replicas: applies only to a Deployment or StatefulSet: a DaemonSet has one pod per node; remove it',
    ],
  ],
  [
    'a kind that is none',
    'runAsUser: 100',
    'kind: Cronjob',
    [
      '31:5 workloads[0].kind: Cronjob is not Deployment, StatefulSet, DaemonSet, Job or CronJob; did you mean CronJob?',
    ],
  ],
  [
    'an image that is none',
    'image: registry.example.com/web:1.2.3',
    'image: Web Image',
    [
      '30:5 workloads[0].image: "Web Image" is not a valid image (expected, for example, registry.example.com/team/app:1.2.3)',
    ],
  ],
  [
    'no image',
    '    image: registry.example.com/web:1.2.3\n',
    '',
    [
      '29:5 workloads[0].image: is missing: image with a tag or digest, for example registry.example.com/team/app:1.2.3',
    ],
  ],
  [
    'replicas below zero',
    '        replicas: 3',
    '        replicas: -1',
    ['38:9 environments.production.workloads[0].replicas: -1 is below 0'],
  ],
  [
    'the proxy variables',
    'ports: [{ name: http, port: 8080 }]',
    'env: { HTTP_PROXY: x, https_proxy: y, NO_PROXY: z }',
    [
      '32:12 workloads[0].env.HTTP_PROXY: HTTP_PROXY is set for every container of a tenant; leave it out',
      '32:27 workloads[0].env.https_proxy: https_proxy is set for every container of a tenant; leave it out',
      '32:43 workloads[0].env.NO_PROXY: NO_PROXY is set for every container of a tenant; leave it out',
    ],
  ],
  [
    'variables of another proxy',
    'ports: [{ name: http, port: 8080 }]',
    'env: { all_proxy: x, FTP_PROXY: y }',
    [
      '32:12 workloads[0].env.all_proxy: all_proxy could name another proxy; HTTP_PROXY and HTTPS_PROXY are set for every container of a tenant, so leave it out',
      '32:26 workloads[0].env.FTP_PROXY: FTP_PROXY could name another proxy; HTTP_PROXY and HTTPS_PROXY are set for every container of a tenant, so leave it out',
    ],
  ],
  [
    'the keys of the config map',
    'ports: [{ name: http, port: 8080 }]',
    'env: { PROXY_ADDRESS: x, PROXY_PORT: y, ENVIRONMENT: z }',
    [
      '32:12 workloads[0].env.PROXY_ADDRESS: PROXY_ADDRESS is set for every container of a tenant; leave it out',
      '32:30 workloads[0].env.PROXY_PORT: PROXY_PORT is set for every container of a tenant; leave it out',
      '32:45 workloads[0].env.ENVIRONMENT: ENVIRONMENT is set for every container of a tenant; leave it out',
    ],
  ],
  [
    'the variable of a runtime',
    'ports: [{ name: http, port: 8080 }]',
    'runtime: java\n    env: { JAVA_TOOL_OPTIONS: x, NODE_USE_ENV_PROXY: "1" }',
    [
      '33:12 workloads[0].env.JAVA_TOOL_OPTIONS: is set for every container of the runtime java; leave it out, or remove runtime',
    ],
  ],
  [
    'a variable that is none',
    'ports: [{ name: http, port: 8080 }]',
    'env: { "A B": c, 1A: d }',
    [
      '32:12 workloads[0].env["A B"]: "A B" is not a valid name of an environment variable (expected, for example, LOG_LEVEL)',
      '32:22 workloads[0].env["1A"]: 1A is not a valid name of an environment variable (expected, for example, LOG_LEVEL)',
    ],
  ],
  [
    'a variable that is a list',
    'ports: [{ name: http, port: 8080 }]',
    'env: { A: [b] }',
    ['32:12 workloads[0].env.A: must be text or a number or true or false or a map of keys and not a list'],
  ],
  [
    'a sidecar of the name of the main container',
    'ports: [{ name: http, port: 8080 }]',
    'sidecars: [{ name: web, image: a }]',
    ['32:18 workloads[0].sidecars[0].name: web is also the name of the main container of this pod; rename one of them'],
  ],
  [
    'two sidecars of one name',
    'ports: [{ name: http, port: 8080 }]',
    'sidecars: [{ name: x, image: b }, { name: x, image: b }]',
    ['32:41 workloads[0].sidecars[1].name: x is already the name of entry 1 of this list'],
  ],
  [
    'a sidecar of the name of an init container',
    'ports: [{ name: http, port: 8080 }]',
    'initContainers: [{ name: x, image: a }]\n    sidecars: [{ name: x, image: a }]',
    ['33:18 workloads[0].sidecars[0].name: x is also the name of an init container of this pod; rename one of them'],
  ],
  [
    'probes of an init container',
    'ports: [{ name: http, port: 8080 }]',
    'initContainers: [{ name: x, image: a, probes: {} }]',
    ['32:43 workloads[0].initContainers[0].probes: unknown key; valid keys here: …'],
  ],
  [
    'two workloads of one name',
    'environments:\n',
    '  - { name: web, image: a }\nenvironments:\n',
    ['34:7 workloads[1].name: web is already the name of entry 1 of this list'],
  ],
  [
    'one port twice in a pod',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: http, port: 8080 }]\n    sidecars: [{ name: x, image: a, ports: [{ name: x, port: 8080 }] }]',
    ['33:56 workloads[0].sidecars[0].ports[0].port: 8080 is already used by web (http) in this pod'],
  ],
  [
    'one port name in two containers, which are one Service',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: http, port: 8080 }]\n    sidecars: [{ name: metrics, image: a, ports: [{ name: http, port: 9090 }] }]',
    [
      '33:53 workloads[0].sidecars[0].ports[0].name: http is also the name of a port of web, and both are ports of the Service web; rename one of them',
    ],
  ],
  [
    'one port name in two sidecars of an environment',
    '        replicas: 3',
    '        sidecars: [{ name: a, image: a, ports: [{ name: x, port: 1 }] }, { name: b, image: a, ports: [{ name: x, port: 2 }] }]',
    [
      '38:105 environments.production.workloads[0].sidecars[1].ports[0].name: x is also the name of a port of a, and both are ports of the Service web; rename one of them',
    ],
  ],
  [
    'one mount path in two ways of writing it',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /data, emptyDir: {} }, { name: b, mountPath: /x/..data/../data, emptyDir: {} }, { name: c, mountPath: //data/./, emptyDir: {} }]',
    [
      '32:71 workloads[0].volumes[1].mountPath: /x/..data/../data is not a valid mount path (expected an absolute path without a colon or .., for example /data)',
      '32:128 workloads[0].volumes[2].mountPath: //data/./ is where a is already mounted',
    ],
  ],
  [
    'a port name that is none',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: much-too-long-name, port: 8080 }]',
    [
      '32:15 workloads[0].ports[0].name: much-too-long-name is not a valid port name (expected at most 15 of a-z, 0-9 and single dashes within, with at least one letter)',
    ],
  ],
  [
    'a probe of an unknown port',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: http, port: 8080 }]\n    probes: { liveness: { path: /x, port: htp } }',
    ['33:37 workloads[0].probes.liveness.port: htp is not a port of this container; did you mean http?'],
  ],
  [
    'a probe with two ways to ask',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: http, port: 8080 }]\n    probes: { readiness: { command: [x], path: /y } }',
    ['33:28 workloads[0].probes.readiness.command: and path exclude each other; keep one of them'],
  ],
  [
    'a probe without a port',
    'ports: [{ name: http, port: 8080 }]',
    'probes: { startup: { path: /z } }',
    ['32:15 workloads[0].probes.startup.port: is missing: which port to ask; the container has none'],
  ],
  [
    'a probe of several ports',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: a, port: 1 }, { name: b, port: 2 }]\n    probes: { startup: { path: /z } }',
    ['33:15 workloads[0].probes.startup.port: is missing: which port to ask; the container has a and b'],
  ],
  [
    'a probe’s path that is none',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: http, port: 8080 }]\n    probes: { startup: { path: z } }',
    ['33:26 workloads[0].probes.startup.path: z is not a valid path (expected, for example, /healthz)'],
  ],
  [
    'a volume of no kind',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /x }]',
    [
      '32:15 workloads[0].volumes[0]: a volume is exactly one of emptyDir, configMap, secret, claim, and not none of them',
    ],
  ],
  [
    'a volume of two kinds',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /x, secret: s, configMap: t }]',
    [
      '32:41 workloads[0].volumes[0].secret: a volume is exactly one of emptyDir, configMap, secret, claim, and not configMap and secret',
    ],
  ],
  [
    'a relative place to mount',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: x, secret: s }]',
    [
      '32:26 workloads[0].volumes[0].mountPath: x is not a valid mount path (expected an absolute path without a colon or .., for example /data)',
    ],
  ],
  [
    'two volumes at one place',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /x, secret: s }, { name: b, mountPath: /x/, secret: t }]',
    ['32:65 workloads[0].volumes[1].mountPath: /x/ is where a is already mounted'],
  ],
  [
    'two volumes of one name',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /x, secret: s }, { name: a, mountPath: /y, secret: t }]',
    ['32:56 workloads[0].volumes[1].name: a is already the name of entry 1 of this list'],
  ],
  [
    'a mount above all',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /, secret: s }]',
    [
      '32:26 workloads[0].volumes[0].mountPath: / is not a valid mount path (expected an absolute path without a colon or .., for example /data)',
    ],
  ],
  // What is wrong is not missing besides, and what depends on it is not judged.
  [
    'a schedule that is none, of a CronJob',
    'runAsUser: 100',
    'kind: CronJob\n    schedule: never',
    [
      '32:5 workloads[0].schedule: never has 1 field; a schedule has five: minute, hour, day of month, month, day of week',
      '39:9 environments.production.workloads[0].replicas: applies only to a Deployment or StatefulSet: a CronJob runs one pod at a time; remove it',
    ],
  ],
  [
    'a request above the usual limit beside a limit that is none',
    'limits: { memory: 256Mi }',
    'requests: { memory: 256Mi }, limits: { memory: 1x }',
    [
      '33:57 workloads[0].resources.limits.memory: 1x is not a valid Kubernetes quantity (expected, for example, 128Mi or 8Gi)',
    ],
  ],
  [
    'a probe of a port that is none',
    'ports: [{ name: http, port: 8080 }]',
    'ports: [{ name: HTTP, port: 8080 }]\n    probes: { startup: { path: /z } }',
    [
      '32:15 workloads[0].ports[0].name: HTTP is not a valid port name (expected at most 15 of a-z, 0-9 and single dashes within, with at least one letter)',
    ],
  ],
  [
    'a volume of a Secret that is none',
    'ports: [{ name: http, port: 8080 }]',
    'volumes: [{ name: a, mountPath: /x, secret: S }]',
    ['32:41 workloads[0].volumes[0].secret: S is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean s?'],
  ],
  [
    'a schedule of a kind that is none',
    'runAsUser: 100',
    'kind: Cron\n    schedule: "@daily"',
    ['31:5 workloads[0].kind: Cron is not Deployment, StatefulSet, DaemonSet, Job or CronJob; did you mean CronJob?'],
  ],
]);

test('a Job has no Service, so that its containers may have ports of one name', () => {
  const text = CLIENT_B.replace(
    '        replicas: 3',
    '        kind: Job\n        sidecars: [{ name: metrics, image: a, ports: [{ name: http, port: 9090 }] }]',
  );
  expect(loadFiles({ tenants: { 'client-b.yaml': text } }).errors).toEqual([]);
});
