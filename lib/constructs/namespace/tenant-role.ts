import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PEOPLE_ROLE, TENANT_ROLE } from '../../vocabulary';
import { type Access, CHART_RIGHTS, peopleRights, type TenantRight, tenantRights } from './_tenant-rights';

const READ = ['get', 'list', 'watch'];

const VERBS: Readonly<Record<Access, readonly string[]>> = {
  get: ['get'],
  read: READ,
  write: [...READ, 'create', 'update', 'patch', 'delete', 'deletecollection'],
  // A WebSocket begins with GET, SPDY with POST.
  connect: ['get', 'create'],
  create: ['create'],
};

interface TenantRoleProps {
  /** Whether there are people who may not read Secrets, and need a role of their own. @default true */
  readonly people?: boolean;
  /** Whether there are tenants with charts. @default false */
  readonly charts?: boolean;
  /** Whether tenants may write ExternalSecrets. @default false */
  readonly externalSecrets?: boolean;
}

/** The tenant's rights as a ClusterRole, and those of its people as another. */
export class TenantRole extends Construct {
  constructor(scope: Construct, id: string, { people = true, charts = false, externalSecrets }: TenantRoleProps = {}) {
    super(scope, id);
    const more = charts ? CHART_RIGHTS : [];
    const rules = (rights: readonly TenantRight[]) => rulesOf([...rights, ...more]);
    new k8s.KubeClusterRole(this, 'role', {
      metadata: { name: TENANT_ROLE },
      rules: rules(tenantRights(externalSecrets)),
    });
    if (people)
      new k8s.KubeClusterRole(this, 'people', {
        metadata: { name: PEOPLE_ROLE },
        rules: rules(peopleRights(externalSecrets)),
      });
  }
}

function rulesOf(rights: readonly TenantRight[]) {
  return rights.map(({ apiGroup, resources, access }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...VERBS[access]],
  }));
}
