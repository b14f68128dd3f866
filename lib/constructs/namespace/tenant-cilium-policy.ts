import { Construct } from 'constructs';
import { tenantFaults } from '../../model/props';
import { ALLOW_NODES } from '../../vocabulary';
import { ciliumPolicyForAll, ciliumPorts } from '../_cilium-policy';
import { atProps, validateProps } from '../_props';

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
    const ingress = ports.length > 0 ? { from: [{ nodes: true, ports }] } : undefined;
    validateProps(this, () =>
      atProps(tenantFaults({ ingress, ...(namespace === undefined ? {} : { namespace }) }), { 'ingress.from[0]': '' }),
    );
    ciliumPolicyForAll(
      this,
      { name: ALLOW_NODES, namespace },
      {
        ...(nodeDns ? { egress: [{ toEntities: ['host'], toPorts: ciliumPorts([53], 'UDP', 'TCP') }] } : {}),
        ...(ports.length > 0
          ? { ingress: [{ fromEntities: ['host', 'remote-node'], toPorts: ciliumPorts(ports, 'TCP') }] }
          : {}),
      },
    );
  }
}
