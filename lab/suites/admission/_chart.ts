import { join } from 'node:path';
import { type Cluster, NAMESPACE } from './_cluster';

/** A chart with what charts usually hold: workload, services, configuration, claim, autoscaler, budget, hooks, a test. */
export const CHART = join(__dirname, 'charts', 'web');

/** The tenant's proxy, as the namespace names it: what the chart's pods need to know. */
export async function proxyOf(cluster: Cluster): Promise<string> {
  return (await cluster.get(`/api/v1/namespaces/${NAMESPACE}`)).metadata.annotations['egress-proxy'];
}

/** Where a release's objects lie, other than its hooks: kind → path in the API. */
export function pathsOf(release: string): Readonly<Record<string, string>> {
  const of = (group: string, plural: string, name = release) => `${group}/namespaces/${NAMESPACE}/${plural}/${name}`;
  return {
    Deployment: of('/apis/apps/v1', 'deployments'),
    Service: of('/api/v1', 'services'),
    'headless Service': of('/api/v1', 'services', `${release}-headless`),
    ConfigMap: of('/api/v1', 'configmaps'),
    Secret: of('/api/v1', 'secrets'),
    PersistentVolumeClaim: of('/api/v1', 'persistentvolumeclaims'),
    HorizontalPodAutoscaler: of('/apis/autoscaling/v2', 'horizontalpodautoscalers'),
    PodDisruptionBudget: of('/apis/policy/v1', 'poddisruptionbudgets'),
  };
}
