import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { CLUSTER_NO_PROXY } from '../../model/no-proxy';
import type { ContainerPort, Probe, Resources, Volume, WorkloadKind } from '../../model/types';
import { EGRESS_CONFIG, FORCED, KEPT, NAME_LABEL } from '../../vocabulary';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { podTemplate } from './_pod';
import { claimOf, claimTemplates } from './_volumes';
import { EnvironmentSettings } from './environment-settings';

export interface ProxiedContainerProps {
  readonly name: string;
  readonly image: string;
  /** @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - the image's arguments */
  readonly args?: readonly string[];
  /** Numeric user, never 0. @default 65532 */
  readonly runAsUser?: number;
  /** @default - the environment's; without them none */
  readonly resources?: Resources;
  /** Beside the proxy variables, which cannot be set here. @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - none */
  readonly ports?: readonly ContainerPort[];
  /** @default - none */
  readonly probes?: { readonly liveness?: Probe; readonly readiness?: Probe; readonly startup?: Probe };
  /** A runtime that ignores the proxy variables unless told otherwise. @default - one that heeds them */
  readonly runtime?: 'java' | 'node';
}

export interface ProxiedWorkloadProps {
  /** Whose it is: a `TenantNamespace`, or what one needs to know of it. */
  readonly tenant: TenantIdentity;
  readonly name: string;
  /** @default Deployment */
  readonly kind?: WorkloadKind;
  readonly container: ProxiedContainerProps;
  /** Run to their end, in order, before everything else. @default - none */
  readonly initContainers?: readonly ProxiedContainerProps[];
  /** Run beside the container, from before its start until after its end. @default - none */
  readonly sidecars?: readonly ProxiedContainerProps[];
  /** Mounted into all of the pod's containers. @default - none */
  readonly volumes?: readonly Volume[];
  /** Names of Secrets. @default - none */
  readonly imagePullSecrets?: readonly string[];
  /** Only of a Deployment or StatefulSet. @default - the environment's; without one the API server's, 1 */
  readonly replicas?: number;
  /** Cron expression; of a CronJob, which needs it. */
  readonly schedule?: string;
  /** What is reached without the proxy. @default - the environment's; without one the names inside the cluster */
  readonly noProxy?: readonly string[];
  /** Service address of the resolver that pods ask. @default - the environment's; without one the cluster's DNS */
  readonly resolver?: string;
  /** ConfigMap that holds PROXY_ADDRESS and PROXY_PORT. @default client-egress-config */
  readonly configMap?: string;
}

/** A workload whose every container is told to use the tenant's proxy, on the tenant's nodes and on no others. */
export class ProxiedWorkload extends Construct {
  /** The Deployment, StatefulSet, DaemonSet, Job or CronJob. */
  readonly workload: ApiObject;

  constructor(scope: Construct, id: string, props: ProxiedWorkloadProps) {
    super(scope, id);
    const kind = props.kind ?? 'Deployment';
    if (kind === 'CronJob' && !props.schedule) throw new Error(`CronJob ${props.name} needs a schedule`);
    const environment = EnvironmentSettings.of(this);
    const labels = { [NAME_LABEL]: props.name };
    const metadata = {
      name: props.name,
      namespace: props.tenant.namespace,
      labels: { ...labels, tenant: props.tenant.name },
    };
    const selector = { matchLabels: labels };
    const replicas = props.replicas ?? environment?.workloads.replicas;
    const volumes = props.volumes ?? [];
    const template = podTemplate({
      ...props,
      kind,
      labels: metadata.labels,
      volumes,
      noProxy: props.noProxy ?? environment?.noProxy ?? CLUSTER_NO_PROXY,
      configMap: props.configMap ?? EGRESS_CONFIG,
      defaultResources: environment?.workloads.resources,
      resolver: props.resolver ?? environment?.resolver,
    });

    switch (kind) {
      case 'Deployment':
        this.workload = new k8s.KubeDeployment(this, 'workload', { metadata, spec: { replicas, selector, template } });
        break;
      case 'StatefulSet':
        this.workload = new k8s.KubeStatefulSet(this, 'workload', {
          metadata,
          spec: {
            replicas,
            selector,
            serviceName: props.name,
            template,
            volumeClaimTemplates: claimTemplates(volumes),
          },
        });
        break;
      case 'DaemonSet':
        this.workload = new k8s.KubeDaemonSet(this, 'workload', { metadata, spec: { selector, template } });
        break;
      case 'Job':
        this.workload = new k8s.KubeJob(this, 'workload', {
          // A Job's template is immutable: a changed one has to be replaced.
          metadata: { ...metadata, annotations: FORCED },
          spec: { template },
        });
        break;
      case 'CronJob':
        this.workload = new k8s.KubeCronJob(this, 'workload', {
          metadata,
          spec: {
            schedule: props.schedule as string,
            concurrencyPolicy: 'Forbid',
            jobTemplate: { spec: { template } },
          },
        });
        break;
    }

    const claims = kind === 'StatefulSet' ? [] : volumes.filter((volume) => volume.claim);
    for (const volume of claims) {
      const claim = claimOf(volume);
      new k8s.KubePersistentVolumeClaim(this, `claim-${volume.name}`, {
        metadata: {
          name: `${props.name}-${volume.name}`,
          namespace: metadata.namespace,
          annotations: KEPT,
        },
        spec: claim,
      });
    }
    this.service(kind, metadata, labels, props);
  }

  /** Ports that nobody can address by a name would be of no use; a StatefulSet has its service in any case. */
  private service(
    kind: WorkloadKind,
    metadata: { name: string; namespace: string },
    selector: Record<string, string>,
    props: ProxiedWorkloadProps,
  ): void {
    const ports = [props.container, ...(props.sidecars ?? [])].flatMap((container) => container.ports ?? []);
    const headless = kind === 'StatefulSet';
    if (kind === 'Job' || kind === 'CronJob' || (ports.length === 0 && !headless)) return;
    new k8s.KubeService(this, 'service', {
      metadata: { name: metadata.name, namespace: metadata.namespace },
      spec: {
        clusterIp: headless ? 'None' : undefined,
        selector,
        ports:
          ports.length === 0
            ? undefined
            : ports.map(({ name, port }) => ({ name, port, targetPort: k8s.IntOrString.fromString(name) })),
      },
    });
  }
}
