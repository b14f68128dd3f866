import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { type PropsFault, tenantFaults } from '../../model/props';
import { FLUX_SYSTEM, KEPT, TENANT_ROLE } from '../../vocabulary';
import { hasFlux, keptByFlux } from '../_flux';
import { atProps, validateProps } from '../_props';

export interface TenantAccessProps {
  readonly tenant: string;
  readonly namespace: string;
  /** Groups of people. @default - none */
  readonly groups?: readonly string[];
}

/**
 * The binding of people to the narrow role of tenants, which {@link TenantRole} renders; with Flux also the account that
 * applies the tenant's workloads. Without either nothing is rendered.
 */
export class TenantAccess extends Construct {
  constructor(scope: Construct, id: string, props: TenantAccessProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props));
    const { tenant, namespace, groups = [] } = props;
    const account = { name: tenant, namespace: FLUX_SYSTEM };
    // Both stay when the tenant is removed: without them Flux could not remove what it has applied as this account, and
    // would leave it running.
    if (hasFlux(this)) {
      // Flux looks an account up in the namespace of the Kustomization that names it.
      new k8s.KubeServiceAccount(this, 'account', {
        metadata: { ...account, annotations: KEPT },
        automountServiceAccountToken: false,
      });
    }
    const subjects = [
      ...(hasFlux(this) ? [{ kind: 'ServiceAccount', ...account }] : []),
      ...groups.map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })),
    ];
    if (subjects.length === 0) return;
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata: { name: TENANT_ROLE, namespace, annotations: keptByFlux(this) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: TENANT_ROLE },
      subjects,
    });
  }
}

function faultsOf({ tenant, namespace, groups }: TenantAccessProps): readonly PropsFault[] {
  const faults = tenantFaults({ name: tenant, namespace, access: { groups } });
  return atProps(faults, { name: 'tenant', 'access.groups': 'groups' });
}
