import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults } from '../../model/props';
import { KUBERNETES_MINOR } from '../../versions';
import { podSecurityLabels, RESOLVER } from '../../vocabulary';
import { replacedByFlux } from '../_flux';
import { atProps, validateProps } from '../_props';
import { COREFILE } from './_corefile';
import { resolverPod } from './_pod';
import { ResolverPolicies } from './_policies';

export interface TenantResolverProps {
  /** Its service address. */
  readonly address: string;
  /** Image of CoreDNS. */
  readonly image: string;
  /** IPv4 address or range in which the API server is, behind its service address. @default - needs `cilium` */
  readonly apiServer?: string;
  /** Whether the network plugin is Cilium, whose policies can name the API server wherever it is. @default false */
  readonly cilium?: boolean;
  /** Whether the cluster's own pods have one node, which a budget would keep from being drained. @default false */
  readonly singleNode?: boolean;
}

/**
 * A resolver that knows the names inside the cluster and forwards no others, for tenants whose proxies resolve all that
 * is outside. Once a cluster, in a namespace of its own.
 */
export class TenantResolver extends Construct {
  constructor(scope: Construct, id: string, props: TenantResolverProps) {
    super(scope, id);
    const { address, image, apiServer } = props;
    validateProps(this, () =>
      atProps(environmentFaults({ cluster: { resolver: { address, image, apiServer } } }), { 'cluster.resolver': '' }),
    );
    const { name, namespace, labels } = RESOLVER;
    const metadata = { name, namespace };
    const selector = { matchLabels: labels };
    new k8s.KubeNamespace(this, 'namespace', {
      metadata: {
        name: namespace,
        labels: podSecurityLabels(KUBERNETES_MINOR),
        annotations: { description: 'Resolver for tenants, which knows the names inside the cluster alone' },
      },
    });
    this.rights(metadata);
    new ResolverPolicies(this, 'network', { apiServer: props.apiServer, cilium: props.cilium });
    new k8s.KubeConfigMap(this, 'config', { metadata, data: { Corefile: COREFILE } });
    new k8s.KubeDeployment(this, 'deployment', {
      metadata: { ...metadata, labels },
      spec: { replicas: 2, selector, template: resolverPod(name, props.image) },
    });
    if (!props.singleNode) {
      new k8s.KubePodDisruptionBudget(this, 'budget', {
        metadata,
        spec: { minAvailable: k8s.IntOrString.fromNumber(1), selector },
      });
    }
    new k8s.KubeService(this, 'service', {
      // Its address cannot change in place.
      metadata: { ...metadata, annotations: replacedByFlux(this) },
      spec: {
        clusterIp: props.address,
        selector: labels,
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: k8s.IntOrString.fromNumber(53) },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: k8s.IntOrString.fromNumber(53) },
        ],
      },
    });
  }

  /** What CoreDNS watches where it answers for services alone: no pods, no nodes. */
  private rights(metadata: { readonly name: string; readonly namespace: string }): void {
    const watch = (apiGroup: string, resources: string[]) => ({
      apiGroups: [apiGroup],
      resources,
      verbs: ['list', 'watch'],
    });
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeClusterRole(this, 'role', {
      metadata: { name: RESOLVER.name },
      rules: [watch('', ['namespaces', 'services']), watch('discovery.k8s.io', ['endpointslices'])],
    });
    new k8s.KubeClusterRoleBinding(this, 'binding', {
      metadata: { name: RESOLVER.name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: RESOLVER.name },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }
}
