import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { Gateways } from '../../model/types';
import { egress } from '../../settings/egress';
import { gateways } from '../../settings/environment';
import { KUBERNETES_MINOR } from '../../versions';
import { DRAIN_GRACE, GATEWAY, ISOLATION_LABEL, KEPT, podSecurityLabels } from '../../vocabulary';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { GatewayCertificates } from './_certificates';
import { certificateExpiry, dropStalledSessions, endDrainedSessions, runHaproxy } from './_files';
import { haproxyConfiguration } from './_haproxy';
import { gatewayPod } from './_pod';
import { GatewayPolicies } from './_policies';
import type { GatewayProxy, Redundancy } from './types';

export interface TenantGatewayProps {
  /** Whose it is. */
  readonly tenant: TenantIdentity;
  /** Its own namespace, in which the tenant has no rights, for example `client-a-demo-egress`. */
  readonly namespace: string;
  /** At least one, in the order in which they are preferred. */
  readonly proxies: readonly GatewayProxy[];
  /** @default active-passive */
  readonly redundancy?: Redundancy;
  /** It speaks mutual TLS to the proxies, with the certificate in the Secret `egress-gateway-tls`. @default false */
  readonly clientCertificate?: boolean;
  /** Where certificates come from: somebody puts them into the Secret, or cert-manager does. @default secret */
  readonly certificates?: Gateways['certificates'];
  /** How long open connections may last through a proxy that is drained, or a pod of its own that ends. @default - until they end, and a minute */
  readonly drainGrace?: string;
  /** Whether the tenant's pool has one node, which a budget would keep from being drained. @default false */
  readonly singleNode?: boolean;
  /** Image of HAProxy with a shell. @default - the version that this is tested with */
  readonly image?: string;
}

/**
 * The one address that a tenant's pods know instead of their proxies': HAProxy, twice, on the tenant's nodes. It knows
 * which proxies work, and has the tenant's certificate, in a namespace where the tenant can neither read nor change it.
 */
export class TenantGateway extends Construct {
  constructor(scope: Construct, id: string, props: TenantGatewayProps) {
    super(scope, id);
    const { tenant, namespace, proxies } = props;
    const clientCertificate = egress.shape.clientCertificate.parse(props.clientCertificate);
    const redundancy = egress.shape.redundancy.parse(props.redundancy);
    const image = gateways.shape.image.parse(props.image);
    const metadata = { name: GATEWAY.name, namespace };
    const selector = { matchLabels: GATEWAY.labels };
    const { drainGrace } = egress.pick({ drainGrace: true }).parse({ drainGrace: props.drainGrace });
    const configuration = {
      tenant: tenant.name,
      proxies,
      redundancy,
      clientCertificate,
      drainGrace,
      port: GATEWAY.port,
    };
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: {
          [ISOLATION_LABEL]: GATEWAY.name,
          ...podSecurityLabels(KUBERNETES_MINOR),
        },
        annotations: {
          description: `The way from the pods of ${tenant.name} to its proxies; no rights of the tenant reach here`,
          ...KEPT,
        },
      },
    });
    new GatewayPolicies(this, 'network', { namespace, tenantNamespace: tenant.namespace, proxies });
    if (clientCertificate && props.certificates === 'cert-manager') {
      new GatewayCertificates(this, 'certificates', { tenant: tenant.name, namespace, proxies });
    }
    new k8s.KubeConfigMap(this, 'config', {
      metadata: { ...metadata, ...(drainGrace === undefined ? {} : { annotations: { [DRAIN_GRACE]: drainGrace } }) },
      data: {
        'haproxy.cfg': haproxyConfiguration(configuration),
        'cut.lua': dropStalledSessions(),
        ...(drainGrace === undefined ? {} : { 'drain.lua': endDrainedSessions(drainGrace) }),
        ...(clientCertificate ? { 'expiry.lua': certificateExpiry() } : {}),
        'start.sh': runHaproxy(),
      },
    });
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: { ...metadata, labels: GATEWAY.labels },
      spec: {
        replicas: 2,
        selector,
        strategy: {
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
        },
        template: gatewayPod({ tenant, clientCertificate, image, drainGrace }),
      },
    });
    if (!props.singleNode) {
      new k8s.KubePodDisruptionBudget(this, 'budget', {
        metadata,
        spec: { minAvailable: k8s.IntOrString.fromNumber(1), selector },
      });
    }
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        selector: GATEWAY.labels,
        ports: [{ name: 'proxy', port: GATEWAY.port, targetPort: k8s.IntOrString.fromNumber(GATEWAY.port) }],
      },
    });
  }
}
