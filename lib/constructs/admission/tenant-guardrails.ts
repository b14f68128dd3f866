import { policyName, TENANT_ROLE } from '../../vocabulary';
import { type Access, type TenantRight, tenantRights } from '../namespace/_tenant-rights';
import { lines, list, say } from './_cel';
import { CONTROLLER, KUBELET, PLATFORM, TENANT } from './_expressions';
import { type AdmissionPolicyProps, EVERYTHING } from './_policy';

const tenant = 'variables.tenant';

/**
 * The tenant's role again, as the API server's admission sees it: whatever other rights someone has in the namespace,
 * nothing is written there but what the role names. Everything else is the platform's and the cluster components'. That
 * includes subresources, connections, and kinds that are installed later.
 *
 * @param externalSecrets whether tenants may write ExternalSecrets
 */
export function guardrailsPolicy(externalSecrets: boolean): AdmissionPolicyProps {
  const resources = (access: Access) =>
    tenantRights(externalSecrets)
      .filter((right) => right.access === access)
      .flatMap(names);
  return {
    name: policyName('guardrails'),
    description: `In a tenant’s namespace only what the role ${TENANT_ROLE} names is the tenant’s to write`,
    rules: [EVERYTHING],
    variables: [
      TENANT,
      PLATFORM,
      CONTROLLER,
      KUBELET,
      {
        // As kubectl has it: pods/exec, deployments.apps/scale.
        name: 'resource',
        expression: lines(
          'request.resource.resource +',
          "(request.resource.group == '' ? '' : '.' + request.resource.group) +",
          "(has(request.subResource) ? '/' + request.subResource : '')",
        ),
      },
      {
        name: 'named',
        expression: lines(
          "request.operation == 'CONNECT' ?",
          `variables.resource in ${list(resources('connect'))} :`,
          `variables.resource in ${list(resources('write'))}`,
        ),
      },
      {
        name: 'verb',
        expression:
          "{'CREATE': 'create', 'UPDATE': 'change', 'DELETE': 'delete', 'CONNECT': 'connect to'}[request.operation]",
      },
    ],
    validations: [
      {
        expression: 'variables.named || variables.kubelet || variables.controller || variables.platform',
        messageExpression: say`tenant ${tenant}: only the platform may ${'variables.verb'} ${'variables.resource'} in this namespace. The role egress-tenant does not name it, and other roles do not add to that one. Propose what you need in tenants/${tenant}.yaml`,
      },
    ],
  };
}

/** Resources as the policy's variable names them. */
function names({ apiGroup, resources }: TenantRight): string[] {
  return resources.map((each) => {
    const [resource, subresource] = each.split('/');
    return `${resource}${apiGroup && `.${apiGroup}`}${subresource === undefined ? '' : `/${subresource}`}`;
  });
}
