import type { k8s } from 'cdk8s-plus-28';
import { DEFAULT_USER } from '../../model/container-defaults';
import type { Resources, Volume, WorkloadKind } from '../../model/types';
import { NODE_POOL, tenantToleration } from '../../vocabulary';
import { containerOf } from './_container';
import { podVolumes } from './_volumes';
import type { ProxiedWorkloadProps } from './proxied-workload';

interface PodProps extends Omit<ProxiedWorkloadProps, 'replicas' | 'schedule'> {
  readonly kind: WorkloadKind;
  readonly labels: Record<string, string>;
  readonly volumes: readonly Volume[];
  readonly noProxy: readonly string[];
  readonly configMap: string;
  readonly defaultResources: Resources | undefined;
  readonly resolver: string | undefined;
}

/** The pod of every kind of workload: pinned to the tenant's nodes, proxied in each container, `restricted`. */
export function podTemplate(props: PodProps): k8s.PodTemplateSpec {
  const { tenant, volumes } = props;
  const container = (c: ProxiedWorkloadProps['container']) => containerOf(c, props);
  const pullSecrets = props.imagePullSecrets ?? [];
  const initContainers = [
    ...(props.initContainers ?? []).map(container),
    ...(props.sidecars ?? []).map((sidecar) => ({ ...container(sidecar), restartPolicy: 'Always' })),
  ];
  return {
    metadata: { labels: props.labels },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(props.resolver === undefined ? {} : dnsOf(props.resolver, tenant.namespace)),
      restartPolicy: props.kind === 'Job' || props.kind === 'CronJob' ? 'Never' : undefined,
      nodeSelector: { [NODE_POOL]: tenant.nodePool.name },
      tolerations: [tenantToleration(tenant.name)],
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
        // A fresh volume belongs to root, and no container here is.
        ...(volumes.some((volume) => volume.claim)
          ? { fsGroup: props.container.runAsUser ?? DEFAULT_USER, fsGroupChangePolicy: 'OnRootMismatch' }
          : {}),
      },
      imagePullSecrets: pullSecrets.length === 0 ? undefined : pullSecrets.map((name) => ({ name })),
      initContainers: initContainers.length === 0 ? undefined : initContainers,
      containers: [container(props.container)],
      volumes: podVolumes(props.name, props.kind, volumes),
    },
  };
}

/** What the kubelet writes for the cluster's DNS, with another address in it. */
function dnsOf(resolver: string, namespace: string): Pick<k8s.PodSpec, 'dnsPolicy' | 'dnsConfig'> {
  return {
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: [resolver],
      searches: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
      options: [{ name: 'ndots', value: '5' }],
    },
  };
}
