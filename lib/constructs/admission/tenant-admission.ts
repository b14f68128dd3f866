import { Construct } from 'constructs';
import { allowedAnnotations } from '../../model/annotations';
import type { AdmissionPlugin, MutatingAdmission } from '../../model/types';
import { TenantAdoptionPolicy } from './tenant-adoption';
import { TenantAnnotationsPolicy } from './tenant-annotations';
import { TenantDrainPolicy } from './tenant-drain';
import { TenantFinalizersPolicy } from './tenant-finalizers';
import { TenantGuardrailsPolicy } from './tenant-guardrails';
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
  /** Annotations with a domain that tenants may set, `domain/` or `domain/name`. @default - those of every environment */
  readonly annotations?: readonly string[];
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
    const { admissionPlugins = [], annotations = allowedAnnotations(), mutatingAdmission } = props;
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
    new TenantAnnotationsPolicy(this, 'annotations', { allowed: annotations });
    new TenantGuardrailsPolicy(this, 'guardrails');
    new TenantSecretsPolicy(this, 'secrets');
    new TenantNamespacesPolicy(this, 'namespaces');
    new TenantAdoptionPolicy(this, 'adoption');
    if (mutatingAdmission) new TenantInjection(this, 'injection', { version: mutatingAdmission });
  }
}
