import { policyName } from '../../vocabulary';
import { lines, say } from './_cel';
import { SPEC_WRITTEN, TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';

/** Services of a tenant are names and addresses inside the cluster: no way in from outside, and none to elsewhere. */
export const SERVICES: AdmissionPolicyProps = {
  name: policyName('services'),
  description: 'Services of a tenant are of type ClusterIP and have no addresses but the cluster’s',
  rules: [written('', ['services'])],
  conditions: [SPEC_WRITTEN],
  variables: [
    TENANT,
    {
      // An address is there in any case: the API server allocates one before policies see the object. Who set it is
      // in the managed fields, which are the API server's own.
      name: 'chosen',
      expression: lines(
        'object.metadata.?managedFields.orValue([]).size() == 0 ||',
        "dyn(object).metadata.managedFields.exists(m, m.?fieldsV1[?'f:spec'].orValue({}).exists(field,",
        "  field in ['f:clusterIP', 'f:clusterIPs']))",
      ),
    },
  ],
  validations: [
    {
      expression: "object.spec.?type.orValue('ClusterIP') == 'ClusterIP'",
      messageExpression: say`tenant ${tenant}: services must be of type ClusterIP, not ${'object.spec.type'}. Remove type; declare who may connect under ingress.from in tenants/${tenant}.yaml`,
    },
    {
      expression: 'size(object.spec.?externalIPs.orValue([])) == 0',
      messageExpression: say`tenant ${tenant}: services take over no addresses. Remove externalIPs`,
    },
    {
      expression: "request.operation != 'CREATE' || object.spec.?clusterIP.orValue('') == 'None' || !variables.chosen",
      messageExpression: say`tenant ${tenant}: the cluster chooses the addresses of services. Remove clusterIP and clusterIPs, or set clusterIP: None`,
    },
  ],
};
