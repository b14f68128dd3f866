import { CONFIG_KEYS, EGRESS_CONFIG, PROXY_URL, policyName } from '../../vocabulary';
import { lines, list, say } from './_cel';
import {
  ADDRESS,
  CONTAINERS,
  POD,
  POD_RULES,
  SPEC_WRITTEN,
  TENANT,
  VARIABLE_NAMES,
  WORKLOAD_RULES,
} from './_expressions';
import type { AdmissionPolicyProps } from './_policy';

const tenant = 'variables.tenant';
const address = 'variables.address';

/**
 * Every container has the tenant's proxy variables, as they are rendered or with its address. The control is the
 * network policy; this is so that what was not rendered here works too, or says at once why it would not.
 */
export function proxyPolicy(injected: boolean): AdmissionPolicyProps {
  return {
    name: policyName('proxy'),
    description: 'Every container of a tenant uses the tenant’s proxy',
    rules: injected ? POD_RULES : WORKLOAD_RULES,
    conditions: [SPEC_WRITTEN],
    variables: [
      TENANT,
      POD,
      CONTAINERS,
      VARIABLE_NAMES,
      { name: 'composed', expression: `'${PROXY_URL}'` },
      ADDRESS,
      {
        // An entry may stand twice, and the last one holds: each has to be right.
        name: 'bare',
        expression: lines(
          'variables.containers.filter(c,',
          '  variables.names.exists(name, !c.?env.orValue([]).exists(e, e.name == name)) ||',
          '  c.?env.orValue([]).exists(e, e.name in variables.names &&',
          "    !(e.?value.orValue('') in [variables.composed, variables.address])))",
        ),
      },
      {
        // What stands later overrides what stands earlier, and `env` overrides `envFrom`.
        name: 'unsourced',
        expression: lines(
          "variables.containers.filter(c, c.?env.orValue([]).exists(e, e.?value.orValue('') == variables.composed) && (",
          `  c.env.exists(e, e.name in ${list([CONFIG_KEYS.address, CONFIG_KEYS.port])}) ||`,
          '  size(c.?envFrom.orValue([])) == 0 ||',
          "  c.envFrom[size(c.envFrom) - 1].?prefix.orValue('') != '' ||",
          "  !c.envFrom[size(c.envFrom) - 1].?configMapRef.?name.orValue('')",
          `    .matches('^${EGRESS_CONFIG}(-[a-z0-9]{10})?$')))`,
        ),
      },
    ],
    validations: [
      {
        expression: 'variables.bare.size() == 0',
        messageExpression: say`tenant ${tenant}: every container needs the tenant’s proxy variables, and these lack them: ${"variables.bare.map(c, c.name).join(', ')"}. Set env ${"variables.names.join(', ')"} to ${address}, or describe the workload in tenants/${tenant}.yaml, which does it for you`,
      },
      {
        expression: 'variables.unsourced.size() == 0',
        messageExpression: say`tenant ${tenant}: $(PROXY_ADDRESS) and $(PROXY_PORT) come from the ConfigMap client-egress-config, and here they may not: ${"variables.unsourced.map(c, c.name).join(', ')"}. Make it the last entry of envFrom and leave both out of env, or name the proxy by its address, ${address}`,
      },
    ],
  };
}
