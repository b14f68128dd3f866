import { policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { CONTAINERS, POD, TENANT, WORKLOAD_RULES } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';
const BUDGET = "request.kind.kind == 'PodDisruptionBudget'";

/** Longest time that a pod may take to end, in seconds. */
const LONGEST = 3600;

/**
 * Nodes can be drained: a tenant's pods end within an hour, and no budget keeps all of them where they are. A budget
 * that requires as many pods as a workload has cannot be recognised here: the policy does not know the workload.
 */
export const DRAIN: AdmissionPolicyProps = {
  name: policyName('drain'),
  description: 'Pods of a tenant end within an hour, and budgets let nodes be drained',
  rules: [
    ...WORKLOAD_RULES,
    written('policy', ['poddisruptionbudgets'], { apiVersions: ['*'] }),
    written('', ['pods'], { operations: ['DELETE'] }),
  ],
  conditions: [{ name: 'spec-written', expression: "request.operation != 'UPDATE' || object.spec != oldObject.spec" }],
  variables: [
    TENANT,
    POD,
    CONTAINERS,
    {
      name: 'graces',
      expression: lines(
        `${BUDGET} ? [] :`,
        "request.operation == 'DELETE' ? [request.?options.?gracePeriodSeconds.orValue(0)] :",
        '[variables.pod.?terminationGracePeriodSeconds.orValue(0)] +',
        'variables.containers.map(c, c.?livenessProbe.?terminationGracePeriodSeconds.orValue(0)) +',
        'variables.containers.map(c, c.?startupProbe.?terminationGracePeriodSeconds.orValue(0))',
      ),
    },
    { name: 'budget', expression: `${BUDGET} ? dyn(object.spec) : dyn({})` },
  ],
  validations: [
    {
      expression: "!string(variables.budget.?maxUnavailable.orValue('')).matches('^0+%?$')",
      messageExpression: say`tenant ${tenant}: a budget that lets no pod go keeps nodes from being drained. Set maxUnavailable to 1 or more`,
    },
    {
      expression: "!string(variables.budget.?minAvailable.orValue('')).matches('^0*[1-9][0-9]{2,}%$')",
      messageExpression: say`tenant ${tenant}: a budget that keeps all pods keeps nodes from being drained. Set minAvailable below 100%, or maxUnavailable to 1`,
    },
    {
      expression: `variables.graces.all(seconds, seconds <= ${LONGEST})`,
      messageExpression: say`tenant ${tenant}: pods end within an hour. Set terminationGracePeriodSeconds to ${`'${LONGEST}'`} or less`,
    },
  ],
};
