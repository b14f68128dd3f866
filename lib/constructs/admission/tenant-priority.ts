import { policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { NOT_PROBE, POD, SPEC_WRITTEN, TENANT, WORKLOAD_RULES } from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

/** A tenant's pods push no others off their nodes. The numeric priority is the API server's to fill in, by the class. */
/** @param probed whether tenants have probes, which have a priority class of their own */
export const priorityPolicy = (probed: boolean): AdmissionPolicyProps => ({
  name: policyName('priority'),
  description: 'Pods of a tenant have the priority class that the cluster gives by default, or none',
  rules: WORKLOAD_RULES,
  conditions: probed ? [SPEC_WRITTEN, NOT_PROBE] : [SPEC_WRITTEN],
  params: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' },
  variables: [TENANT, POD],
  validations: [
    {
      expression: lines(
        "variables.pod.?priorityClassName.orValue('') != params.metadata.name ||",
        'params.?globalDefault.orValue(false)',
      ),
      messageExpression: say`tenant ${'variables.tenant'}: pods have the default priority, not that of ${'params.metadata.name'}. Remove priorityClassName`,
    },
  ],
});
