import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ALLOW_API_SERVER,
  API_SERVER_PORT,
  DEFAULT_DENY,
  ISOLATION_LABEL,
  ISOLATION_VALUE,
  RESOLVER,
} from '../../vocabulary';
import { ciliumPolicyForAll, ciliumPorts } from '../_cilium-policy';
import { block, policyForAll, port } from '../namespace/_network-policy';

interface ResolverPoliciesProps {
  /** @default - not opened by its address */
  readonly apiServer?: string;
  /** The policy names the API server as such, wherever it is. Only Cilium has that. @default false */
  readonly cilium?: boolean;
}

/** Tenants come in, and out of it there is the API server alone: a name that it is asked for leaves the cluster by no way. */
export class ResolverPolicies extends Construct {
  constructor(scope: Construct, id: string, { apiServer, cilium = false }: ResolverPoliciesProps) {
    super(scope, id);
    this.policy(DEFAULT_DENY, { policyTypes: ['Egress', 'Ingress'] });
    this.policy('allow-tenants', {
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { [ISOLATION_LABEL]: ISOLATION_VALUE } } }],
          ports: [port(53, 'UDP'), port(53, 'TCP')],
        },
      ],
    });
    if (apiServer !== undefined) {
      const cidr = apiServer.includes('/') ? apiServer : `${apiServer}/32`;
      this.policy(ALLOW_API_SERVER, {
        policyTypes: ['Egress'],
        egress: [{ to: [block(cidr)], ports: [port(API_SERVER_PORT, 'TCP')] }],
      });
    }
    if (cilium) {
      ciliumPolicyForAll(
        this,
        { name: ALLOW_API_SERVER, namespace: RESOLVER.namespace },
        { egress: [{ toEntities: ['kube-apiserver'], toPorts: ciliumPorts([API_SERVER_PORT], 'TCP') }] },
      );
    }
  }

  private policy(name: string, spec: Omit<k8s.NetworkPolicySpec, 'podSelector'>): void {
    policyForAll(this, { name, namespace: RESOLVER.namespace }, spec);
  }
}
