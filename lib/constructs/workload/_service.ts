import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { WorkloadService } from '../../model/service-names';
import type { Target } from './_availability';

/** The Service of a workload. */
export function service(
  scope: Construct,
  { name, headless, ports }: WorkloadService,
  { namespace, selector, labels }: Omit<Target, 'kind' | 'name'>,
): void {
  new k8s.KubeService(scope, 'service', {
    metadata: { name, namespace, labels },
    spec: {
      clusterIp: headless ? 'None' : undefined,
      selector: { ...selector },
      ports:
        ports.length === 0
          ? undefined
          : ports.map(({ name: of, port, targetPort }) => ({
              name: of,
              port,
              targetPort:
                typeof targetPort === 'string'
                  ? k8s.IntOrString.fromString(targetPort)
                  : k8s.IntOrString.fromNumber(targetPort),
            })),
    },
  });
}
