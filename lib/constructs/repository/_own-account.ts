import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { KEPT, REPOSITORY_BINDING, TENANT_ROLE } from '../../vocabulary';

/**
 * The account in the tenant's namespace as which Flux applies what comes from elsewhere: the tenant's role there, and nothing
 * anywhere else. It stays when the rest goes: Flux removes what it has applied as this account, after it has removed all else.
 */
export function ownAccount(scope: Construct, tenant: string, namespace: string): void {
  const metadata = { name: tenant, namespace };
  new k8s.KubeServiceAccount(scope, 'account', {
    metadata: { ...metadata, annotations: KEPT },
    automountServiceAccountToken: false,
  });
  new k8s.KubeRoleBinding(scope, 'binding', {
    metadata: { name: REPOSITORY_BINDING, namespace, annotations: KEPT },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: TENANT_ROLE },
    subjects: [{ kind: 'ServiceAccount', ...metadata }],
  });
}
