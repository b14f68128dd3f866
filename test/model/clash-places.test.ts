import { CLIENT_B, loadFiles } from '../support/settings';

const SIDECAR = 'sidecars: [{ name: log, image: registry.example.com/log:1, ports: [{ name: log, port: 9000 }] }]';
const WEB = 'environments.production.workloads[0]';

/** The lines without the file. Line 34 is what production sets of the workload. */
function errorsOf(base: string, override: string): readonly string[] {
  const text = CLIENT_B.replace('    resources: { limits: { memory: 256Mi } }\n', `    ${base}\n`);
  const { errors } = loadFiles({ tenants: { 'client-b.yaml': text.replace('replicas: 3', override) } });
  return errors.map((line) => line.replace('tenants/client-b.yaml:', ''));
}

test.each([
  [
    'the main container is renamed to a sidecar',
    SIDECAR,
    'container: log',
    `38:9 ${WEB}.container: log is also the name of a sidecar of this pod; rename one of them`,
  ],
  [
    'the main container is renamed to an init container',
    'initContainers: [{ name: log, image: registry.example.com/log:1 }]',
    'container: log',
    `38:9 ${WEB}.container: log is also the name of an init container of this pod; rename one of them`,
  ],
  [
    'a sidecar is added that has the name of the main container',
    SIDECAR,
    'sidecars: [{ name: web, image: a }]',
    `38:22 ${WEB}.sidecars[0].name: web is also the name of the main container of this pod; rename one of them`,
  ],
  [
    'an init container is added that has the name of a sidecar',
    SIDECAR,
    'initContainers: [{ name: log, image: a }]',
    `38:28 ${WEB}.initContainers[0].name: log is also the name of a sidecar of this pod; rename one of them`,
  ],
  [
    'the main container and the sidecar are both overridden',
    SIDECAR,
    'container: log\n        sidecars: [{ name: log, image: a }]',
    `38:9 ${WEB}.container: log is also the name of a sidecar of this pod; rename one of them`,
  ],
  [
    'a port is changed to that of a sidecar',
    SIDECAR,
    'ports: [{ name: http, port: 9000 }]',
    `38:31 ${WEB}.ports[0].port: 9000 is already used by log (log) in this pod`,
  ],
  [
    'a port is added that has the name of a sidecar’s',
    SIDECAR,
    'ports: [{ name: log, port: 9090 }]',
    `38:19 ${WEB}.ports[0].name: log is also the name of a port of log, and both are ports of the Service web; rename one of them`,
  ],
  [
    'a volume is mounted where another one is',
    'volumes: [{ name: a, mountPath: /a, emptyDir: {} }, { name: b, mountPath: /b, emptyDir: {} }]',
    'volumes: [{ name: a, mountPath: /b }]',
    `38:30 ${WEB}.volumes[0].mountPath: /b is where b is already mounted`,
  ],
  [
    'the base alone has the clash',
    'sidecars: [{ name: web, image: a }]',
    'replicas: 3',
    '33:18 workloads[0].sidecars[0].name: web is also the name of the main container of this pod; rename one of them',
  ],
])('a clash is reported where the override makes it: %s', (_, base, override, line) => {
  expect(errorsOf(base, override)).toEqual([line]);
});
