import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { durationSeconds } from '../../settings/duration';
import {
  GATEWAY_FILES as FILES,
  GATEWAY,
  GATEWAY_ADDRESS,
  GATEWAY_HEALTH_PORT,
  GATEWAY_METRICS_PORT,
  GATEWAY_SECRET,
  METRICS_PORT_NAME,
  NODE_POOL,
  STANDBY,
  STANDBY_HEALTH_PORT,
  TENANT_LABEL,
  GATEWAY_TLS_FILES as TLS,
  tenantToleration,
} from '../../vocabulary';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../_restricted';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { runHaproxy } from './_files';

interface GatewayPodProps {
  readonly tenant: TenantIdentity;
  readonly image: string;
  readonly clientCertificate: boolean;
  /** How long open connections may last when it ends; undefined: a minute. */
  readonly drainGrace: string | undefined;
  /** Whether it serves metrics. */
  readonly metrics: boolean;
}

/** The standby takes the same connections, so it may need as much memory. */
const resources = (cpu: string, memory: string) => ({
  requests: { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) },
  limits: { memory: k8s.Quantity.fromString('512Mi') },
});

/**
 * HAProxy on the tenant's nodes, whose addresses are those that the proxies let in. A second one takes its connections from the
 * moment on at which the first one's container is killed, as when it is out of memory: the kubelet looks once a second only.
 */
export function gatewayPod({
  tenant,
  image,
  clientCertificate,
  drainGrace = '1m',
  metrics,
}: GatewayPodProps): k8s.PodTemplateSpec {
  const container = (name: string, health: number) => ({
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    // Not whether it can be connected to: the kernel accepts connections for a process that hangs.
    livenessProbe: {
      httpGet: { path: '/connections', port: k8s.IntOrString.fromNumber(health) },
      periodSeconds: 10,
      timeoutSeconds: 5,
    },
    volumeMounts: [
      { name: 'config', mountPath: FILES, readOnly: true },
      ...(clientCertificate ? [{ name: 'tls', mountPath: TLS, readOnly: true }] : []),
    ],
    securityContext: RESTRICTED_CONTAINER,
  });
  return {
    metadata: {
      // Prometheus takes the tenant's name from the pod.
      labels: { ...GATEWAY.labels, ...(metrics ? { [TENANT_LABEL]: tenant.name } : {}) },
      // All else is read again while it runs.
      annotations: { 'checksum/start': createHash('sha256').update(runHaproxy()).digest('hex').slice(0, 16) },
    },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Not to be pushed off by the pods whose way out it is.
      priorityClassName: 'system-cluster-critical',
      // How long open tunnels have to end when a node or this is replaced, after new ones have stopped arriving.
      terminationGracePeriodSeconds: Math.ceil(durationSeconds(drainGrace)) + 5,
      nodeSelector: { [NODE_POOL]: tenant.nodePool.name },
      tolerations: [tenantToleration(tenant.name)],
      securityContext: RESTRICTED_POD,
      containers: [
        {
          ...container('haproxy', GATEWAY_HEALTH_PORT),
          command: ['sh', `${FILES}/start.sh`],
          env: [{ name: GATEWAY_ADDRESS, valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
          ports: [
            { name: 'proxy', containerPort: GATEWAY.port },
            ...(metrics ? [{ name: METRICS_PORT_NAME, containerPort: GATEWAY_METRICS_PORT }] : []),
          ],
          resources: resources('100m', '64Mi'),
          readinessProbe: {
            httpGet: { path: '/ready', port: k8s.IntOrString.fromNumber(GATEWAY_HEALTH_PORT) },
            periodSeconds: 1,
            timeoutSeconds: 1,
            failureThreshold: 3,
          },
        },
        {
          ...container(STANDBY, STANDBY_HEALTH_PORT),
          command: ['sh', `${FILES}/start.sh`, STANDBY],
          resources: resources('10m', '32Mi'),
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: GATEWAY.name } },
        ...(clientCertificate ? [{ name: 'tls', secret: { secretName: GATEWAY_SECRET, defaultMode: 0o440 } }] : []),
      ],
    },
  };
}
