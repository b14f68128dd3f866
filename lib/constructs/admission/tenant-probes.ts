import { policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { CONTAINERS, POD, SPEC_WRITTEN, TENANT, WORKLOAD_RULES } from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

/**
 * The kubelet runs probes and hooks from the node, past every network policy: only to the pod itself. From Kubernetes
 * 1.34 on Pod Security refuses other hosts, too.
 */
export const PROBES: AdmissionPolicyProps = {
  name: policyName('probes'),
  description: 'Probes and hooks of a tenant’s pods reach the pod itself and no other host',
  rules: WORKLOAD_RULES,
  conditions: [SPEC_WRITTEN],
  variables: [
    TENANT,
    POD,
    CONTAINERS,
    {
      name: 'hosts',
      expression: lines(
        'variables.containers.map(c, [c.?livenessProbe, c.?readinessProbe, c.?startupProbe,',
        '  c.?lifecycle.?postStart, c.?lifecycle.?preStop].filter(h, h.hasValue()).map(h, h.value()).map(h,',
        "    [h.?httpGet.?host.orValue(''), h.?tcpSocket.?host.orValue('')].filter(host, host != '')))",
      ),
    },
  ],
  validations: [
    {
      expression: 'variables.hosts.all(c, c.all(hosts, hosts.size() == 0))',
      messageExpression: say`tenant ${'variables.tenant'}: probes and hooks reach the pod itself, and not ${"variables.hosts.map(c, c.map(hosts, hosts.join(', ')).filter(h, h != '').join(', ')).filter(h, h != '').join(', ')"}. Remove host from httpGet and tcpSocket`,
    },
  ],
};
