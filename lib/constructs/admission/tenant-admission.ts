import { Construct } from 'constructs';
import { allowedAnnotations } from '../../model/annotations';
import { environmentFaults } from '../../model/props';
import type { AdmissionPlugin, MutatingAdmission } from '../../model/types';
import { REPORT } from '../../vocabulary';
import { atProps, validateProps } from '../_props';
import { AdmissionPolicy } from './_policy';
import { ADOPTION } from './tenant-adoption';
import { annotationsPolicy } from './tenant-annotations';
import { CORDON } from './tenant-cordon';
import { DRAIN } from './tenant-drain';
import { EXTERNAL_SECRETS_POLICY } from './tenant-external-secrets';
import { FINALIZERS } from './tenant-finalizers';
import { guardrailsPolicy } from './tenant-guardrails';
import { imagesPolicy } from './tenant-images';
import { TenantInjection } from './tenant-injection';
import { namespacesPolicy } from './tenant-namespaces';
import { podsPolicy } from './tenant-pods';
import { priorityPolicy } from './tenant-priority';
import { PROBE_GUARD } from './tenant-probe';
import { PROBES } from './tenant-probes';
import { proxyPolicy } from './tenant-proxy';
import { ROUTES } from './tenant-routes';
import { SECRETS } from './tenant-secrets';
import { SERVICES } from './tenant-services';
import { TOKENS } from './tenant-tokens';

export interface TenantAdmissionProps {
  /** Plugins of the API server that give pods their place by annotations of their namespace. @default - none */
  readonly admissionPlugins?: readonly AdmissionPlugin[];
  /** Annotations with a domain that tenants may set, `domain/` or `domain/name`. @default - those of every environment */
  readonly annotations?: readonly string[];
  /** Version in which the API server serves MutatingAdmissionPolicy. @default - it does not */
  readonly mutatingAdmission?: MutatingAdmission;
  /** Whether tenants have probes, which are kept from them. @default false */
  readonly probed?: boolean;
  /** Whether the environment leads requests from outside to tenants, whose hosts are then limited. @default false */
  readonly routed?: boolean;
  /** Whether tenants have stores of External Secrets. @default false */
  readonly externalSecrets?: boolean;
  /** Whether there are tenants that are cordoned. @default false */
  readonly cordoned?: boolean;
  /** Whether there are tenants for which policies report and do not refuse. @default false */
  readonly reported?: boolean;
}

/**
 * The second control: what the API server itself refuses in the namespaces of tenants, whatever role an account has there.
 * Once a cluster; namespaces without the label `network/isolation: egress-proxy` are none of its business.
 */
export class TenantAdmission extends Construct {
  constructor(scope: Construct, id: string, props: TenantAdmissionProps = {}) {
    super(scope, id);
    const {
      admissionPlugins = [],
      annotations = allowedAnnotations(),
      mutatingAdmission,
      probed = false,
      routed = false,
      externalSecrets = false,
      cordoned = false,
      reported = false,
    } = props;
    validateProps(this, () =>
      atProps(environmentFaults({ annotations, cluster: { admissionPlugins, mutatingAdmission } }), { cluster: '' }),
    );
    const injected = mutatingAdmission !== undefined;
    const ofTenants = [
      podsPolicy(injected || admissionPlugins.length > 0),
      proxyPolicy(injected),
      priorityPolicy(probed),
      imagesPolicy(probed),
      PROBES,
      TOKENS,
      DRAIN,
      FINALIZERS,
      SERVICES,
      annotationsPolicy(annotations),
      guardrailsPolicy(externalSecrets),
      SECRETS,
      ...(routed ? [ROUTES] : []),
      ...(externalSecrets ? [EXTERNAL_SECRETS_POLICY] : []),
    ];
    const ofThePlatform = [
      namespacesPolicy({ reported, routed, cordoned, injected }),
      ADOPTION,
      ...(cordoned ? [CORDON] : []),
      ...(probed ? [PROBE_GUARD] : []),
    ];
    for (const policy of ofTenants)
      new AdmissionPolicy(this, policy.name, reported ? { ...policy, elsewhere: REPORT } : policy);
    for (const policy of ofThePlatform) new AdmissionPolicy(this, policy.name, policy);
    if (mutatingAdmission) new TenantInjection(this, 'injection', { version: mutatingAdmission, reported });
  }
}
