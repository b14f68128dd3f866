import type { k8s } from 'cdk8s-plus-28';
import { stringify } from 'yaml';
import { KINDS_BY_NAME } from '../../kinds';
import type { PodProxy } from '../../model/pod-proxy';
import type { HostAlias } from '../../model/tcp';
import type { TenantChart } from '../../model/types';
import { NO_PROXY_VARIABLES, NODE_POOL, PROXY_VARIABLES, tenantToleration } from '../../vocabulary';
import { podAlias } from '../_host-aliases';
import { podDns } from '../_pod-dns';
import type { TenantIdentity } from '../namespace/tenant-namespace';

/** What pods of a tenant have that no chart knows. */
export interface ChartPodProps {
  readonly tenant: TenantIdentity;
  readonly podProxy: PodProxy;
  /** What is reached without the proxy. */
  readonly noProxy: readonly string[];
  /** Hosts that pods take for an address in the cluster. @default - none */
  readonly hostAliases?: readonly HostAlias[];
  /** Service address of the resolver that pods use. @default - the cluster's DNS */
  readonly resolver?: string;
}

/** A strategic merge patch, and the objects of the chart that it is for: a regular expression for kinds, and a name. */
interface ChartPatch {
  readonly target: { readonly kind: string; readonly name?: string };
  /** As YAML. */
  readonly patch: string;
}

/** Kinds with pods, as the targets of patches. Those of one target have the pod's spec in the same place. */
const WITH_PODS = ['Deployment|StatefulSet|DaemonSet|Job', 'CronJob', 'Pod'];

/**
 * What Flux changes in the objects of a chart before it applies them: every pod is made for the tenant's nodes, and the
 * containers that are known get the tenant's proxy. Claims stay when the chart goes.
 */
export function chartPatches(pods: TenantChart['pods'], props: ChartPodProps): ChartPatch[] {
  const placed = WITH_PODS.map((kind) => patchFor({ kind }, atPodSpec(kind, placeOf(props))));
  const kept = patchFor({ kind: 'PersistentVolumeClaim' }, { metadata: { annotations: KEPT_BY_HELM } });
  const env = proxyVariables(props);
  const known = (pods ?? []).map(({ object, containers, initContainers }) => {
    const [kind = '', name] = object.split('/');
    const confined = (names: readonly string[]) => names.map((each) => ({ name: each, env, ...RESTRICTED }));
    return patchFor(
      name === undefined ? { kind } : { kind, name: name.replaceAll('.', '\\.') },
      atPodSpec(kind, {
        ...(initContainers ? { initContainers: confined(initContainers) } : {}),
        containers: confined(containers),
      }),
    );
  });
  return [...placed, ...known, kept];
}

/** Annotations of what Helm keeps when it removes a release. */
const KEPT_BY_HELM = { 'helm.sh/resource-policy': 'keep' };

const RESTRICTED = {
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
} satisfies Pick<k8s.Container, 'securityContext'>;

function placeOf({ tenant, resolver, hostAliases = [] }: ChartPodProps): Partial<k8s.PodSpec> {
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

/** By address: the ConfigMap of the proxy's address has another name with each change, which Helm would not know. */
function proxyVariables({ podProxy: { address, port }, noProxy }: ChartPodProps): k8s.EnvVar[] {
  return [
    ...PROXY_VARIABLES.map((name) => ({ name, value: `http://${address}:${port}` })),
    ...NO_PROXY_VARIABLES.map((name) => ({ name, value: noProxy.join(',') })),
  ];
}

/** A change of the pod's spec in objects of these kinds. */
function atPodSpec(kinds: string, spec: object): object {
  const path = KINDS_BY_NAME.get(firstOf(kinds))?.podSpec?.split('/') ?? [];
  return path.reduceRight((inner, step) => ({ [step]: inner }), spec);
}

function firstOf(kinds: string): string {
  return kinds.replace(/\|.*/, '');
}

/** The target says what is changed; kustomize only asks that a patch has a kind and a name. */
function patchFor(target: ChartPatch['target'], change: object): ChartPatch {
  const { metadata, ...rest } = change as { readonly metadata?: object };
  return {
    target,
    patch: stringify(
      { apiVersion: 'v1', kind: firstOf(target.kind), metadata: { name: 'any', ...metadata }, ...rest },
      { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false },
    ),
  };
}
