import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IngressSource, PrivateRange } from '../../model/types';
import { GATEWAY, KEPT, RESOLVER } from '../../vocabulary';
import { namespaceNamed, policyForAll, port, toProxies } from './_network-policy';

export interface ProxyEndpoint {
  /** IPv4 address in the private network, or a name inside the cluster. */
  readonly address: string;
  readonly port: number;
}

export interface TenantNetworkPoliciesProps {
  readonly namespace: string;
  readonly proxies: readonly ProxyEndpoint[];
  /** Pods reach the gateway in that namespace instead of the proxies. @default - the proxies */
  readonly gateway?: { readonly namespace: string };
  /** Ranges that pods reach directly. @default - none */
  readonly private?: readonly PrivateRange[];
  /** Other namespaces whose pods may connect. @default - none */
  readonly ingress?: readonly IngressSource[];
  /** Pods ask the tenants' resolver for names, and may not ask the cluster's DNS. @default false */
  readonly ownResolver?: boolean;
}

const CLUSTER_DNS = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };

/** Nothing enters or leaves a tenant's namespace but what one of these policies, each named after it, lets through. */
export class TenantNetworkPolicies extends Construct {
  private readonly namespace: string;

  constructor(scope: Construct, id: string, props: TenantNetworkPoliciesProps) {
    super(scope, id);
    this.namespace = props.namespace;
    const direct = props.private ?? [];
    const ingress = props.ingress ?? [];
    const dns = props.ownResolver ? RESOLVER : CLUSTER_DNS;

    // Stays when the tenant is removed: Flux deletes policies before the pods that they hold, which take their time.
    this.policy('default-deny', { policyTypes: ['Egress', 'Ingress'] }, KEPT);
    this.policy('allow-dns', {
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: namespaceNamed(dns.namespace), podSelector: { matchLabels: dns.labels } }],
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
              ports: [port(GATEWAY.port)],
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
          to: [{ ipBlock: { cidr: range.cidr } }],
          ports: range.ports.map((n) => port(n)),
        })),
      });
    }
    if (ingress.length > 0) {
      this.policy('allow-ingress', {
        policyTypes: ['Ingress'],
        ingress: ingress.map((source) => ({
          from: [{ namespaceSelector: namespaceNamed(source.namespace) }],
          ports: source.ports.map((n) => port(n)),
        })),
      });
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
