import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { durationSeconds } from '../../settings/duration';
import {
  GATEWAY_FILES as FILES,
  GATEWAY,
  GATEWAY_HEALTH_PORT,
  GATEWAY_METRICS_PORT,
  GATEWAY_SECRET,
  METRICS_PORT_NAME,
  NODE_POOL,
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

/** HAProxy on the tenant's nodes, whose addresses are those that the proxies let in. */
export function gatewayPod({
  tenant,
  image,
  clientCertificate,
  drainGrace = '1m',
  metrics,
}: GatewayPodProps): k8s.PodTemplateSpec {
  const health = k8s.IntOrString.fromNumber(GATEWAY_HEALTH_PORT);
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
          name: 'haproxy',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', `${FILES}/start.sh`],
          ports: [
            { name: 'proxy', containerPort: GATEWAY.port },
            ...(metrics ? [{ name: METRICS_PORT_NAME, containerPort: GATEWAY_METRICS_PORT }] : []),
          ],
          resources: {
            requests: { cpu: k8s.Quantity.fromString('100m'), memory: k8s.Quantity.fromString('64Mi') },
            limits: { memory: k8s.Quantity.fromString('512Mi') },
          },
          // Not whether it can be connected to: the kernel accepts connections for a process that hangs.
          livenessProbe: { httpGet: { path: '/connections', port: health }, periodSeconds: 10, timeoutSeconds: 5 },
          readinessProbe: {
            httpGet: { path: '/ready', port: health },
            periodSeconds: 1,
            timeoutSeconds: 1,
            failureThreshold: 3,
          },
          volumeMounts: [
            { name: 'config', mountPath: FILES, readOnly: true },
            ...(clientCertificate ? [{ name: 'tls', mountPath: TLS, readOnly: true }] : []),
          ],
          securityContext: RESTRICTED_CONTAINER,
        },
      ],
      volumes: [
        { name: 'config', configMap: { name: GATEWAY.name } },
        ...(clientCertificate ? [{ name: 'tls', secret: { secretName: GATEWAY_SECRET, defaultMode: 0o440 } }] : []),
      ],
    },
  };
}
