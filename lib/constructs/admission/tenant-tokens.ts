import { policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { AUDIENCES, POD, SPEC_WRITTEN, TENANT, WORKLOAD_RULES } from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

const tenant = 'variables.tenant';

/**
 * A token for an audience of its own lets a pod log in wherever the cluster's issuer is trusted. One without an audience
 * is for the API server, where the account has no rights; the API server mounts such a token by itself.
 */
export const TOKENS: AdmissionPolicyProps = {
  name: policyName('tokens'),
  description: 'Tokens of a tenant’s pods are for the audiences in its settings',
  rules: WORKLOAD_RULES,
  conditions: [SPEC_WRITTEN],
  variables: [
    TENANT,
    POD,
    AUDIENCES,
    {
      name: 'others',
      expression: lines(
        'variables.pod.?volumes.orValue([]).map(v, v.?projected.?sources.orValue([])).map(sources,',
        "  sources.map(s, s.?serviceAccountToken.?audience.orValue('')).filter(a,",
        "    a != '' && !(a in variables.audiences))).filter(list, list.size() > 0)",
      ),
    },
  ],
  validations: [
    {
      expression: 'variables.others.size() == 0',
      messageExpression: say`tenant ${tenant}: no tokens for the audience ${"variables.others.map(list, list.join(', ')).join(', ')"}. Propose it under access.audiences in tenants/${tenant}.yaml`,
    },
  ],
};
