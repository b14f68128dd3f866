import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults, type PropsFault, tenantFaults } from '../../model/props';
import type { TcpForward } from '../../model/tcp';
import { hasCertificate } from '../../model/tenant-names';
import type { Gateways } from '../../model/types';
import { egress } from '../../settings/egress';
import { gateways } from '../../settings/environment';
import { KUBERNETES_MINOR } from '../../versions';
import { DRAIN_GRACE, EGRESS_HOST, GATEWAY, ISOLATION_LABEL, podSecurityLabels, STANDBY } from '../../vocabulary';
import { keptByFlux, replacedByFlux } from '../_flux';
import { atProps, validateProps } from '../_props';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import type { Plain } from '../plain';
import { GatewayCertificates } from './_certificates';
import {
  awaitProxy,
  certificateExpiry,
  dropStalledSessions,
  endDrainedSessions,
  fullHealth,
  openTunnels,
  runHaproxy,
} from './_files';
import { awaitsProxies, haproxyConfiguration } from './_haproxy';
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
  /** Whether proxies are used with and without certificates, while that is changed. @default false */
  readonly certificateSwitch?: boolean;
  /** Where certificates come from: a Secret that the user fills, or cert-manager. @default secret */
  readonly certificates?: Gateways['certificates'];
  /** Whether the agents on the proxies' VMs are asked if they reach the outside; one proxy alone is not. @default false */
  readonly egressCheck?: boolean;
  /** Whether the cluster is older than Kubernetes 1.34, which does not know traffic to the same node. @default false */
  readonly anyNode?: boolean;
  /** How long open connections may last through a proxy that is drained, or a pod of its own that ends. @default - until they end, and a minute */
  readonly drainGrace?: string;
  /** Hosts that the tenant's pods reach by TCP that is not HTTP. @default - none */
  readonly tcp?: readonly TcpForward[];
  /** Namespace of Prometheus, whose pods read its metrics. @default - it serves none */
  readonly metricsFor?: string;
  /** Image of HAProxy with a shell. @default - the version that this is tested with */
  readonly image?: string;
}

/**
 * The one address that a tenant's pods know instead of their proxies': HAProxy on each of the tenant's nodes. It
 * knows which proxies work, and has the tenant's certificate, in a namespace where the tenant can neither read nor change it.
 */
export class TenantGateway extends Construct {
  constructor(scope: Construct, id: string, props: TenantGatewayProps) {
    super(scope, id);
    const paths = ['tenant', 'namespace', 'proxies', 'proxies[].name', 'proxies[].address', 'proxies[].port'];
    validateProps(this, () => faultsOf(props), { props, paths });
    const { tenant, namespace, proxies, metricsFor, tcp = [] } = props;
    const clientCertificate = egress.shape.clientCertificate.parse(props.clientCertificate);
    const either = props.certificateSwitch === true;
    const tls = hasCertificate({ clientCertificate, certificateSwitch: either });
    const redundancy = egress.shape.redundancy.parse(props.redundancy);
    const image = gateways.shape.image.parse(props.image);
    const metadata = { name: GATEWAY.name, namespace };
    const selector = { matchLabels: GATEWAY.labels };
    const outside = props.egressCheck === true && proxies.length > 1;
    const { drainGrace } = egress.pick({ drainGrace: true }).parse({ drainGrace: props.drainGrace });
    const configuration = {
      tenant: tenant.name,
      proxies,
      redundancy,
      clientCertificate: tls,
      either,
      outside,
      drainGrace,
      port: GATEWAY.port,
      metrics: metricsFor !== undefined,
      tcp,
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
          ...keptByFlux(this),
        },
      },
    });
    new GatewayPolicies(this, 'network', {
      namespace,
      tenantNamespace: tenant.namespace,
      proxies,
      outside,
      listeners: tcp.map(({ listener }) => listener),
      metricsFor,
    });
    if (tls && props.certificates === 'cert-manager') {
      new GatewayCertificates(this, 'certificates', { tenant: tenant.name, namespace, proxies });
    }
    new k8s.KubeConfigMap(this, 'config', {
      metadata: { ...metadata, ...(drainGrace === undefined ? {} : { annotations: { [DRAIN_GRACE]: drainGrace } }) },
      data: {
        'haproxy.cfg': haproxyConfiguration(configuration),
        [`${STANDBY}.cfg`]: haproxyConfiguration({ ...configuration, standby: true }),
        'cut.lua': dropStalledSessions(),
        'health.lua': fullHealth(),
        ...(awaitsProxies(configuration)
          ? {
              'await.lua': awaitProxy(
                proxies.filter(({ drain }) => !drain).map(({ name }) => name),
                redundancy === 'active-passive',
              ),
            }
          : {}),
        ...(drainGrace === undefined ? {} : { 'drain.lua': endDrainedSessions(drainGrace) }),
        ...(tls ? { 'expiry.lua': certificateExpiry() } : {}),
        ...(tcp.length > 0 ? { 'tunnel.lua': openTunnels() } : {}),
        'start.sh': runHaproxy(),
      },
    });
    new k8s.KubeDaemonSet(this, 'daemonset', {
      metadata: { ...metadata, labels: GATEWAY.labels },
      spec: {
        selector,
        updateStrategy: {
          rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
        },
        template: gatewayPod({ tenant, clientCertificate: tls, image, drainGrace, metrics: metricsFor !== undefined }),
      },
    });
    // Pods use the gateway of their own node, so that a node that fails takes along only its own pods' connections.
    const sameNode = props.anyNode !== true;
    this.service(metadata, [{ name: 'proxy', port: GATEWAY.port, targetPort: GATEWAY.port }], { sameNode });
    for (const { service, host, address } of tcp.filter(isFirstOfHost)) {
      this.service(
        // Its address cannot change in place.
        { name: service, namespace, annotations: { [EGRESS_HOST]: host, ...replacedByFlux(this) } },
        tcp
          .filter((each) => each.service === service)
          .map(({ name, port, listener }) => ({ name, port, targetPort: listener })),
        { sameNode, address },
      );
    }
  }

  private service(
    metadata: ApiObjectMetadata,
    ports: Plain<k8s.ServiceSpec>['ports'],
    { sameNode, address }: { readonly sameNode: boolean; readonly address?: string },
  ): void {
    const spec: Plain<Omit<k8s.ServiceSpec, 'clusterIp'>> & ServiceKeys = {
      ...(address === undefined ? {} : { clusterIP: address }),
      selector: GATEWAY.labels,
      ports,
      ...(sameNode ? { trafficDistribution: 'PreferSameNode' } : {}),
    };
    // The typed Service of cdk8s-plus-28 leaves out what Kubernetes 1.28 does not know.
    new ApiObject(this, metadata.name ?? 'service', { apiVersion: 'v1', kind: 'Service', metadata, spec });
  }
}

/** All listeners of one host have one Service. */
function isFirstOfHost({ service }: TcpForward, index: number, all: readonly TcpForward[]): boolean {
  return all.findIndex((each) => each.service === service) === index;
}

/** Keys of a Service that the typed one does not know, or spells in its own way. */
interface ServiceKeys {
  readonly clusterIP?: string;
  readonly trafficDistribution?: string;
}

function faultsOf(props: TenantGatewayProps): readonly PropsFault[] {
  const { tenant, proxies, redundancy, clientCertificate, certificateSwitch, drainGrace, image, certificates } = props;
  const tcp = (props.tcp ?? []).map(({ name, host, port, address }) => ({ name, host, port, address }));
  const egress = { proxies, redundancy, clientCertificate, certificateSwitch, drainGrace, tcp };
  return [
    ...atProps(tenantFaults({ name: tenant.name, namespace: tenant.namespace, egress }), {
      egress: '',
      name: 'tenant.name',
      namespace: 'tenant.namespace',
    }),
    ...atProps(environmentFaults({ gateways: { image, certificates } }), { gateways: '' }),
  ];
}
