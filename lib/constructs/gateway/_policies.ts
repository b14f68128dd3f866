import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { GATEWAY } from '../_gateway-name';
import type { ProxyEndpoint } from '../tenant-network-policies';

interface GatewayPoliciesProps {
  readonly namespace: string;
  readonly tenantNamespace: string;
  readonly proxies: readonly ProxyEndpoint[];
}

/** Into the gateway come the tenant's pods alone, and out of it go connections to the tenant's proxies alone. */
export class GatewayPolicies extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: GatewayPoliciesProps,
  ) {
    super(scope, id);
    const { tenantNamespace, proxies } = props;
    // Stays when the tenant is removed, as that of the tenant's own namespace does.
    this.policy(
      'gateway-default-deny',
      { policyTypes: ['Egress', 'Ingress'] },
      { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' },
    );
    this.policy('gateway-allow-tenant', {
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': tenantNamespace } } }],
          ports: [port(GATEWAY.port)],
        },
      ],
    });
    this.policy('gateway-allow-proxies', {
      policyTypes: ['Egress'],
      egress: proxies.map((proxy) => ({
        to: [{ ipBlock: { cidr: `${proxy.address}/32` } }],
        ports: [port(proxy.port)],
      })),
    });
  }

  private policy(
    name: string,
    spec: Omit<k8s.NetworkPolicySpec, 'podSelector'>,
    annotations?: Record<string, string>,
  ): void {
    new k8s.KubeNetworkPolicy(this, name, {
      metadata: { name, namespace: this.props.namespace, annotations },
      spec: { podSelector: {}, ...spec },
    });
  }
}

function port(number: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol: 'TCP' };
}
