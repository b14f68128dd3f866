import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** Name of the ClusterRole that a tenant's people and accounts get in the tenant's own namespace. */
export const TENANT_ROLE = 'egress-tenant';

const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'patch', 'delete', 'deletecollection'];

/**
 * What a tenant may do in its namespace: run workloads and look at them. Not in it, on purpose: network policies,
 * quotas, limit ranges, roles, bindings, accounts and their tokens, Flux objects, Ingresses and Endpoints (both can lead
 * traffic around the policies), ephemeral containers. The built-in `edit` and `admin` roles have several of these.
 */
export class TenantRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const rule = (apiGroup: string, resources: string[], verbs: string[]): k8s.PolicyRule => ({
      apiGroups: [apiGroup],
      resources,
      verbs,
    });
    new k8s.KubeClusterRole(this, 'role', {
      metadata: { name: TENANT_ROLE },
      rules: [
        rule('', ['configmaps', 'persistentvolumeclaims', 'pods', 'secrets', 'services'], WRITE),
        rule('', ['pods/attach', 'pods/exec', 'pods/portforward'], ['get', 'create']),
        rule('', ['pods/log', 'pods/status'], ['get']),
        rule('', ['endpoints', 'events', 'limitranges', 'resourcequotas', 'serviceaccounts'], READ),
        rule('apps', ['daemonsets', 'deployments', 'deployments/scale', 'statefulsets', 'statefulsets/scale'], WRITE),
        rule('apps', ['controllerrevisions', 'replicasets'], READ),
        rule('autoscaling', ['horizontalpodautoscalers'], WRITE),
        rule('batch', ['cronjobs', 'jobs'], WRITE),
        rule('discovery.k8s.io', ['endpointslices'], READ),
        rule('networking.k8s.io', ['ingresses', 'networkpolicies'], READ),
        rule('policy', ['poddisruptionbudgets'], WRITE),
      ],
    });
  }
}
