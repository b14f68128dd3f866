import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { TENANT_ROLE } from '../../vocabulary';
import { type Access, TENANT_RIGHTS } from './_tenant-rights';

const READ = ['get', 'list', 'watch'];

const VERBS: Readonly<Record<Access, readonly string[]>> = {
  get: ['get'],
  read: READ,
  write: [...READ, 'create', 'update', 'patch', 'delete', 'deletecollection'],
  // A WebSocket begins with GET, SPDY with POST.
  connect: ['get', 'create'],
};

/** The tenant's rights as a ClusterRole. */
export class TenantRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new k8s.KubeClusterRole(this, 'role', {
      metadata: { name: TENANT_ROLE },
      rules: TENANT_RIGHTS.map(({ apiGroup, resources, access }) => ({
        apiGroups: [apiGroup],
        resources: [...resources],
        verbs: [...VERBS[access]],
      })),
    });
  }
}
