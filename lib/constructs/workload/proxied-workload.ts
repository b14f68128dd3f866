import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { budgetOf, strategyOf } from '../../model/availability';
import { noProxyOf } from '../../model/no-proxy';
import { environmentFaults, type PropsFault, tenantFaults } from '../../model/props';
import { serviceNames, serviceOf, type WorkloadService } from '../../model/service-names';
import type { HostAlias } from '../../model/tcp';
import { container as containerSettings } from '../../settings/container';
import type { ContainerSettings, WorkloadSettings } from '../../settings/generated';
import { pod as podSettings } from '../../settings/workload';
import { EGRESS_CONFIG, NAME_LABEL, TENANT_LABEL } from '../../vocabulary';
import { keptByFlux, replacedByFlux } from '../_flux';
import { aliasSettings } from '../_host-aliases';
import { atProps, validateProps } from '../_props';
import type { TenantIdentity } from '../namespace/tenant-namespace';
import { autoscaler, disruptionBudget } from './_availability';
import { filesConfigMap } from './_files';
import { cronJobOf, jobOf } from './_jobs';
import { addPauses } from './_pauses';
import { podTemplate } from './_pod';
import { service } from './_service';
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
    const main = containerSettings.parse(container);
    const { name, kind, schedule, volumes, autoscale, files } = workload;
    this.namespace = tenant.namespace;
    this.ownService = serviceOf({ ...workload, ports: main.ports });
    const labels = { [NAME_LABEL]: name };
    const { namespace } = tenant;
    const ours = { ...workload.labels, ...labels, [TENANT_LABEL]: tenant.name };
    const annotations = Object.keys(workload.annotations).length > 0 ? workload.annotations : undefined;
    const metadata = { name, namespace, labels: ours, ...(annotations ? { annotations } : {}) };
    const replaceable = replaced ? { ...metadata, annotations: { ...annotations, ...replaced } } : metadata;
    const selector = { matchLabels: labels };
    const wanted = autoscale ? 'none' : (workload.replicas ?? environment?.workloads.replicas);
    const replicas = wanted === 'none' ? undefined : wanted;
    const strategy = strategyOf(workload);
    const template = podTemplate(workload, {
      tenant,
      container: main,
      labels: ours,
      selector: labels,
      filesConfigMap: filesConfigMap(this, { name, namespace }, files),
      noProxy: noProxyInConfigMap
        ? configMap
        : () => noProxy ?? noProxyOf(environment?.cluster, tenant.egress?.private ?? [], this.servicesIn(environment)),
      configMap,
      defaultResources: environment?.workloads.resources,
      resolver: resolver ?? environment?.cluster.resolver?.address,
      hostAliases,
    });

    const manifest = () => {
      switch (kind) {
        case 'Deployment':
          return k8s.KubeDeployment.manifest({
            // A rolling update would start a pod that waits for the claim of the one that it replaces. The API server does
            // not change the strategy of a Deployment that Flux has applied before, so that Flux has to replace it.
            metadata: strategy === 'recreate' ? replaceable : metadata,
            spec: { replicas, selector, strategy: strategySpec(strategy, workload.strategy), template },
          });
        case 'StatefulSet': {
          const volumeClaimTemplates = claimTemplates(volumes, kept);
          return k8s.KubeStatefulSet.manifest({
            metadata,
            spec: { replicas, selector, serviceName: name, template, volumeClaimTemplates },
          });
        }
        case 'DaemonSet':
          return k8s.KubeDaemonSet.manifest({ metadata, spec: { selector, template } });
        case 'Job':
          // A Job's template is immutable: a changed one has to be replaced.
          return k8s.KubeJob.manifest({ metadata: replaceable, spec: jobOf(workload, template) });
        case 'CronJob':
          if (schedule === undefined) throw new Error(`CronJob ${name} needs a schedule`);
          return k8s.KubeCronJob.manifest({ metadata, spec: cronJobOf({ ...workload, schedule }, template) });
      }
    };
    this.workload = new ApiObject(this, 'workload', manifest());
    addPauses(this.workload, workload, main);

    const own = Object.keys(workload.labels).length > 0 ? workload.labels : undefined;
    const target = { kind, name, namespace, selector: labels, labels: own };
    if (autoscale) autoscaler(this, target, autoscale);
    const budget = budgetOf({ ...workload, replicas: wanted }, tenant.nodePool.size?.max ?? 1);
    if (budget) disruptionBudget(this, target, budget);
    const claims = kind === 'StatefulSet' ? [] : volumes.filter((volume) => volume.claim);
    for (const volume of claims) {
      const claim = claimOf(volume);
      new k8s.KubePersistentVolumeClaim(this, `claim-${volume.name}`, {
        metadata: {
          name: `${name}-${volume.name}`,
          namespace,
          annotations: kept,
        },
        spec: claim,
      });
    }
    if (this.ownService) service(this, this.ownService, target);
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
}

function strategySpec(strategy: 'recreate' | 'rolling', asked: string | undefined): k8s.DeploymentStrategy | undefined {
  if (strategy === 'recreate') return { type: 'Recreate' };
  return asked === undefined ? undefined : { type: 'RollingUpdate' };
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
