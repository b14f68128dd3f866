import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { IngressSource, PrivateRange, Quota } from '../model/types';
import { TenantAccess } from './tenant-access';
import { type ProxyEndpoint, TenantNetworkPolicies } from './tenant-network-policies';
import { TenantQuota } from './tenant-quota';

/** What a workload needs to know of the tenant that it belongs to. */
export interface TenantIdentity {
  /** A DNS label, for example `client-a`. */
  readonly name: string;
  readonly namespace: string;
  readonly nodePool: { readonly name: string };
}

export interface TenantNamespaceProps {
  /** The tenant's name, a DNS label: `client-a`. */
  readonly name: string;
  /** What people call the tenant. @default - the name */
  readonly title?: string;
  /** Name of the namespace. @default - the name */
  readonly namespace?: string;
  /** Nodes with the label `node-pool=<name>` are the tenant's. @default - `<name>-pool` */
  readonly nodePool?: { readonly name: string };
  readonly egress: {
    /** At least one. */
    readonly proxies: readonly ProxyEndpoint[];
    /** Ranges that pods reach directly. @default - none */
    readonly private?: readonly PrivateRange[];
  };
  /** Other namespaces whose pods may connect. @default - none */
  readonly ingress?: readonly IngressSource[];
  /** Bounds of all pods together. @default - no bounds */
  readonly quota?: Quota;
  /** Groups of people who get the tenant's role. @default - none */
  readonly groups?: readonly string[];
}

/**
 * A tenant's namespace and its cage: what enters and leaves, how much it may use, and who may do what in it.
 * All of it belongs to the platform; the tenant's role cannot change any of it.
 */
export class TenantNamespace extends Construct implements TenantIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly nodePool: { readonly name: string };

  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    this.name = props.name;
    this.namespace = props.namespace ?? props.name;
    this.nodePool = { name: props.nodePool?.name ?? `${props.name}-pool` };
    const { namespace } = this;

    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: { tenant: props.name, 'network/isolation': 'egress-proxy' },
        annotations: {
          description: `Namespace for ${props.title ?? props.name} egress traffic isolation via dedicated proxy`,
          // Whatever becomes of the settings, volumes never go with a reconciliation.
          'kustomize.toolkit.fluxcd.io/prune': 'disabled',
        },
      },
    });
    new TenantNetworkPolicies(this, 'network', {
      namespace,
      proxies: props.egress.proxies,
      private: props.egress.private,
      ingress: props.ingress,
    });
    new TenantAccess(this, 'access', { namespace, tenant: props.name, groups: props.groups });
    if (props.quota) new TenantQuota(this, 'quota', { namespace, quota: props.quota });
  }
}
