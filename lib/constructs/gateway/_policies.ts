import { Construct } from 'constructs';
import { AGENT_CHECK_PORT, GATEWAY, GATEWAY_METRICS_PORT } from '../../vocabulary';
import { keptByFlux } from '../_flux';
import { namespaceNamed, policyForAll, port, toProxies } from '../namespace/_network-policy';
import type { ProxyEndpoint } from '../namespace/tenant-network-policies';

interface GatewayPoliciesProps {
  readonly namespace: string;
  readonly tenantNamespace: string;
  readonly proxies: readonly ProxyEndpoint[];
  /** Whether the agents of the proxies are asked, too. */
  readonly outside: boolean;
  /** Ports of its listeners for TCP that is not HTTP. */
  readonly listeners: readonly number[];
  /** Namespace whose pods read its metrics; undefined: none. */
  readonly metricsFor: string | undefined;
}

/** Into the gateway come the tenant's pods alone, and out of it go connections to the tenant's proxies alone. */
export class GatewayPolicies extends Construct {
  constructor(scope: Construct, id: string, props: GatewayPoliciesProps) {
    super(scope, id);
    const { namespace, tenantNamespace, proxies, outside, listeners, metricsFor } = props;
    // Stays when the tenant is removed, as that of the tenant's own namespace does.
    policyForAll(
      this,
      { name: 'gateway-default-deny', namespace, annotations: keptByFlux(this) },
      { policyTypes: ['Egress', 'Ingress'] },
    );
    policyForAll(
      this,
      { name: 'gateway-allow-tenant', namespace },
      {
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: namespaceNamed(tenantNamespace) }],
            ports: [GATEWAY.port, ...listeners].map((each) => port(each)),
          },
        ],
      },
    );
    if (metricsFor !== undefined) {
      policyForAll(
        this,
        { name: 'gateway-allow-monitoring', namespace },
        {
          policyTypes: ['Ingress'],
          ingress: [{ from: [{ namespaceSelector: namespaceNamed(metricsFor) }], ports: [port(GATEWAY_METRICS_PORT)] }],
        },
      );
    }
    policyForAll(
      this,
      { name: 'gateway-allow-proxies', namespace },
      { policyTypes: ['Egress'], egress: toProxies(proxies, outside ? [AGENT_CHECK_PORT] : []) },
    );
  }
}
