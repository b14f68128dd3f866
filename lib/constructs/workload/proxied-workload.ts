import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { noProxyOf } from '../../model/no-proxy';
import { environmentFaults, type PropsFault, tenantFaults } from '../../model/props';
import { serviceNames, serviceOf, type WorkloadService } from '../../model/service-names';
import type { HostAlias } from '../../model/tcp';
import type { ContainerPort } from '../../model/types';
import { container as containerSettings } from '../../settings/container';
import type { ContainerSettings, WorkloadSettings } from '../../settings/generated';
import { CRON_JOB_DEADLINE, pod as podSettings } from '../../settings/workload';
import { EGRESS_CONFIG, NAME_LABEL, TENANT_LABEL } from '../../vocabulary';
import { keptByFlux, replacedByFlux } from '../_flux';
import { aliasSettings } from '../_host-aliases';
import { atProps, validateProps } from '../_props';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { podTemplate } from './_pod';
import { claimOf, claimTemplates } from './_volumes';
import { EnvironmentSettings } from './environment-settings';

/** A container’s settings: all keys that `tenants/<name>.yaml` has for it. */
export type ProxiedContainerProps = ContainerSettings;

/** A workload’s settings, as `tenants/<name>.yaml` has them, with the main container on its own. */
export interface ProxiedWorkloadProps
  extends Omit<WorkloadSettings, Exclude<keyof ContainerSettings, 'name'> | 'container'> {
  /** The tenant of the workload: a `TenantNamespace`, or its properties. */
  readonly tenant: TenantIdentity;
  readonly container: ProxiedContainerProps;
  /**
   * What is reached without the proxy.
   *
   * @default - the names inside the cluster, the ranges of the environment, the tenant’s private ranges with their hosts,
   * and the Services of all workloads of its namespace in this environment (without one: in this app)
   */
  readonly noProxy?: readonly string[];
  /** Whether the ConfigMap holds NO_PROXY, and NON_PROXY_HOSTS for Java, instead of the container. @default false */
  readonly noProxyInConfigMap?: boolean;
  /** Service address of the resolver that pods use. @default - the environment's; without one the cluster's DNS */
  readonly resolver?: string;
  /** Hosts that the pod takes for an address in the cluster, such as those of `egress.tcp`. @default - none */
  readonly hostAliases?: readonly HostAlias[];
  /** ConfigMap that holds PROXY_ADDRESS and PROXY_PORT. @default client-egress-config */
  readonly configMap?: string;
}

/** A workload whose containers all use the tenant's proxy, on the tenant's nodes and on no others. */
export class ProxiedWorkload extends Construct {
  /** The Deployment, StatefulSet, DaemonSet, Job or CronJob. */
  readonly workload: ApiObject;
  private readonly namespace: string;
  private readonly ownService: WorkloadService | undefined;

  constructor(scope: Construct, id: string, props: ProxiedWorkloadProps) {
    super(scope, id);
    const {
      tenant,
      container,
      noProxy,
      noProxyInConfigMap,
      resolver,
      hostAliases,
      configMap = EGRESS_CONFIG,
      ...settings
    } = props;
    validateProps(this, () => faultsOf(props), { props, paths: REQUIRED });
    const environment = EnvironmentSettings.of(this);
    const [kept, replaced] = [keptByFlux(this), replacedByFlux(this)];
    const workload = podSettings.parse(settings);
    const { name, kind, schedule, volumes } = workload;
    this.namespace = tenant.namespace;
    this.ownService = serviceOf({ ...workload, ports: container.ports });
    const labels = { [NAME_LABEL]: name };
    const metadata = { name, namespace: tenant.namespace, labels: { ...labels, [TENANT_LABEL]: tenant.name } };
    const selector = { matchLabels: labels };
    const wanted = workload.replicas ?? environment?.workloads.replicas;
    const replicas = wanted === 'none' ? undefined : wanted;
    const { activeDeadlineSeconds, startingDeadlineSeconds } = workload;
    const hasClaim = volumes.some((volume) => volume.claim);
    const template = podTemplate(workload, {
      tenant,
      container: containerSettings.parse(container),
      labels: metadata.labels,
      noProxy: noProxyInConfigMap
        ? configMap
        : () => noProxy ?? noProxyOf(environment?.cluster, tenant.egress?.private ?? [], this.servicesIn(environment)),
      configMap,
      defaultResources: environment?.workloads.resources,
      resolver: resolver ?? environment?.cluster.resolver?.address,
      hostAliases,
    });

    switch (kind) {
      case 'Deployment':
        this.workload = new k8s.KubeDeployment(this, 'workload', {
          // A rolling update would start a pod that waits for the claim of the one that it replaces. The API server does
          // not change the strategy of a Deployment that Flux has applied before, so that Flux has to replace it.
          metadata: hasClaim ? { ...metadata, annotations: replaced } : metadata,
          spec: { replicas, selector, ...(hasClaim ? { strategy: { type: 'Recreate' } } : {}), template },
        });
        break;
      case 'StatefulSet':
        this.workload = new k8s.KubeStatefulSet(this, 'workload', {
          metadata,
          spec: {
            replicas,
            selector,
            serviceName: name,
            template,
            volumeClaimTemplates: claimTemplates(volumes, kept),
          },
        });
        break;
      case 'DaemonSet':
        this.workload = new k8s.KubeDaemonSet(this, 'workload', { metadata, spec: { selector, template } });
        break;
      case 'Job':
        this.workload = new k8s.KubeJob(this, 'workload', {
          // A Job's template is immutable: a changed one has to be replaced.
          metadata: { ...metadata, annotations: replaced },
          spec: { activeDeadlineSeconds, template },
        });
        break;
      case 'CronJob':
        if (schedule === undefined) throw new Error(`CronJob ${name} needs a schedule`);
        this.workload = new k8s.KubeCronJob(this, 'workload', {
          metadata,
          spec: {
            schedule,
            startingDeadlineSeconds,
            concurrencyPolicy: 'Forbid',
            // While a run hangs, no other one starts.
            jobTemplate: { spec: { activeDeadlineSeconds: activeDeadlineSeconds ?? CRON_JOB_DEADLINE, template } },
          },
        });
        break;
    }

    const claims = kind === 'StatefulSet' ? [] : volumes.filter((volume) => volume.claim);
    for (const volume of claims) {
      const claim = claimOf(volume);
      new k8s.KubePersistentVolumeClaim(this, `claim-${volume.name}`, {
        metadata: {
          name: `${name}-${volume.name}`,
          namespace: metadata.namespace,
          annotations: kept,
        },
        spec: claim,
      });
    }
    const ports = [container, ...workload.sidecars].flatMap((one) => one.ports ?? []);
    if (this.ownService) this.service(this.ownService.headless, metadata, labels, ports);
  }

  /** Names of the Services of the namespace: of workloads that are added later, too. */
  private servicesIn(environment: EnvironmentSettings | undefined): readonly string[] {
    const { namespace } = this;
    const all = (environment ?? this.node.root).node.findAll();
    const services = all.flatMap((each) =>
      each instanceof ProxiedWorkload && each.namespace === namespace ? (each.ownService ?? []) : [],
    );
    return serviceNames(services, { namespace }).names;
  }

  private service(
    headless: boolean,
    metadata: { name: string; namespace: string },
    selector: Record<string, string>,
    ports: readonly ContainerPort[],
  ): void {
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

const REQUIRED = [
  'tenant',
  'tenant.name',
  'tenant.namespace',
  'tenant.nodePool',
  'name',
  'container',
  'container.name',
];

function faultsOf(props: ProxiedWorkloadProps): readonly PropsFault[] {
  const { tenant, container, noProxy, noProxyInConfigMap, resolver, hostAliases, configMap, ...pod } = props;
  const { name, ...main } = container;
  const { namespace, nodePool, egress } = tenant;
  const faults = tenantFaults({
    name: tenant.name,
    namespace,
    nodePool: { name: nodePool.name },
    egress: { private: egress?.private, tcp: hostAliases?.map(aliasSettings) },
    workloads: [{ ...pod, container: name, ...main }],
  });
  const inContainer = Object.keys(main).map((key) => [`workloads[0].${key}`, `container.${key}`]);
  return [
    ...atProps(faults, {
      'workloads[0].container': 'container.name',
      ...Object.fromEntries(inContainer),
      'workloads[0]': '',
      'egress.tcp': 'hostAliases',
      name: 'tenant.name',
      namespace: 'tenant.namespace',
      nodePool: 'tenant.nodePool',
      egress: 'tenant.egress',
    }),
    ...atProps(environmentFaults({ cluster: resolver === undefined ? {} : { resolver: { address: resolver } } }), {
      'cluster.resolver.address': 'resolver',
    }),
  ];
}
