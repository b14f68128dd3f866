import { ADOPT, ISOLATION_LABEL, ISOLATION_VALUE, NODE_POOL, policyName, TENANT_LABEL } from '../../vocabulary';
import { lines, say } from './_cel';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';
const name = 'object.metadata.name';

/**
 * A namespace does not change hands by a commit: what is in it, Secrets and pods of other people, would be the new
 * tenant's. Holds for everyone, Flux and administrators included, so the annotation has to be there before.
 */
export const ADOPTION: AdmissionPolicyProps = {
  name: policyName('adoption'),
  description: `An existing namespace becomes a tenant’s, or another tenant’s, only with the annotation ${ADOPT}`,
  tenantNamespacesOnly: false,
  rules: [
    written('', ['namespaces', 'namespaces/finalize', 'namespaces/status'], {
      operations: ['UPDATE'],
      scope: 'Cluster',
    }),
  ],
  variables: [
    {
      name: 'isolation',
      expression: `[object, oldObject].map(o, o.metadata.?labels[?'${ISOLATION_LABEL}'].orValue(''))`,
    },
    {
      // Whose it will be, and whose it is: a tenant's, or the platform's own by its other values of the label, as the
      // namespaces of gateways are. Empty: neither.
      name: 'owner',
      expression: lines(
        `[0, 1].map(i, variables.isolation[i].startsWith('egress-') && variables.isolation[i] != '${ISOLATION_VALUE}' ?`,
        `  variables.isolation[i] : [object, oldObject][i].metadata.?labels[?'${TENANT_LABEL}'].orValue(''))`,
      ),
    },
    { name: 'tenant', expression: 'variables.owner[0]' },
    {
      // A tenant's namespace that has lost its label gets it back. It is known by the other things the platform wrote.
      name: 'kept',
      expression: lines(
        'variables.owner[0] == variables.owner[1] && (',
        '  variables.isolation[0] == variables.isolation[1] ||',
        `  variables.isolation[0] != '${ISOLATION_VALUE}' ||`,
        `  (variables.owner[1] != '' && oldObject.metadata.?annotations[?'${NODE_POOL}'].hasValue()))`,
      ),
    },
  ],
  validations: [
    {
      expression: `variables.kept || variables.owner[0] != '' || variables.isolation[0] != '${ISOLATION_VALUE}'`,
      messageExpression: say`tenant ${tenant}: a namespace with the label network/isolation needs the label tenant. Set both, or neither`,
    },
    {
      expression: lines(
        "variables.kept || variables.owner[0] == '' ||",
        `oldObject.metadata.?annotations[?'${ADOPT}'].orValue('') == variables.owner[0]`,
      ),
      messageExpression: say`tenant ${tenant}: the namespace ${name} exists, and it belongs to ${"(variables.owner[1] == '' ? 'no tenant' : variables.owner[1])"}. Choose another namespace, or hand this one over with everything in it: kubectl annotate namespace ${name} --overwrite egress-tenant/adopt=${tenant}`,
    },
  ],
};
