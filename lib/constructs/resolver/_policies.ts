import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { API_SERVER_PORT, ISOLATION_LABEL, ISOLATION_VALUE, RESOLVER } from '../../vocabulary';
import { policyForAll, port } from '../namespace/_network-policy';

/** Tenants come in, and out of it there is the API server alone: a name that it is asked for leaves the cluster by no way. */
export class ResolverPolicies extends Construct {
  constructor(scope: Construct, id: string, props: { readonly apiServer: string }) {
    super(scope, id);
    const { apiServer } = props;
    this.policy('default-deny', { policyTypes: ['Egress', 'Ingress'] });
    this.policy('allow-tenants', {
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { [ISOLATION_LABEL]: ISOLATION_VALUE } } }],
          ports: [port(53, 'UDP'), port(53, 'TCP')],
        },
      ],
    });
    this.policy('allow-api-server', {
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ ipBlock: { cidr: apiServer.includes('/') ? apiServer : `${apiServer}/32` } }],
          ports: [port(API_SERVER_PORT, 'TCP')],
        },
      ],
    });
  }

  private policy(name: string, spec: Omit<k8s.NetworkPolicySpec, 'podSelector'>): void {
    policyForAll(this, { name, namespace: RESOLVER.namespace }, spec);
  }
}
