import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults, type PropsFault, tenantFaults } from '../../model/props';
import type { IngressSource, PrivateRange } from '../../model/types';
import { DEFAULT_DENY, GATEWAY, RESOLVER } from '../../vocabulary';
import { keptByFlux } from '../_flux';
import { atProps, validateProps } from '../_props';
import { block, namespaceNamed, policyForAll, port, toProxies } from './_network-policy';

export interface ProxyEndpoint {
  /** IPv4 address in the private network. */
  readonly address: string;
  readonly port: number;
}

/** Where pods reach a gateway. */
export interface GatewayPlace {
  readonly namespace: string;
  /** Ports of its listeners for TCP that is not HTTP. @default - none */
  readonly listeners?: readonly number[];
}

export interface TenantNetworkPoliciesProps {
  readonly namespace: string;
  readonly proxies: readonly ProxyEndpoint[];
  /** Pods reach the gateway in that namespace instead of the proxies. @default - the proxies */
  readonly gateway?: GatewayPlace;
  /** Ranges that pods reach directly. @default - none */
  readonly private?: readonly PrivateRange[];
  /** Other namespaces whose pods may connect, and nodes. @default - none */
  readonly ingress?: readonly IngressSource[];
  /** Range of the nodes' addresses. @default - policies name no nodes */
  readonly nodeRange?: string;
  /** Pods ask the tenants' resolver for names, and may not ask the cluster's DNS. @default false */
  readonly ownResolver?: boolean;
  /**
   * Addresses at which NodeLocal DNSCache answers on each node: its own one, and that of the cluster's DNS, whose packets
   * it can take. @default - there is no such cache
   */
  readonly nodeDns?: readonly string[];
}

const CLUSTER_DNS = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
/** With Cilium the cache has pods on the pods' network. */
const NODE_DNS = { namespace: 'kube-system', labels: { 'k8s-app': 'node-local-dns' } };

/** Nothing enters or leaves a tenant's namespace but what one of these policies, each named after it, lets through. */
export class TenantNetworkPolicies extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: TenantNetworkPoliciesProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props));
    this.namespace = props.namespace;
    const direct = props.private ?? [];
    const { nodeRange, nodeDns = [] } = props;
    const ingress = (props.ingress ?? []).flatMap(({ namespace, ports }) => {
      const from =
        namespace === undefined ? nodeRange && block(nodeRange) : { namespaceSelector: namespaceNamed(namespace) };
      return from ? [{ from: [from], ports: ports.map((n) => port(n)) }] : [];
    });
    const dns = props.ownResolver ? RESOLVER : CLUSTER_DNS;

    // Stays when the tenant is removed: Flux deletes policies before the pods that they hold, which take their time.
    this.policy(DEFAULT_DENY, { policyTypes: ['Egress', 'Ingress'] }, keptByFlux(this));
    this.policy('allow-dns', {
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            ...[dns, ...(nodeDns.length > 0 ? [NODE_DNS] : [])].map(({ namespace, labels }) => ({
              namespaceSelector: namespaceNamed(namespace),
              podSelector: { matchLabels: labels },
            })),
            ...nodeDns.map((address) => block(`${address}/32`)),
          ],
          ports: [port(53, 'UDP'), port(53)],
        },
      ],
    });
    this.policy('allow-egress-proxy', {
      policyTypes: ['Egress'],
      egress: props.gateway
        ? [
            {
              to: [
                {
                  namespaceSelector: namespaceNamed(props.gateway.namespace),
                  podSelector: { matchLabels: GATEWAY.labels },
                },
              ],
              ports: [GATEWAY.port, ...(props.gateway.listeners ?? [])].map((each) => port(each)),
            },
          ]
        : toProxies(props.proxies),
    });
    this.policy('allow-same-namespace', {
      policyTypes: ['Egress', 'Ingress'],
      egress: [{ to: [{ podSelector: {} }] }],
      ingress: [{ from: [{ podSelector: {} }] }],
    });
    if (direct.length > 0) {
      this.policy('allow-private', {
        policyTypes: ['Egress'],
        egress: direct.map((range) => ({
          to: [block(range.cidr)],
          ports: range.ports.map((n) => port(n)),
        })),
      });
    }
    if (ingress.length > 0) {
      this.policy('allow-ingress', { policyTypes: ['Ingress'], ingress });
    }
  }

  private policy(
    name: string,
    spec: Omit<k8s.NetworkPolicySpec, 'podSelector'>,
    annotations?: Readonly<Record<string, string>>,
  ): void {
    policyForAll(this, { name, namespace: this.namespace, annotations }, spec);
  }
}

/** A proxy as the settings have it: there it has a name. */
export function named(proxy: ProxyEndpoint, index: number) {
  return { name: `proxy-${index + 1}`, ...proxy };
}

function faultsOf(props: TenantNetworkPoliciesProps): readonly PropsFault[] {
  const egress = { proxies: props.proxies.map(named), private: props.private };
  const faults = tenantFaults({ egress, ingress: props.ingress && { from: props.ingress } });
  return [
    ...atProps(faults, { egress: '', 'ingress.from': 'ingress' }),
    ...atProps(environmentFaults({ cluster: { privateNetwork: props.nodeRange } }), {
      'cluster.privateNetwork': 'nodeRange',
    }),
  ];
}
