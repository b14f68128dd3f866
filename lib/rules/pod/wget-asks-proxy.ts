import { pod } from '../_example';
import { map, texts } from '../_rendered';
import { inContainers } from '../_support';
import type { RuleDefinition, Step } from '../rule';
import { proxiedWget } from './_wget';

/** Where a container has commands that the kubelet runs in it, and what its settings call them. */
const HANDLERS: readonly (readonly [name: string, path: readonly string[]])[] = [
  ['probes.liveness.command', ['livenessProbe']],
  ['probes.readiness.command', ['readinessProbe']],
  ['probes.startup.command', ['startupProbe']],
  ['lifecycle.postStart', ['lifecycle', 'postStart']],
  ['lifecycle.preStop', ['lifecycle', 'preStop']],
];

export const rule: RuleDefinition = {
  title: 'A probe or hook calls wget, which may ask the proxy for the pod itself',
  severity: 'warning',
  why: 'The wget of BusyBox, as in Alpine images, obeys http_proxy and knows no NO_PROXY: it asks the proxy even for 127.0.0.1, which answers 403. A liveness probe then restarts the container again and again.',
  fix: 'Use probes: { liveness: { path: /healthz } }, or add -Y off to wget. If it is GNU wget, which obeys NO_PROXY, suppress the finding.',
  suppressible: true,
  good: [
    pod('Deployment client-a-demo/web')`
      containers:
        - name: web
          livenessProbe: { exec: { command: [wget, -Y, "off", -qO-, "http://127.0.0.1:8080/healthz"] } }
    `,
    pod('Deployment client-a-demo/web')`
      containers: [{ name: web, livenessProbe: { exec: { command: [curl, -f, "http://127.0.0.1:8080/healthz"] } } }]
    `,
    pod('Deployment client-a-demo/web')`containers: [{ name: web, args: [wget, "http://127.0.0.1:8080/"] }]`,
  ],
  bad: [
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, livenessProbe: { exec: { command: [wget, -qO-, "http://127.0.0.1:8080/healthz"] } } }
    `,
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, startupProbe: { exec: { command: [sh, -c, "wget -q --spider localhost:8080 || exit 1"] } } }
    `,
    pod('Deployment client-a-demo/web')`
      containers:
        - { name: web, lifecycle: { preStop: { exec: { command: [/bin/busybox, wget, "http://localhost:8080/drain"] } } } }
    `,
  ],
  check: (context) =>
    inContainers(context, ({ spec }) =>
      HANDLERS.flatMap(([name, path]) => {
        const handler = path.reduce((data, key) => map(data[key]), spec);
        const call = proxiedWget(texts(map(handler.exec).command));
        const at: Step[] = [...path, 'exec', 'command'];
        return call === undefined
          ? []
          : [[at, `${name} uses wget, which in BusyBox asks the proxy for addresses inside the cluster, too: ${call}`]];
      }),
    ),
};
