import { Construct } from 'constructs';
import { say } from './_cel';
import { CONTROLLER, PLATFORM, TENANT } from './_expressions';
import { AdmissionPolicy, type Operation, type ResourceRule } from './_policy';

const tenant = 'variables.tenant';

const ALL: readonly Operation[] = ['CREATE', 'UPDATE', 'DELETE'];

function every(apiGroups: string[], resources: string[] = ['*']): ResourceRule {
  return { apiGroups, apiVersions: ['*'], resources, operations: ALL };
}

/**
 * What holds a tenant, written by the platform alone, whatever roles somebody has in the namespace. With it what would
 * lead around it: other ways to say the same (the CNI's policies), traffic steered by hand (endpoints, a pod's reported
 * address, routes from outside), pods put on nodes by hand, and rights (roles, accounts, tokens, Flux).
 */
export class TenantCagePolicy extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AdmissionPolicy(this, 'cage', {
      name: 'egress-tenant-cage',
      description: 'Policies, quotas, rights, endpoints and routes in a tenant’s namespace are the platform’s',
      rules: [
        every(
          [''],
          [
            'limitranges',
            'resourcequotas',
            // What is counted against the quota, and what it is taken to be.
            'resourcequotas/status',
            'serviceaccounts',
            'serviceaccounts/token',
            'endpoints',
            'bindings',
            'pods/binding',
            'pods/status',
          ],
        ),
        every(['discovery.k8s.io'], ['endpointslices']),
        every(['networking.k8s.io'], ['ingresses', 'networkpolicies']),
        every(['rbac.authorization.k8s.io'], ['rolebindings', 'roles']),
        every(['cilium.io', 'crd.projectcalico.org', 'projectcalico.org', 'gateway.networking.k8s.io']),
        every([
          'source.toolkit.fluxcd.io',
          'kustomize.toolkit.fluxcd.io',
          'helm.toolkit.fluxcd.io',
          'notification.toolkit.fluxcd.io',
          'image.toolkit.fluxcd.io',
          'fluxcd.controlplane.io',
        ]),
      ],
      variables: [
        TENANT,
        PLATFORM,
        CONTROLLER,
        {
          // The right is one of a node for its own pods, which the API server sees to.
          name: 'kubelet',
          expression:
            "request.?subResource.orValue('') == 'token' && 'system:nodes' in request.userInfo.?groups.orValue([])",
        },
        {
          name: 'resource',
          expression: "request.resource.resource + (has(request.subResource) ? '/' + request.subResource : '')",
        },
      ],
      validations: [
        {
          expression: 'variables.platform || variables.controller || variables.kubelet',
          messageExpression: say`tenant ${tenant}: ${'variables.resource'} are the platform’s here, whatever rights one has in the namespace. Propose what you need in tenants/${tenant}.yaml`,
        },
      ],
    });
  }
}
