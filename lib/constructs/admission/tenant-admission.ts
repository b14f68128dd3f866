import { Construct } from 'constructs';
import type { AdmissionPlugin, MutatingAdmission } from '../../model/types';
import { TenantCagePolicy } from './tenant-cage';
import { TenantDrainPolicy } from './tenant-drain';
import { TenantFinalizersPolicy } from './tenant-finalizers';
import { TenantImagesPolicy } from './tenant-images';
import { TenantInjection } from './tenant-injection';
import { TenantNamespacesPolicy } from './tenant-namespaces';
import { TenantPodsPolicy } from './tenant-pods';
import { TenantPriorityPolicy } from './tenant-priority';
import { TenantProbesPolicy } from './tenant-probes';
import { TenantProxyPolicy } from './tenant-proxy';
import { TenantSecretsPolicy } from './tenant-secrets';
import { TenantServicesPolicy } from './tenant-services';
import { TenantTokensPolicy } from './tenant-tokens';

export interface TenantAdmissionProps {
  /** Plugins of the API server that give pods their place by annotations of their namespace. @default - none */
  readonly admissionPlugins?: readonly AdmissionPlugin[];
  /** Version in which the API server serves MutatingAdmissionPolicy. @default - it does not */
  readonly mutatingAdmission?: MutatingAdmission;
}

/**
 * The second lock: what the API server itself refuses in the namespaces of tenants, whatever roles somebody has there.
 * Once a cluster; namespaces without the label `network/isolation: egress-proxy` are none of its business.
 */
export class TenantAdmission extends Construct {
  constructor(scope: Construct, id: string, props: TenantAdmissionProps = {}) {
    super(scope, id);
    const { admissionPlugins = [], mutatingAdmission } = props;
    const injected = mutatingAdmission !== undefined;
    new TenantPodsPolicy(this, 'pods', { injected: injected || admissionPlugins.length > 0 });
    new TenantProxyPolicy(this, 'proxy', { injected });
    new TenantPriorityPolicy(this, 'priority');
    new TenantImagesPolicy(this, 'images');
    new TenantProbesPolicy(this, 'probes');
    new TenantTokensPolicy(this, 'tokens');
    new TenantDrainPolicy(this, 'drain');
    new TenantFinalizersPolicy(this, 'finalizers');
    new TenantServicesPolicy(this, 'services');
    new TenantCagePolicy(this, 'cage');
    new TenantSecretsPolicy(this, 'secrets');
    new TenantNamespacesPolicy(this, 'namespaces');
    if (mutatingAdmission) new TenantInjection(this, 'injection', { version: mutatingAdmission });
  }
}
