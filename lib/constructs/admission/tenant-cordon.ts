import { CORDONED, policyName, STATE } from '../../vocabulary';
import { say } from './_cel';
import { TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';

/** A tenant that is cordoned gets no new pods, be it from controllers, people or Flux. Those that run stay. */
export const CORDON: AdmissionPolicyProps = {
  name: policyName('cordon'),
  description: 'A tenant that is cordoned gets no new pods',
  rules: [written('', ['pods'], { operations: ['CREATE'] })],
  variables: [TENANT],
  validations: [
    {
      expression: `namespaceObject.metadata.?annotations[?'${STATE}'].orValue('') != '${CORDONED}'`,
      messageExpression: say`tenant ${tenant}: it is cordoned, so no new pods start. Set state: active in tenants/${tenant}.yaml to take it back`,
    },
  ],
};
