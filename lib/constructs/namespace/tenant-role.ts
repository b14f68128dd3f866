import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { PEOPLE_ROLE, TENANT_ROLE } from '../../vocabulary';
import { type Access, PEOPLE_RIGHTS, TENANT_RIGHTS, type TenantRight } from './_tenant-rights';

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
}

/** The tenant's rights as a ClusterRole, and those of its people as another. */
export class TenantRole extends Construct {
  constructor(scope: Construct, id: string, { people = true }: TenantRoleProps = {}) {
    super(scope, id);
    new k8s.KubeClusterRole(this, 'role', { metadata: { name: TENANT_ROLE }, rules: rulesOf(TENANT_RIGHTS) });
    if (people)
      new k8s.KubeClusterRole(this, 'people', { metadata: { name: PEOPLE_ROLE }, rules: rulesOf(PEOPLE_RIGHTS) });
  }
}

function rulesOf(rights: readonly TenantRight[]) {
  return rights.map(({ apiGroup, resources, access }) => ({
    apiGroups: [apiGroup],
    resources: [...resources],
    verbs: [...VERBS[access]],
  }));
}
