import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { podProxyOf } from '../../model/pod-proxy';
import { type PropsFault, tenantFaults } from '../../model/props';
import type { HostAlias } from '../../model/tcp';
import { namespaceOf, poolNameOf } from '../../model/tenant-names';
import type { AdmissionPlugin, IngressSource, PrivateRange, Quota } from '../../model/types';
import { KUBERNETES_MINOR } from '../../versions';
import {
  CORDONED,
  DIRECT_HOSTS,
  EGRESS_PROXY,
  GUARDRAILS_LABEL,
  HOST_ALIASES,
  IMAGE_REGISTRIES,
  ISOLATION_LABEL,
  ISOLATION_VALUE,
  NODE_POOL,
  podSecurityLabels,
  REPORT,
  ROUTE_HOSTS,
  STATE,
  TENANT_LABEL,
  TOKEN_AUDIENCES,
} from '../../vocabulary';
import { keptByFlux } from '../_flux';
import { aliasSettings } from '../_host-aliases';
import { atProps, validateProps } from '../_props';
import { pinning } from './_pinning';
import { TenantAccess } from './tenant-access';
import { type GatewayPlace, named, type ProxyEndpoint, TenantNetworkPolicies } from './tenant-network-policies';
import { TenantQuota } from './tenant-quota';

/** A tenant's nodes. */
interface NodePoolProps {
  readonly name: string;
  /** Most nodes that it has. @default - one: workloads get no disruption budget by themselves */
  readonly size?: { readonly max: number };
}

/** The properties of a tenant that its workloads need. */
export interface TenantIdentity {
  /** A DNS label, for example `client-a`. */
  readonly name: string;
  readonly namespace: string;
  readonly nodePool: NodePoolProps;
  /** @default - no private ranges, which NO_PROXY then does not hold */
  readonly egress?: { readonly private?: readonly PrivateRange[] };
}

export interface TenantNamespaceProps {
  /** The tenant's name, a DNS label: `client-a`. */
  readonly name: string;
  /** What people call the tenant. @default - the name */
  readonly title?: string;
  /** Name of the namespace. @default - the name */
  readonly namespace?: string;
  /** Nodes with the label `node-pool=<name>` are the tenant's. @default - `<name>-pool` */
  readonly nodePool?: NodePoolProps;
  readonly egress: {
    /** At least one. */
    readonly proxies: readonly ProxyEndpoint[];
    /** Ranges that pods reach directly. @default - none */
    readonly private?: readonly PrivateRange[];
  };
  /** Pods reach their proxies by the gateway in that namespace, and by nothing else. @default - the proxies themselves */
  readonly gateway?: GatewayPlace;
  /** Other namespaces whose pods may connect, and nodes. @default - none */
  readonly ingress?: readonly IngressSource[];
  /** Range of the nodes' addresses. @default - policies name no nodes */
  readonly nodeRange?: string;
  /** Bounds of all pods together. @default - no bounds */
  readonly quota?: Quota;
  /** Registries, or folders of them, that images may come from. @default - any */
  readonly registries?: readonly string[];
  /** Audiences that tokens of pods may be issued for, in addition to the API server's own. @default - none */
  readonly audiences?: readonly string[];
  /** Hosts of the tenant's routes. @default - none */
  readonly hosts?: readonly string[];
  /** Groups of people who get the tenant's role. @default - none */
  readonly groups?: readonly string[];
  /** Whether they may read, change and delete Secrets, and not only create them. @default false */
  readonly readSecrets?: boolean;
  /** Plugins of the API server that pin pods by annotations of their namespace. @default - none */
  readonly admissionPlugins?: readonly AdmissionPlugin[];
  /** Pods ask the tenants' resolver for names, and may not ask the cluster's DNS. @default false */
  readonly ownResolver?: boolean;
  /** Addresses at which NodeLocal DNSCache answers on each node. @default - there is no such cache */
  readonly nodeDns?: readonly string[];
  /** `report`: admission policies and Pod Security warn, and refuse nothing. @default enforce */
  readonly guardrails?: 'enforce' | 'report';
  /** `cordoned`: the API server refuses new pods. @default active */
  readonly state?: 'active' | 'cordoned';
  /** Whether Flux may delete the tenant's account when the tenant is gone: it has applied nothing that runs. @default false */
  readonly leaving?: boolean;
  /** Hosts that pods take for an address in the cluster, where admission injects that. @default - none */
  readonly hostAliases?: readonly HostAlias[];
  /** What pods reach without the proxy, where admission injects that. @default - nothing is injected */
  readonly noProxy?: readonly string[];
  /** Whether a probe runs in the namespace, outside the quota. @default false */
  readonly probed?: boolean;
}

/**
 * A tenant's namespace and its guardrails: what enters and leaves, how much it may use, and who may do what in it.
 * All of it belongs to the platform; the tenant's role cannot change any of it.
 */
export class TenantNamespace extends Construct implements TenantIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly nodePool: NodePoolProps;
  readonly egress: { readonly private?: readonly PrivateRange[] };

  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props), { props, paths: REQUIRED });
    this.name = props.name;
    this.namespace = namespaceOf(props);
    this.nodePool = { ...props.nodePool, name: poolNameOf(props.name, props.nodePool) };
    this.egress = { private: props.egress.private };
    const { namespace } = this;
    const { address, port } = podProxyOf(props);
    const { registries, audiences = [], hosts = [], hostAliases = [], noProxy = [] } = props;
    const reports = props.guardrails === REPORT;

    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: {
          [TENANT_LABEL]: props.name,
          [ISOLATION_LABEL]: ISOLATION_VALUE,
          ...(reports ? { [GUARDRAILS_LABEL]: REPORT } : {}),
          // `warn` and `audit` show in workloads what `enforce` refuses in pods.
          ...podSecurityLabels(KUBERNETES_MINOR, reports ? ['audit', 'warn'] : ['enforce', 'audit', 'warn']),
        },
        annotations: {
          // What the admission policies hold pods to.
          [NODE_POOL]: this.nodePool.name,
          [EGRESS_PROXY]: `http://${address}:${port}`,
          ...(registries ? { [IMAGE_REGISTRIES]: registries.join(',') } : {}),
          ...(audiences.length > 0 ? { [TOKEN_AUDIENCES]: audiences.join(',') } : {}),
          ...(hosts.length > 0 ? { [ROUTE_HOSTS]: hosts.join(',') } : {}),
          ...(props.state === CORDONED ? { [STATE]: CORDONED } : {}),
          ...(hostAliases.length > 0
            ? { [HOST_ALIASES]: hostAliases.map(({ host, address }) => `${address}=${host}`).join(',') }
            : {}),
          ...(noProxy.length > 0 ? { [DIRECT_HOSTS]: noProxy.join(',') } : {}),
          // The plugins that read these cannot report.
          ...(reports ? {} : pinning(props.admissionPlugins ?? [], this.name, this.nodePool.name)),
          description: `Namespace for ${props.title ?? props.name} egress traffic isolation via dedicated proxy`,
          // Whatever becomes of the settings, volumes never go with a reconciliation.
          ...keptByFlux(this),
        },
      },
    });
    new TenantNetworkPolicies(this, 'network', {
      namespace,
      proxies: props.egress.proxies,
      gateway: props.gateway,
      private: props.egress.private,
      ingress: props.ingress,
      nodeRange: props.nodeRange,
      ownResolver: props.ownResolver,
      nodeDns: props.nodeDns,
    });
    new TenantAccess(this, 'access', {
      namespace,
      tenant: props.name,
      groups: props.groups,
      readSecrets: props.readSecrets,
      leaving: props.leaving,
    });
    if (props.quota) new TenantQuota(this, 'quota', { namespace, quota: props.quota, probed: props.probed });
  }
}

const REQUIRED = ['name', 'egress', 'egress.proxies', 'egress.proxies[].address', 'egress.proxies[].port'];

function faultsOf(props: TenantNamespaceProps): readonly PropsFault[] {
  const { name, title, namespace, nodePool, egress, ingress, quota, registries, groups, audiences, guardrails } = props;
  const faults = tenantFaults({
    name,
    title,
    namespace,
    nodePool: nodePool && { name: nodePool.name },
    egress: { ...egress, proxies: egress.proxies.map(named), tcp: props.hostAliases?.map(aliasSettings) },
    ingress: ingress && { from: ingress },
    quota,
    registries,
    guardrails,
    access: { groups, audiences },
  });
  return atProps(faults, {
    'egress.tcp': 'hostAliases',
    'ingress.from': 'ingress',
    'access.groups': 'groups',
    'access.audiences': 'audiences',
  });
}
