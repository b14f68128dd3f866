import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { NAMESPACE_NAME_LABEL } from '../../vocabulary';

/** A policy for all pods of a namespace. */
export function policyForAll(
  scope: Construct,
  metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
  },
  spec: Omit<k8s.NetworkPolicySpec, 'podSelector'>,
): void {
  new k8s.KubeNetworkPolicy(scope, metadata.name, { metadata, spec: { podSelector: {}, ...spec } });
}

/** By the label that the API server sets itself and that cannot be changed. */
export function namespaceNamed(name: string): k8s.LabelSelector {
  return { matchLabels: { [NAMESPACE_NAME_LABEL]: name } };
}

export function block(cidr: string): k8s.NetworkPolicyPeer {
  return { ipBlock: { cidr } };
}

export function port(number: number, protocol: 'TCP' | 'UDP' = 'TCP'): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(number), protocol };
}

/** What lets connections out to proxies, each at its address and port, and at these further ports. */
export function toProxies(
  proxies: readonly { readonly address: string; readonly port: number }[],
  further: readonly number[] = [],
): k8s.NetworkPolicyEgressRule[] {
  return proxies.map((proxy) => ({
    to: [block(`${proxy.address}/32`)],
    ports: [proxy.port, ...further].map((each) => port(each)),
  }));
}
