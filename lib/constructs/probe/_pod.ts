import { join } from 'node:path';
import { k8s } from 'cdk8s-plus-28';
import { assetsIn } from '../../assets';
import { durationSeconds } from '../../settings/duration';
import { endpointOf } from '../../settings/probe';
import {
  METRICS_PORT_NAME,
  NO_PROXY_VARIABLES,
  NODE_POOL,
  PROBE,
  PROXY_VARIABLES,
  TENANT_LABEL,
  tenantToleration,
} from '../../vocabulary';
import type { TenantProbeProps } from './types';

const STATE = '/run/probe';

/** Seconds after which a probe without a round is started again. */
const STALLED = 90;

/** The user that curlimages/curl is made for. */
const USER = 100;

const asset = assetsIn(join(__dirname, 'assets'));

/** A pod like one of the tenant's own: on its nodes, under its policies, by its proxy. */
export function probePod(props: TenantProbeProps): k8s.PodTemplateSpec {
  const { tenant, podProxy, url, image, resolver } = props;
  const proxy = `http://${podProxy.address}:${podProxy.port}`;
  const variables = {
    ...Object.fromEntries(NO_PROXY_VARIABLES.map((name) => [name, '127.0.0.1'])),
    ...Object.fromEntries(PROXY_VARIABLES.map((name) => [name, proxy])),
    PROBE_URL: url,
    PROBE_EXPECTED: props.publicAddresses.join(' '),
    PROBE_INTERVAL: String(durationSeconds(props.interval)),
    PROBE_ENVIRONMENT: props.environment,
    PROBE_TENANT: tenant.name,
    PROBE_PORT: String(PROBE.port),
    PROBE_STATE: STATE,
    ...(props.address === undefined ? {} : { PROBE_RESOLVE: resolveOption(url, props.address) }),
  };
  const stalled = `[ $(($(date +%s) - $(cat ${STATE}/round))) -lt ${STALLED} ]`;
  const amounts = (cpu: string, memory: string) => ({
    cpu: k8s.Quantity.fromString(cpu),
    memory: k8s.Quantity.fromString(memory),
  });
  return {
    metadata: { labels: { ...PROBE.labels, [TENANT_LABEL]: tenant.name } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(resolver === undefined ? {} : { dnsPolicy: 'None', dnsConfig: { nameservers: [resolver] } }),
      terminationGracePeriodSeconds: 0,
      priorityClassName: PROBE.name,
      nodeSelector: { [NODE_POOL]: tenant.nodePool.name },
      tolerations: [tenantToleration(tenant.name)],
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['sh', '-c'],
          args: [asset('probe.sh')],
          env: Object.entries(variables).map(([name, value]) => ({ name, value })),
          ports: [{ name: METRICS_PORT_NAME, containerPort: PROBE.port }],
          resources: { requests: amounts('10m', '16Mi'), limits: amounts('200m', '64Mi') },
          livenessProbe: {
            exec: { command: ['sh', '-c', stalled] },
            initialDelaySeconds: 30,
            periodSeconds: 30,
            timeoutSeconds: 5,
          },
          volumeMounts: [{ name: 'state', mountPath: STATE }],
          securityContext: {
            runAsUser: USER,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
      volumes: [{ name: 'state', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } }],
    },
  };
}

/** As curl takes it: connections to the host of a URL go to this address. */
function resolveOption(url: string, address: string): string {
  const { host, port } = endpointOf(url);
  return `${host}:${port}:${address}`;
}
