import { object } from '../_example';
import { groupOf, list, map, type Rendered } from '../_rendered';
import { found } from '../_support';
import type { Found, RuleDefinition } from '../rule';

/** Kinds that lead traffic by hand, past what the policies of the namespace were written for. */
const ROUTES = [' Endpoints', 'discovery.k8s.io EndpointSlice', 'networking.k8s.io Ingress'];

export const rule: RuleDefinition = {
  title: 'A tenant’s namespace is reachable from outside the cluster, or redirects out of it',
  why: 'A NodePort or LoadBalancer opens a port on every node or to the world. externalIPs take over others’ addresses. An ExternalName, Endpoints by hand or an Ingress make the cluster’s own components connect where the tenant may not.',
  fix: 'Use Services of type ClusterIP, and declare who may connect under ingress.from in the tenant’s settings.',
  good: [object('Service client-a-demo/web')`spec: { type: ClusterIP }`],
  bad: [
    object('Service client-a-demo/web')`spec: { type: NodePort }`,
    object('Service client-a-demo/web')`spec: { externalIPs: [172.16.28.8] }`,
  ],
  check: ({ namespaces, gateways }) => [...namespaces, ...gateways].flatMap(({ objects }) => objects.flatMap(problems)),
};

function problems(each: Rendered): Found[] {
  const { kind, spec } = each.object;
  const group = groupOf(each.object);
  if (ROUTES.includes(`${group} ${kind}`) || group === 'gateway.networking.k8s.io')
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
