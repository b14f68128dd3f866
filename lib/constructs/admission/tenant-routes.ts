import { policyName, ROUTE_HOSTS } from '../../vocabulary';
import { lines, say } from './_cel';
import { SPEC_WRITTEN, TENANT } from './_expressions';
import { type AdmissionPolicyProps, written } from './_policy';

const tenant = 'variables.tenant';

/**
 * The hosts of a tenant's namespace are those of its settings, for every user who writes the Ingress or the route: the settings are
 * where two tenants cannot have the same one. It holds for the platform too, whose charts and files could have others.
 */
export const ROUTES: AdmissionPolicyProps = {
  name: policyName('routes'),
  description: 'An Ingress or a route in a tenant’s namespace has the hosts of the tenant’s settings alone',
  rules: [
    written('networking.k8s.io', ['ingresses']),
    written('gateway.networking.k8s.io', ['httproutes', 'grpcroutes', 'tlsroutes'], { apiVersions: ['*'] }),
  ],
  conditions: [SPEC_WRITTEN],
  variables: [
    TENANT,
    {
      name: 'allowed',
      expression: `namespaceObject.metadata.?annotations[?'${ROUTE_HOSTS}'].orValue('').split(',')`,
    },
    {
      name: 'hosts',
      expression: lines(
        "request.kind.kind == 'Ingress' ?",
        "  dyn(object.spec).?rules.orValue([]).map(rule, rule.?host.orValue('')) :",
        '  dyn(object.spec).?hostnames.orValue([])',
      ),
    },
    { name: 'foreign', expression: "variables.hosts.filter(host, host == '' || !(host in variables.allowed))" },
  ],
  validations: [
    {
      expression: 'size(variables.foreign) == 0',
      messageExpression: say`tenant ${tenant}: ${"variables.foreign.map(host, host == '' ? 'every host' : host).join(', ')"} is not among the hosts of its settings. Propose it under ingress.routes in tenants/${tenant}.yaml`,
    },
    {
      expression: 'size(variables.hosts) > 0 && !has(dyn(object.spec).defaultBackend)',
      messageExpression: say`tenant ${tenant}: an Ingress or a route names its hosts and has no default backend. Propose them under ingress.routes in tenants/${tenant}.yaml`,
    },
    {
      expression: lines(
        "request.kind.kind != 'Ingress' || dyn(object.spec).?tls.orValue([]).all(tls,",
        '  size(tls.?hosts.orValue([])) > 0 && tls.hosts.all(host, host in variables.hosts))',
      ),
      messageExpression: say`tenant ${tenant}: a certificate is for the hosts of the Ingress itself. List these alone under tls`,
    },
  ],
};
