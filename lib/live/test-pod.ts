import type { Tenant } from '../model/types';
import { NODE_POOL, PROXY_VARIABLES, tenantToleration } from '../vocabulary';
import type { World } from './types';

/** A pod as the admission policies want it, with one container. */
export interface TestPod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly namespace: string };
  readonly spec: Readonly<Record<string, unknown>> & {
    readonly containers: readonly Readonly<Record<string, unknown>>[];
  };
}

/** Every kind of pod that `live` asks about is called like this. */
const NAME = 'egress-live';

/** @param suffix of its name, so that two runs do not meet */
export function testPod(
  { environment }: World,
  tenant: Tenant,
  { image, script, suffix }: { readonly image: string; readonly script: string; readonly suffix: string },
): TestPod {
  const { namespace, nodePool, podProxy, name } = tenant;
  const url = `http://${podProxy.address}:${podProxy.port}`;
  const { resolver } = environment.cluster;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${NAME}-${suffix}`, namespace },
    spec: {
      activeDeadlineSeconds: 90,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      nodeSelector: { [NODE_POOL]: nodePool.name },
      tolerations: [tenantToleration(name)],
      ...(resolver ? { dnsPolicy: 'None', dnsConfig: { nameservers: [resolver.address] } } : {}),
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'check',
          image,
          command: ['sh', '-c'],
          args: [script],
          env: PROXY_VARIABLES.map((variable) => ({
            name: variable,
            value: url,
          })),
          resources: {
            requests: { cpu: '10m', memory: '16Mi' },
            limits: { cpu: '100m', memory: '32Mi' },
          },
          securityContext: {
            runAsUser: 100,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}
