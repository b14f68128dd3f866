import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults, type PropsFault, tenantFaults } from '../../model/props';
import { addressFault } from '../../settings/address';
import { showTyped } from '../../settings/text';
import { PROBE, TENANT_LABEL } from '../../vocabulary';
import { atProps, unknownProps, validateProps } from '../_props';
import { namespaceNamed, port } from '../namespace/_network-policy';
import { probePod } from './_pod';
import type { TenantProbeProps } from './types';

/**
 * A pod in the tenant's namespace that asks by which address requests leave, and that tries to leave without the proxy. An
 * admission policy keeps the tenant away from it.
 */
export class TenantProbe extends Construct {
  constructor(scope: Construct, id: string, props: TenantProbeProps) {
    super(scope, id);
    validateProps(this, () => faultsOf(props), { props, paths: REQUIRED });
    const { tenant, monitoring } = props;
    const metadata = {
      name: PROBE.name,
      namespace: tenant.namespace,
      labels: { ...PROBE.labels, [TENANT_LABEL]: tenant.name },
    };
    new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: { replicas: 1, selector: { matchLabels: PROBE.labels }, template: probePod(props) },
    });
    if (monitoring === undefined) return;
    new k8s.KubeNetworkPolicy(this, 'policy', {
      metadata: { name: `allow-${PROBE.name}-metrics`, namespace: tenant.namespace },
      spec: {
        podSelector: { matchLabels: PROBE.labels },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [{ namespaceSelector: namespaceNamed(monitoring) }],
            ports: [port(PROBE.port)],
          },
        ],
      },
    });
  }
}

const REQUIRED = [
  'environment',
  ...['tenant', 'tenant.name', 'tenant.namespace', 'tenant.nodePool', 'tenant.nodePool.name'],
  ...['podProxy', 'podProxy.address', 'podProxy.port'],
  ...['publicAddresses', 'url', 'interval', 'image'],
];

const KNOWN = [...REQUIRED.filter((path) => !path.includes('.')), 'address', 'resolver', 'monitoring'];

function faultsOf(props: TenantProbeProps): readonly PropsFault[] {
  const { environment, tenant, podProxy, publicAddresses, url, interval, address, image, resolver, monitoring } = props;
  const { name, namespace, nodePool } = tenant;
  // A gateway has a name, which no proxy can have.
  const isAddress = /^[\d.]+$/.test(String(podProxy.address));
  const proxy = { name: 'proxy', address: isAddress ? podProxy.address : '172.16.28.8', port: podProxy.port };
  return [
    ...atProps(environmentFaults({ name: environment, probe: { url, interval, address, image } }), {
      probe: '',
      name: 'environment',
    }),
    ...atProps(tenantFaults({ name, namespace, nodePool: { name: nodePool.name }, egress: { proxies: [proxy] } }), {
      'egress.proxies[0]': 'podProxy',
      name: 'tenant.name',
      namespace: 'tenant.namespace',
      nodePool: 'tenant.nodePool',
    }),
    ...addressFaults(publicAddresses),
    ...(resolver === undefined
      ? []
      : atProps(environmentFaults({ cluster: { resolver: { address: resolver } } }), {
          'cluster.resolver.address': 'resolver',
        })),
    ...(monitoring === undefined
      ? []
      : atProps(environmentFaults({ monitoring: { namespace: monitoring } }), {
          'monitoring.namespace': 'monitoring',
        })),
    ...unknownProps(props, KNOWN),
  ];
}

function addressFaults(addresses: unknown): readonly PropsFault[] {
  const path = 'publicAddresses';
  if (!Array.isArray(addresses)) return [{ path, message: `must be a list and not ${showTyped(addresses)}` }];
  if (addresses.length === 0)
    return [{ path, message: 'is an empty list: the probe would call every address wrong; add at least one entry' }];
  return addresses.flatMap((address: unknown, index) => {
    const fault = typeof address === 'string' ? addressFault(address) : `must be text and not ${showTyped(address)}`;
    return fault === undefined ? [] : [{ path: `${path}[${index}]`, message: fault }];
  });
}

/**
 * The priority class of probes. Pods of tenants cannot have it, so it tells their quota which pods are not theirs. Probes
 * are placed first, and push no other pod off a node.
 */
export class ProbePriority extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new k8s.KubePriorityClass(this, 'class', {
      metadata: { name: PROBE.name },
      description: 'Probes of tenants, which are outside their quota',
      value: 1000,
      preemptionPolicy: 'Never',
    });
  }
}
