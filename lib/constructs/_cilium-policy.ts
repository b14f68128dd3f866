import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { CiliumNetworkPolicySpec } from '../../imports/cilium.io';
import type { Plain } from './plain';

/** A policy of Cilium's own kind for all pods of a namespace. */
export function ciliumPolicyForAll(
  scope: Construct,
  metadata: { readonly name: string; readonly namespace: string },
  rules: Plain<Pick<CiliumNetworkPolicySpec, 'egress' | 'ingress'>>,
): void {
  const spec: Plain<CiliumNetworkPolicySpec> = { endpointSelector: {}, ...rules };
  new ApiObject(scope, `cilium-${metadata.name}`, {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata,
    spec,
  });
}

export function ciliumPorts(numbers: readonly number[], ...protocols: readonly ('TCP' | 'UDP')[]) {
  return [{ ports: numbers.flatMap((number) => protocols.map((protocol) => ({ port: String(number), protocol }))) }];
}
