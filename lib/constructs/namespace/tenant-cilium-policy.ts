import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import type { CiliumNetworkPolicySpec } from '../../../imports/cilium.io';
import { ALLOW_NODES } from '../../vocabulary';
import type { Plain } from '../_plain';

export interface TenantCiliumPolicyProps {
  readonly namespace: string;
  /** TCP ports of pods that nodes connect to. @default - none */
  readonly ports?: readonly number[];
  /** Pods ask a DNS cache on their node. @default false */
  readonly nodeDns?: boolean;
}

/**
 * What a NetworkPolicy cannot allow where the network plugin is Cilium: connections from nodes and to the pod's own node,
 * which Cilium never takes for addresses of an ipBlock.
 */
export class TenantCiliumPolicy extends Construct {
  constructor(scope: Construct, id: string, { namespace, ports = [], nodeDns = false }: TenantCiliumPolicyProps) {
    super(scope, id);
    const spec: Plain<CiliumNetworkPolicySpec> = {
      endpointSelector: {},
      ...(nodeDns
        ? { egress: [{ toEntities: ['host'], toPorts: [{ ports: [port(53, 'UDP'), port(53, 'TCP')] }] }] }
        : {}),
      ...(ports.length > 0
        ? {
            ingress: [
              { fromEntities: ['host', 'remote-node'], toPorts: [{ ports: ports.map((n) => port(n, 'TCP')) }] },
            ],
          }
        : {}),
    };
    new ApiObject(this, 'policy', {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: ALLOW_NODES, namespace },
      spec,
    });
  }
}

function port(number: number, protocol: 'TCP' | 'UDP') {
  return { port: String(number), protocol };
}
