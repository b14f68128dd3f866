import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { GlobalNetworkPolicySpec, GlobalNetworkPolicySpecEgress } from '../../../imports/crd.projectcalico.org';
import { environmentFaults, tenantFaults } from '../../model/props';
import type { PrivateRange } from '../../model/types';
import { contains } from '../../settings/address';
import { globalPolicyName, NAMESPACE_NAME_LABEL, TENANT_LABEL } from '../../vocabulary';
import { atProps, validateProps } from '../_props';
import type { Plain } from '../plain';
import { named, type ProxyEndpoint } from './tenant-network-policies';

export interface TenantGlobalPolicyProps {
  readonly tenant: string;
  readonly namespace: string;
  /** Range of the cluster's pods, the DNS and gateways among them: policies see a service's pods, not its address. */
  readonly podCidr: string;
  /** What pods reach outside of the cluster, besides `private`. @default - none, pods leave by a gateway */
  readonly proxies?: readonly ProxyEndpoint[];
  /** @default - none */
  readonly private?: readonly PrivateRange[];
  /** Addresses at which NodeLocal DNSCache answers on each node. @default - there is no such cache */
  readonly nodeDns?: readonly string[];
}

const DNS_PROTOCOLS = ['UDP', 'TCP'] as const;

interface Destination {
  readonly cidr: string;
  readonly ports: readonly number[];
}

/**
 * The second control where the network plugin is Calico, which takes a pod's addresses from what is written on the pod. A
 * policy that selects pods lets traffic through to any address that a forged pod names; this one names ranges. It denies
 * what is not declared, before all other policies, and leaves the rest to them: it allows nothing. (`Pass` would skip them.)
 */
export class TenantGlobalPolicy extends Construct {
  constructor(scope: Construct, id: string, props: TenantGlobalPolicyProps) {
    super(scope, id);
    const { tenant, namespace, podCidr } = props;
    const egress = { private: props.private, ...(props.proxies?.length ? { proxies: props.proxies.map(named) } : {}) };
    validateProps(this, () => [
      ...atProps(tenantFaults({ name: tenant, namespace, egress }), { name: 'tenant', egress: '' }),
      ...atProps(environmentFaults({ cluster: { podCidr } }), { cluster: '' }),
    ]);
    const outside = byRange([
      ...(props.proxies ?? []).map(({ address, port }) => ({ cidr: `${address}/32`, ports: [port] })),
      ...(props.private ?? []),
    ]);
    const dns = (props.nodeDns ?? []).map((address) => `${address}/32`);
    const spec: Plain<GlobalNetworkPolicySpec> = {
      // Kubernetes' own policies are evaluated at 1000.
      order: 0,
      // The API server sets this label, and no one can change it.
      namespaceSelector: `${NAMESPACE_NAME_LABEL} == '${props.namespace}'`,
      types: ['Egress'],
      egress: [
        deny({ ipVersion: 6 }),
        deny({ destination: { notNets: [props.podCidr, ...outside.map(({ cidr }) => cidr), ...dns] } }),
        ...(outside.length === 0
          ? []
          : [deny({ notProtocol: 'TCP', destination: { nets: outside.map(({ cidr }) => cidr) } })]),
        ...outside.map(({ cidr, ports }) => {
          // A smaller range has a rule of its own.
          const inner = outside.filter((other) => other.cidr !== cidr && contains(cidr, other.cidr));
          const notNets = inner.length === 0 ? {} : { notNets: inner.map((other) => other.cidr) };
          return deny({ protocol: 'TCP', destination: { nets: [cidr], ...notNets, notPorts: ports } });
        }),
        ...(dns.length === 0
          ? []
          : DNS_PROTOCOLS.map((protocol) => deny({ protocol, destination: { nets: dns, notPorts: [53] } }))),
      ],
    };
    new ApiObject(this, 'policy', {
      apiVersion: 'crd.projectcalico.org/v1',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: globalPolicyName(props.tenant), labels: { [TENANT_LABEL]: props.tenant } },
      spec,
    });
  }
}

type Rule = Plain<GlobalNetworkPolicySpecEgress>;

function deny(match: Omit<Rule, 'action'>): Rule {
  return { action: 'Deny', ...match };
}

/** One destination per range, with the ports of every range around it. */
function byRange(destinations: readonly Destination[]): readonly Destination[] {
  const ranges = [...new Set(destinations.map(({ cidr }) => cidr))];
  return ranges.map((cidr) => {
    const ports = destinations.filter((other) => contains(other.cidr, cidr)).flatMap((other) => other.ports);
    return { cidr, ports: [...new Set(ports)] };
  });
}
