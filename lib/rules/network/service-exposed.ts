import { object } from '../_example';
import { groupOf, list, map, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { leadsRequests } from './_routes';

/** Kinds that lead traffic by hand, past what the policies of the namespace were written for. */
const ROUTES = [' Endpoints', 'discovery.k8s.io EndpointSlice'];

export const rule: RuleDefinition = {
  title: 'A tenant’s namespace is reachable from outside the cluster, or redirects out of it',
  why: 'A NodePort or LoadBalancer opens a port on every node or to the world. externalIPs take over others’ addresses. An ExternalName, Endpoints by hand or an Ingress make the cluster’s own components connect where the tenant may not.',
  fix: 'Use Services of type ClusterIP, and declare who may connect under ingress in the tenant’s settings: from for namespaces, routes for the world outside.',
  good: [object('Service client-a-demo/web')`spec: { type: ClusterIP }`],
  bad: [
    object('Service client-a-demo/web')`spec: { type: NodePort }`,
    object('Service client-a-demo/web')`spec: { externalIPs: [172.16.28.8] }`,
  ],
  check: ({ namespaces, gateways, environment }) => [
    // Where there are routes, `route-differs` compares each Ingress and route with the settings.
    ...namespaces.flatMap(({ objects }) =>
      objects.flatMap((each) => problems(each, environment.ingress !== undefined)),
    ),
    ...gateways.flatMap(({ objects }) => objects.flatMap((each) => problems(each, false))),
  ],
};

function problems(each: Rendered, mayLead: boolean): Found[] {
  const { kind, spec } = each.object;
  const group = groupOf(each.object);
  if (ROUTES.includes(`${group} ${kind}`) || (leadsRequests(each) && !mayLead))
    return [found(each, [], 'leads traffic by hand')];
  if (kind !== 'Service' || group !== '') return [];
  const { type = 'ClusterIP', externalIPs, externalName } = map(spec);
  return [
    ...(type === 'ClusterIP' ? [] : [found(each, ['spec', 'type'], `is ${type}`)]),
    ...(list(externalIPs).length === 0
      ? []
      : [found(each, ['spec', 'externalIPs'], `takes over ${list(externalIPs).join(', ')}`)]),
    ...(externalName === undefined || type === 'ExternalName'
      ? []
      : [found(each, ['spec', 'externalName'], `leads to ${externalName}`)]),
  ];
}
