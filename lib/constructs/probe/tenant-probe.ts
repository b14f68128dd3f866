import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { environmentFaults } from '../../model/props';
import { PROBE, TENANT_LABEL } from '../../vocabulary';
import { atProps, validateProps } from '../_props';
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
    const { tenant, monitoring, url, interval, address, image } = props;
    validateProps(this, () => atProps(environmentFaults({ probe: { url, interval, address, image } }), { probe: '' }));
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
