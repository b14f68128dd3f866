import { Construct } from 'constructs';
import { TenantCagePolicy } from './tenant-cage';
import { TenantNamespacesPolicy } from './tenant-namespaces';
import { TenantPodsPolicy } from './tenant-pods';
import { TenantPriorityPolicy } from './tenant-priority';
import { TenantProxyPolicy } from './tenant-proxy';
import { TenantSecretsPolicy } from './tenant-secrets';
import { TenantServicesPolicy } from './tenant-services';

/**
 * The second lock: what the API server itself refuses in the namespaces of tenants, whatever roles somebody has there.
 * Once a cluster; namespaces without the label `network/isolation: egress-proxy` are none of its business.
 */
export class TenantAdmission extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new TenantPodsPolicy(this, 'pods');
    new TenantProxyPolicy(this, 'proxy');
    new TenantPriorityPolicy(this, 'priority');
    new TenantServicesPolicy(this, 'services');
    new TenantCagePolicy(this, 'cage');
    new TenantSecretsPolicy(this, 'secrets');
    new TenantNamespacesPolicy(this, 'namespaces');
  }
}
