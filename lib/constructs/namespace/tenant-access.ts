import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { FLUX_SYSTEM, KEPT, TENANT_ROLE } from '../../vocabulary';

export interface TenantAccessProps {
  readonly tenant: string;
  readonly namespace: string;
  /** Groups of people. @default - none */
  readonly groups?: readonly string[];
}

/** The account under which Flux applies the tenant's workloads, and the binding of it and of people to the narrow role. */
export class TenantAccess extends Construct {
  constructor(scope: Construct, id: string, props: TenantAccessProps) {
    super(scope, id);
    // They stay when the tenant is removed: without them Flux could not remove what it has applied as this account, and
    // would leave it running.
    // Flux looks an account up in the namespace of the Kustomization that names it.
    new k8s.KubeServiceAccount(this, 'account', {
      metadata: { name: props.tenant, namespace: FLUX_SYSTEM, annotations: KEPT },
      automountServiceAccountToken: false,
    });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata: { name: TENANT_ROLE, namespace: props.namespace, annotations: KEPT },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: TENANT_ROLE },
      subjects: [
        { kind: 'ServiceAccount', name: props.tenant, namespace: FLUX_SYSTEM },
        ...(props.groups ?? []).map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })),
      ],
    });
  }
}
