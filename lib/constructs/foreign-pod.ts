import type { k8s } from 'cdk8s-plus-28';
import type { PodProxy } from '../model/pod-proxy';
import type { HostAlias } from '../model/tcp';
import { NO_PROXY_VARIABLES, NODE_POOL, PROXY_VARIABLES, tenantToleration } from '../vocabulary';
import { podAlias } from './_host-aliases';
import { podDns } from './_pod-dns';
import type { TenantIdentity } from './namespace/tenant-namespace';

/** What pods of a tenant have that the settings do not describe: those of charts, and of a repository of its own. */
export interface ForeignPodProps {
  readonly tenant: TenantIdentity;
  readonly podProxy: PodProxy;
  /** What is reached without the proxy. */
  readonly noProxy: readonly string[];
  /** Hosts that pods take for an address in the cluster. @default - none */
  readonly hostAliases?: readonly HostAlias[];
  /** Service address of the resolver that pods use. @default - the cluster's DNS */
  readonly resolver?: string;
}

/** What each container needs that Pod Security asks for. */
export const RESTRICTED = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
} satisfies Pick<k8s.Container, 'securityContext'>;

/** What makes a pod run on the tenant's nodes, restricted, and ask the tenant's resolver. */
export function podPlace({ tenant, resolver, hostAliases = [] }: ForeignPodProps): Partial<k8s.PodSpec> {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: { [NODE_POOL]: tenant.nodePool.name },
    tolerations: [tenantToleration(tenant.name)],
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    ...(resolver === undefined ? {} : podDns(resolver, tenant.namespace)),
    ...(hostAliases.length === 0 ? {} : { hostAliases: hostAliases.map(podAlias) }),
  };
}

/** By address: the ConfigMap of the proxy's address has another name with each change, which these pods would not know. */
export function proxyVariables({ podProxy: { address, port }, noProxy }: ForeignPodProps): k8s.EnvVar[] {
  return [
    ...PROXY_VARIABLES.map((name) => ({ name, value: `http://${address}:${port}` })),
    ...NO_PROXY_VARIABLES.map((name) => ({ name, value: noProxy.join(',') })),
  ];
}
