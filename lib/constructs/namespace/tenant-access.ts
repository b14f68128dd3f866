import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { type PropsFault, tenantFaults } from '../../model/props';
import { FLUX_SYSTEM, KEPT, PEOPLE_ROLE, TENANT_ROLE } from '../../vocabulary';
import { hasFlux, keptByFlux } from '../_flux';
import { atProps, validateProps } from '../_props';

const RBAC = 'rbac.authorization.k8s.io';

export interface TenantAccessProps {
  readonly tenant: string;
  readonly namespace: string;
  /** Groups of people. @default - none */
  readonly groups?: readonly string[];
  /** Whether they may read, change and delete Secrets, and not only create them. @default false */
  readonly readSecrets?: boolean;
  /** Whether Flux may delete account and binding when the tenant is gone. @default false */
  readonly leaving?: boolean;
}

/**
 * The binding of people to their narrow role, which {@link TenantRole} renders; with Flux also the account that
 * applies the tenant's workloads. Without either nothing is rendered.
 */
export class TenantAccess extends Construct {
  constructor(scope: Construct, id: string, props: TenantAccessProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props));
    const { tenant, namespace, groups = [], readSecrets = false, leaving = false } = props;
    const account = { name: tenant, namespace: FLUX_SYSTEM };
    // Both stay when the tenant is removed: without them Flux could not remove what it has applied as this account, and
    // would leave it running. With nothing that runs, they go with the rest.
    if (hasFlux(this)) {
      // Flux looks an account up in the namespace of the Kustomization that names it.
      new k8s.KubeServiceAccount(this, 'account', {
        metadata: { ...account, annotations: leaving ? undefined : KEPT },
        automountServiceAccountToken: false,
      });
    }
    const people = groups.map((name) => ({ apiGroup: RBAC, kind: 'Group', name }));
    const bind = (
      id: string,
      name: string,
      subjects: readonly k8s.Subject[],
      annotations?: Readonly<Record<string, string>>,
    ) => {
      if (subjects.length === 0) return;
      new k8s.KubeRoleBinding(this, id, {
        metadata: { name, namespace, annotations },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
        subjects: [...subjects],
      });
    };
    const accounts = hasFlux(this) ? [{ kind: 'ServiceAccount', ...account }] : [];
    bind(
      'binding',
      TENANT_ROLE,
      readSecrets ? [...accounts, ...people] : accounts,
      leaving ? undefined : keptByFlux(this),
    );
    if (!readSecrets) bind('people', PEOPLE_ROLE, people);
  }
}

function faultsOf({ tenant, namespace, groups, readSecrets }: TenantAccessProps): readonly PropsFault[] {
  const faults = tenantFaults({ name: tenant, namespace, access: { groups, readSecrets } });
  return atProps(faults, { name: 'tenant', 'access.groups': 'groups', 'access.readSecrets': 'readSecrets' });
}
