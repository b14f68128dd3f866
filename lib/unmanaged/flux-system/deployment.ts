import { anyArgument } from './arguments';
import { LABELS, metadata } from './metadata';
import { atLeast, exactly, listFrom, listOf, map, matching, type Shape } from './shape';

const QUANTITY: Shape = matching(/^\d+(\.\d+)?(m|[kKMGT]i?)?$/, '100m or 64Mi');
const AMOUNTS = map({}, { cpu: QUANTITY, memory: QUANTITY, 'ephemeral-storage': QUANTITY });

/** What a controller may take. */
export const RESOURCES = map({}, { limits: AMOUNTS, requests: AMOUNTS });

export const REPLICAS = atLeast(1);

const field = (name: string, valueFrom: unknown) => ({ name, valueFrom });
const limit = (name: string, resource: string) =>
  field(name, { resourceFieldRef: { containerName: 'manager', resource } });

const ENVIRONMENT = listFrom(
  field('RUNTIME_NAMESPACE', { fieldRef: { fieldPath: 'metadata.namespace' } }),
  limit('GOMEMLIMIT', 'limits.memory'),
  limit('GOMAXPROCS', 'limits.cpu'),
  { name: 'TUF_ROOT', value: '/tmp/.sigstore' },
);

const PORTS = listFrom(
  ...Object.entries({ http: 9090, 'http-webhook': 9292, 'http-prom': 8080, healthz: 9440 }).map(
    ([name, containerPort]) => ({ name, containerPort, protocol: 'TCP' }),
  ),
);

const PROBE = exactly(
  { httpGet: { path: '/healthz', port: 'healthz' } },
  { httpGet: { path: '/readyz', port: 'healthz' } },
  { httpGet: { path: '/', port: 'http' } },
);

const SECURITY = exactly({
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
});

const MOUNTS = [
  { mountPath: '/tmp', name: 'temp' },
  { mountPath: '/tmp', name: 'tmp' },
  { mountPath: '/data', name: 'data' },
];
const VOLUMES = MOUNTS.map(({ name }) => ({ name, emptyDir: {} }));

/** A controller as Flux deploys it: versions, arguments, resources and replicas may differ. */
export function deployment(name: string, registry: string): Shape {
  return map({
    apiVersion: exactly('apps/v1'),
    kind: exactly('Deployment'),
    metadata: metadata(name, { labels: CONTROL_PLANE }),
    spec: map(
      { selector: exactly({ matchLabels: { app: name } }), template: template(name, registry) },
      { replicas: REPLICAS, strategy: exactly({ type: 'Recreate' }) },
    ),
  });
}

export const CONTROL_PLANE = { 'control-plane': exactly('controller', 'source-watcher') };

function template(name: string, registry: string): Shape {
  return map({
    metadata: map(
      { labels: map({ app: exactly(name) }, LABELS) },
      {
        annotations: map({}, { 'prometheus.io/port': exactly('8080'), 'prometheus.io/scrape': exactly('true') }),
      },
    ),
    spec: map(
      {
        containers: listOf(container(name, registry), 1),
        securityContext: exactly({ fsGroup: 1337 }),
        serviceAccountName: exactly(name),
      },
      {
        imagePullSecrets: listOf(map({ name: matching(/^[a-z0-9.-]+$/, 'registry-credentials') })),
        nodeSelector: exactly({ 'kubernetes.io/os': 'linux' }),
        priorityClassName: exactly('system-cluster-critical'),
        terminationGracePeriodSeconds: atLeast(1),
        tolerations: listOf(
          map({ key: matching(/^[\w./-]+$/, 'node-role.kubernetes.io/control-plane'), operator: exactly('Exists') }),
        ),
        volumes: listFrom(...VOLUMES),
      },
    ),
  });
}

function container(name: string, registry: string): Shape {
  const image = `${registry}/${name}`;
  const pattern = `^${image.replace(/[.]/g, '\\.')}(:v?\\d[\\w.-]*)?(@sha256:[0-9a-f]{64})?$`;
  return map(
    {
      name: exactly('manager'),
      image: matching(new RegExp(pattern), `${image}:v1.7.0; set flux.registry if images are mirrored`),
      args: listOf(anyArgument),
      securityContext: SECURITY,
    },
    {
      imagePullPolicy: exactly('IfNotPresent', 'Always'),
      env: ENVIRONMENT,
      livenessProbe: PROBE,
      readinessProbe: PROBE,
      ports: PORTS,
      resources: RESOURCES,
      volumeMounts: listFrom(...MOUNTS),
    },
  );
}
