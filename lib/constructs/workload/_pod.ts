import type { k8s } from 'cdk8s-plus-28';
import type { HostAlias } from '../../model/tcp';
import type { Container, Workload } from '../../model/types';
import { NODE_POOL, tenantToleration } from '../../vocabulary';
import { podAlias } from '../_host-aliases';
import { podDns } from '../_pod-dns';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { spreadOf } from './_availability';
import { type AnyContainer, type ContainerContext, containerOf } from './_container';
import { podVolumes } from './_volumes';

/** What a pod has in addition to the settings of its workload. */
interface PodContext extends ContainerContext {
  readonly tenant: TenantIdentity;
  readonly container: Container;
  readonly labels: Record<string, string>;
  /** Labels by which the pods are selected. */
  readonly selector: Readonly<Record<string, string>>;
  readonly filesConfigMap: string | undefined;
  readonly resolver: string | undefined;
  readonly hostAliases: readonly HostAlias[] | undefined;
}

/** The pod of every kind of workload: pinned to the tenant's nodes, proxied in each container, `restricted`. */
export function podTemplate(workload: Omit<Workload, 'container'>, context: PodContext): k8s.PodTemplateSpec {
  const { tenant, resolver, hostAliases = [], container } = context;
  const { name, kind, volumes, files, imagePullSecrets, annotations } = workload;
  const mounted = { volumes, files, filesConfigMap: context.filesConfigMap, main: container.name };
  const containerWith = (settings: AnyContainer) => containerOf(settings, mounted, context);
  const initContainers = [
    ...workload.initContainers.map(containerWith),
    ...workload.sidecars.map((sidecar) => ({ ...containerWith(sidecar), restartPolicy: 'Always' })),
  ];
  return {
    metadata: { labels: context.labels, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...(resolver === undefined ? {} : podDns(resolver, tenant.namespace)),
      hostAliases: hostAliases.length === 0 ? undefined : hostAliases.map(podAlias),
      terminationGracePeriodSeconds: workload.terminationGracePeriodSeconds,
      restartPolicy: kind === 'Job' || kind === 'CronJob' ? 'Never' : undefined,
      nodeSelector: { [NODE_POOL]: tenant.nodePool.name },
      tolerations: [tenantToleration(tenant.name)],
      securityContext: {
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
        // A fresh volume belongs to root, and no container here is.
        ...(volumes.some((volume) => volume.claim)
          ? { fsGroup: container.runAsUser, fsGroupChangePolicy: 'OnRootMismatch' }
          : {}),
      },
      imagePullSecrets:
        imagePullSecrets.length === 0 ? undefined : imagePullSecrets.map((secret) => ({ name: secret })),
      initContainers: initContainers.length === 0 ? undefined : initContainers,
      containers: [containerWith(container)],
      volumes: podVolumes(name, kind, mounted),
      topologySpreadConstraints: spreadOf(kind, workload.spread, context.selector),
    },
  };
}
