import { NODE_POOL, policyName } from '../../vocabulary';
import { lines, list, say } from './_cel';
import { POD, POD_RULES, POOL, SPEC_WRITTEN, TAINT, TENANT, WORKLOAD_RULES } from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

/** Taints of a node's life; the DaemonSet controller and the API server tolerate them unasked. */
const LIFECYCLE = [
  'not-ready',
  'unreachable',
  'disk-pressure',
  'memory-pressure',
  'pid-pressure',
  'unschedulable',
  'network-unavailable',
].map((taint) => `node.kubernetes.io/${taint}`);

const tenant = 'variables.tenant';

/**
 * Where and as whom a tenant's pods run, in what Pod Security leaves open: on the tenant's nodes and no others, by the
 * cluster's scheduler, under an account without rights.
 */
export function podsPolicy(injected: boolean): AdmissionPolicyProps {
  return {
    name: policyName('pods'),
    description: 'Pods of a tenant run on the nodes of its own pool, under the default account',
    rules: injected ? POD_RULES : WORKLOAD_RULES,
    conditions: [SPEC_WRITTEN],
    variables: [
      TENANT,
      POOL,
      POD,
      TAINT,
      {
        name: 'foreign',
        expression: lines(
          "variables.pod.?tolerations.orValue([]).map(t, t.?key.orValue('')).filter(key,",
          `  key != variables.taint && !(key in ${list(LIFECYCLE)}))`,
        ),
      },
      {
        name: 'affinities',
        expression: lines(
          '[variables.pod.?affinity.?podAffinity, variables.pod.?affinity.?podAntiAffinity]',
          '  .filter(a, a.hasValue()).map(a, a.value()).map(a,',
          '    a.?requiredDuringSchedulingIgnoredDuringExecution.orValue([]) +',
          '    a.?preferredDuringSchedulingIgnoredDuringExecution.orValue([]).map(p, p.podAffinityTerm))',
        ),
      },
    ],
    validations: [
      {
        expression: '!has(variables.pod.runtimeClassName)',
        messageExpression: say`tenant ${tenant}: the cluster’s own runtime runs pods, and runtime classes bring tolerations of their own. Remove runtimeClassName`,
      },
      {
        expression: `variables.pool != '' && variables.pod.?nodeSelector[?'${NODE_POOL}'].orValue('') == variables.pool`,
        messageExpression: say`tenant ${tenant}: pods run on the tenant’s own nodes. Set nodeSelector node-pool: ${'variables.pool'}, or describe the workload in tenants/${tenant}.yaml, which does it for you`,
      },
      {
        expression: "variables.pod.?tolerations.orValue([]).exists(t, t.?key.orValue('') == variables.taint)",
        messageExpression: say`tenant ${tenant}: pods tolerate the taint of the tenant’s nodes. Add the toleration key: ${'variables.taint'}, operator: Equal, value: dedicated, effect: NoSchedule, or describe the workload in tenants/${tenant}.yaml, which does it for you`,
      },
      {
        expression: 'variables.foreign.size() == 0',
        messageExpression: say`tenant ${tenant}: pods tolerate no taint but ${'variables.taint'}. Remove the toleration of ${"(variables.foreign.exists(key, key == '') ? 'everything' : variables.foreign.join(', '))"}`,
      },
      {
        expression: "!has(variables.pod.nodeName) || (request.kind.kind == 'Pod' && request.operation == 'UPDATE')",
        messageExpression: say`tenant ${tenant}: the scheduler chooses the node. Remove nodeName`,
      },
      {
        expression: "variables.pod.?schedulerName.orValue('default-scheduler') == 'default-scheduler'",
        messageExpression: say`tenant ${tenant}: the cluster’s own scheduler places pods. Remove schedulerName`,
      },
      {
        expression: lines(
          'variables.affinities.all(terms, terms.all(t,',
          '  !has(t.namespaceSelector) && t.?namespaces.orValue([]).all(n, n == namespaceObject.metadata.name)))',
        ),
        messageExpression: say`tenant ${tenant}: affinity to or away from pods of other namespaces would place those, too. Remove namespaces and namespaceSelector`,
      },
      {
        expression: "variables.pod.?serviceAccountName.orValue('default') == 'default'",
        messageExpression: say`tenant ${tenant}: pods run as the account default, which has no rights. Remove serviceAccountName`,
      },
      {
        expression: 'variables.pod.?volumes.orValue([]).all(v, !has(v.csi))',
        messageExpression: say`tenant ${tenant}: inline CSI volumes are made with the rights of the node. Use a PersistentVolumeClaim`,
      },
    ],
  };
}
